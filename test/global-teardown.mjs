/** Ends what the global setup started, and nothing else. */
export default async function tearDown() {
  for (const service of globalThis.testServices) await service.stop();
}
