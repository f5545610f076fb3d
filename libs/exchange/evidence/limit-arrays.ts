/**
 * Bounds every byte array made from now on in this thread. A thread's memory limit counts its heap only, and the bytes
 * that a compressed stream inflates to are not in it: without this, a few kilobytes of PDF could ask for gigabytes.
 * Larger requests throw `RangeError` where they are made.
 */
export function limitArrays(maxBytes: number): void {
  const limited: ProxyHandler<Uint8ArrayConstructor> = {
    construct(target, parameters, newTarget) {
      const [length] = parameters;
      if (typeof length === 'number' && length > maxBytes) throw new RangeError('A byte array is too large');
      return Reflect.construct(target, parameters, newTarget) as Uint8Array;
    },
  };
  globalThis.Uint8Array = new Proxy(globalThis.Uint8Array, limited);
}
