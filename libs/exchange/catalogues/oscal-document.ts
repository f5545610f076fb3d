import { z } from 'zod';
import { lineOf, paragraphsOf } from '#contracts/answer';

const line = z
  .string()
  .max(2000)
  .transform((text) => text.replace(/\s+/gu, ' ').trim())
  .pipe(lineOf(2000));
const prose = z
  .string()
  .max(50_000)
  .transform((text) =>
    text
      .replace(/[^\S\n]+/gu, ' ')
      .replace(/ ?\n ?/g, '\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
  )
  .pipe(z.union([z.literal(''), paragraphsOf(50_000)]));

const prop = z.object({ name: z.string(), value: z.string(), class: z.string().optional() });
const link = z.object({ rel: z.string().optional(), href: z.string() });
const param = z.object({
  id: z.string(),
  label: prose.optional(),
  select: z.object({ choice: z.array(prose).optional() }).optional(),
});

const part = z.object({
  name: z.string(),
  prose: prose.optional(),
  props: z.array(prop).optional(),
  get parts() {
    return z.array(part).optional();
  },
});
const control = z.object({
  id: lineOf(200),
  title: line,
  params: z.array(param).optional(),
  props: z.array(prop).optional(),
  links: z.array(link).optional(),
  parts: z.array(part).optional(),
  get controls() {
    return z.array(control).optional();
  },
});
const group = z.object({
  id: lineOf(200).optional(),
  title: line,
  params: z.array(param).optional(),
  controls: z.array(control).optional(),
  get groups() {
    return z.array(group).optional();
  },
});
const catalog = z.object({
  uuid: z.uuid(),
  metadata: z.object({
    title: line,
    version: line,
    parties: z.array(z.object({ uuid: z.string(), name: line.optional() })).optional(),
    'responsible-parties': z.array(z.object({ 'role-id': z.string(), 'party-uuids': z.array(z.string()) })).optional(),
  }),
  params: z.array(param).optional(),
  groups: z.array(group).optional(),
  controls: z.array(control).optional(),
});
export type OscalPart = z.infer<typeof part>;
export type OscalParam = z.infer<typeof param>;
export type OscalControl = z.infer<typeof control>;
export type OscalGroup = z.infer<typeof group>;
export type OscalCatalog = z.infer<typeof catalog>;

/** What we read of an OSCAL catalogue, in its JSON shape. Members we do not use are dropped. */
export const oscalDocument = z.object({ catalog });
