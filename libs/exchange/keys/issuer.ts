/** The `iss` of what a company signs: its place on this exchange. */
export const issuerOf = (origin: string, organizationId: string): string => `${origin}/c/${organizationId}`;
