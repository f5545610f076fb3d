/** True when a write was refused by exactly this constraint or unique index: an expected "no", to be said in words. */
export function violates(thrown: unknown, constraint: string): boolean {
  const error = thrown as { driverError?: { constraint?: unknown }; constraint?: unknown } | null;
  return (error?.driverError?.constraint ?? error?.constraint) === constraint;
}
