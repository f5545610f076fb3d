import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

/** What a route sends that writes its answer itself: a type, and a schema where the body is JSON. */
export interface Answered {
  readonly type: string;
  readonly schema?: z.ZodType;
  readonly description?: string;
}

export const ANSWERS = 'warifu:answers';

/**
 * Says what a route answers that takes `@Res()` and so carries no `@SerializeOptions`; for the API's description only.
 * @param type the media type sent
 * @param schema the body's shape, where it is JSON
 */
export const Answers = (type: string, schema?: z.ZodType, description?: string) =>
  SetMetadata(ANSWERS, {
    type,
    ...(schema ? { schema } : {}),
    ...(description ? { description } : {}),
  } satisfies Answered);
