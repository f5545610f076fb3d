import { z } from 'zod';
import { lineOf, paragraphsOf } from '#contracts/answer';
import { ImportRefused } from './import-refused.ts';
import type { ImportedCatalogue, ImportedControl, ImportProblem } from './imported-catalogue.ts';
import { yamlDocument } from './yaml-document.ts';

const line = z
  .string()
  .max(1000)
  .transform((text) => text.replace(/\s+/gu, ' ').trim())
  .pipe(lineOf(1000));
const block = z
  .string()
  .max(20_000)
  .transform((text) => text.trim())
  .pipe(paragraphsOf(20_000));

const baselineFile = z.object({
  groups: z.array(z.object({ id: line, title: line })).max(100),
  controls: z
    .array(
      z.object({
        id: line,
        title: line,
        objective: block,
        group: line,
        'assessment-requirements': z.array(z.object({ id: line, text: block })).max(100),
      }),
    )
    .max(1000),
});
type BaselineControl = z.infer<typeof baselineFile>['controls'][number];

/**
 * The OSPS Baseline, which comes as one YAML file per family and names its edition nowhere, so the caller does. Each
 * control is followed by its assessment requirements. Throws `ImportRefused`.
 */
export function importOsps(files: readonly (Uint8Array | string)[], edition: string): ImportedCatalogue {
  const found = files.flatMap((file) => read(file).controls).flatMap(withRequirements);
  const controls = new Map<string, ImportedControl>();
  const problems: ImportProblem[] = [];
  for (const control of found) {
    if (controls.has(control.id)) problems.push({ code: 'duplicate-id', id: control.id });
    else controls.set(control.id, control);
  }
  return {
    id: 'osps',
    title: 'Open Source Project Security Baseline',
    edition,
    publisher: 'OpenSSF',
    controls: [...controls.values()],
    problems,
  };
}

function read(file: Uint8Array | string) {
  const result = baselineFile.safeParse(yamlDocument(file));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ImportRefused(
    'not-a-catalogue',
    `Not an OSPS Baseline file: ${z.core.toDotPath(issue?.path ?? [])}: ${issue?.message}`,
  );
}

const withRequirements = (control: BaselineControl): ImportedControl[] => [
  { id: control.id, title: control.title, text: control.objective, group: control.group, withdrawn: false },
  ...control['assessment-requirements'].map(
    ({ id, text }): ImportedControl => ({
      id,
      title: id,
      text,
      parent: control.id,
      group: control.group,
      withdrawn: false,
    }),
  ),
];
