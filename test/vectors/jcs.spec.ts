import { parseStrictJson } from '#contracts/strict-json';
import { canonicalJson } from '#proof';
import { describeVectors } from './given.ts';

/*
 * RFC 8785. Passing means: each input, read with floats allowed, is written exactly as its output and as the bytes of its
 * hexadecimal form; each number is written as stated, or refused where it has no JSON form.
 */
const table = ['arrays', 'structures', 'values'];

describeVectors('jcs', (read, files) => {
  it('leaves no file out', () => {
    const known = table.flatMap((name) => [`input/${name}.json`, `output/${name}.json`, `outhex/${name}.txt`]);
    expect(files).toEqual([...known, 'numbers.json'].sort());
  });

  it.each(table)('%s', (name) => {
    const canonical = canonicalJson(parseStrictJson(read(`input/${name}.json`), { floats: true }));
    expect(canonical).toBe(read(`output/${name}.json`));
    expect(Buffer.from(canonical).toString('hex')).toBe(read(`outhex/${name}.txt`).replaceAll(/\s/g, ''));
  });

  it('numbers.json', () => {
    const numbers: { ieee754_hex: string; json: string | null }[] = JSON.parse(read('numbers.json'));
    expect(numbers.length).toBeGreaterThan(0);
    for (const { ieee754_hex: hex, json } of numbers) {
      const value = Buffer.from(hex, 'hex').readDoubleBE();
      if (json === null) expect(() => canonicalJson(value)).toThrow('json');
      else expect(canonicalJson(value)).toBe(json);
    }
  });
});
