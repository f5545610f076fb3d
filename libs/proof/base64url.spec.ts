import fc from 'fast-check';
import { decodeBase64url, encodeBase64url } from './base64url.ts';

/** `null` takes the browser's way even under Node. */
const browser = null as never;

describe('base64url', () => {
  it('comes back as it went, and both ways of computing it agree', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const text = encodeBase64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64url'));
        expect(encodeBase64url(bytes, browser)).toBe(text);
        expect(Array.from(decodeBase64url(text, 'x'))).toEqual(Array.from(bytes));
        expect(Array.from(decodeBase64url(text, 'x', browser))).toEqual(Array.from(bytes));
      }),
    );
    expect(encodeBase64url('割符', browser)).toBe(encodeBase64url('割符'));
  });

  it.each([
    'A',
    'AB',
    'AAB',
    'AA==',
    'AA=',
    'A A',
    'AA\n',
    ' AA',
    'AA+A',
    'AA/A',
    'AAAA=',
    'AAAAA',
    'ＡＡ',
    '\u0000AAA',
  ])('refuses %j', (text) => {
    expect(() => decodeBase64url(text, 'x')).toThrow('base64url');
    expect(() => decodeBase64url(text, 'x', browser)).toThrow('base64url');
  });

  it('has one spelling per byte string: of all four-letter ends, only the canonical one is read', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const readable = [...alphabet].filter((last) => {
      try {
        return decodeBase64url(`A${last}`, 'x').length === 1;
      } catch {
        return false;
      }
    });
    expect(readable.join('')).toBe('AQgw');
  });
});
