interface FromPostgres extends Error {
  readonly code?: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly routine?: string;
}

/**
 * An error as it may stand in a log. What Postgres says can quote values (`Key (email)=(…)`, `invalid input syntax …:
 * "…"`), and TypeORM's error carries the parameters: facts. Of those only names stay; of our own errors, everything.
 */
export function safeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const { driverError } = error as { driverError?: FromPostgres };
  const database = driverError ?? (isPostgres(error) ? error : undefined);
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  if (database) {
    const { code, constraint, table, routine } = database;
    return { type: error.name, code, constraint, table, routine, stack: frames };
  }
  const cause = error.cause === undefined ? {} : { cause: safeError(error.cause) };
  return { type: error.name, message: error.message, stack: frames, ...cause };
}

const isPostgres = (error: Error): error is FromPostgres => 'severity' in error && 'routine' in error;
