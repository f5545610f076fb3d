import { RouteConfig } from '@nestjs/platform-fastify';

/** The most any route may ask for. */
export const mostLargeBody = 4 * 1024 * 1024;

/** Lets one route take a larger body than the rest: an imported catalogue. @param bytes at most `mostLargeBody` */
export const LargeBody = (bytes: number) => RouteConfig({ largeBody: Math.min(bytes, mostLargeBody) });

/** The limit a route was given by `LargeBody`, if any. */
export const largeBodyOf = (config: unknown): number | undefined => {
  const asked = (config as { largeBody?: unknown } | undefined)?.largeBody;
  return typeof asked === 'number' ? asked : undefined;
};
