import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testDataPath } from '../../test/test-data.ts';
import fc from 'fast-check';
import { type JsonRefusal, parseStrictJson, StrictJsonError, type StrictJsonOptions } from './strict-json.ts';
import { findFault } from './strict-json-scan.ts';

const refusal = (input: string | Uint8Array, options?: StrictJsonOptions) => {
  try {
    parseStrictJson(input, options);
    return undefined;
  } catch (error) {
    if (error instanceof StrictJsonError) return error;
    throw error;
  }
};

describe('parseStrictJson', () => {
  it('gives what JSON.parse gives for ordinary input, from text and from bytes', () => {
    const text = '{"a":[1,-2,true,null,"\\u00e9\\"\\\\"],"b":{"ja":"割符","c":{}},"empty":[]}';
    expect(parseStrictJson(text)).toEqual(JSON.parse(text));
    expect(parseStrictJson(Buffer.from(text))).toEqual(JSON.parse(text));
    expect(parseStrictJson('"bare"')).toBe('bare');
  });

  const refused: [string, JsonRefusal, string, StrictJsonOptions?][] = [
    ['{"a":1,"a":1}', 'duplicate-name', '/a'],
    ['{"x":[{"a":1,"\\u0061":2}]}', 'duplicate-name', '/x/0/a'],
    ['{"a":{"b":1},"c":{"b":1,"d":2,"b":3}}', 'duplicate-name', '/c/b'],
    ['{"__proto__":{"admin":true}}', 'forbidden-name', '/__proto__'],
    ['{"\\u005f_proto__":1}', 'forbidden-name', '/__proto__'],
    ['[{"constructor":1}]', 'forbidden-name', '/0/constructor'],
    ['{"prototype":1}', 'forbidden-name', '/prototype'],
    ['["\\ud800"]', 'lone-surrogate', '/0'],
    ['["\\udc00\\ud800"]', 'lone-surrogate', '/0'],
    ['{"\\ud834":1}', 'lone-surrogate', ''],
    ['["\ud800"]', 'lone-surrogate', '/0'],
    ['[1.5]', 'float', '/0'],
    ['[1.0]', 'float', '/0'],
    ['[1e2]', 'float', '/0'],
    ['[1E2]', 'float', '/0'],
    ['[9007199254740992]', 'integer-range', '/0'],
    ['[-9007199254740993]', 'integer-range', '/0'],
    ['[9007199254740993]', 'integer-range', '/0', { floats: true }],
    ['[1e999]', 'number-range', '/0', { floats: true }],
    ['\ufeff{}', 'byte-order-mark', ''],
    ['', 'syntax', ''],
    ['{"a":1}x', 'syntax', ''],
    ['{"a":}', 'syntax', '/a'],
    ['[[[[1]]]]', 'too-deep', '/0/0/0', { maxDepth: 3 }],
    ['"123456789"', 'too-large', '', { maxBytes: 10 }],
    ['{"a/b~":1.5}', 'float', '/a~1b~0'],
  ];
  for (const [text, reason, pointer, options] of refused) {
    it(`refuses ${JSON.stringify(text)} as ${reason} at "${pointer}"`, () => {
      expect(refusal(text, options)).toMatchObject({ reason, pointer });
    });
  }

  it('says where: the offset of the fault', () => {
    expect(refusal('{"ok":1,"ok":2}')?.position).toBe(8);
    expect(refusal('[1,2,x]')?.position).toBe(5);
  });

  it('refuses bytes that are not UTF-8, overlong forms and encoded surrogates included', () => {
    for (const bytes of [
      [0x22, 0xff, 0x22],
      [0x22, 0xc0, 0xaf, 0x22],
      [0x22, 0xed, 0xa0, 0x80, 0x22],
    ]) {
      expect(refusal(Uint8Array.from(bytes))?.reason).toBe('not-utf8');
    }
    expect(refusal(Uint8Array.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]))?.reason).toBe('byte-order-mark');
    expect(refusal(Buffer.from('{}', 'utf16le'))?.reason).toBe('syntax');
  });

  it('keeps floats and big integers where the caller allows them', () => {
    expect(parseStrictJson('[1.5,-0.25e-3,1e30,333333333.33333329]', { floats: true })).toEqual([
      1.5, -0.00025, 1e30, 333333333.3333333,
    ]);
    expect(parseStrictJson('[18446744073709551616]', { bigIntegers: true })).toEqual([2 ** 64]);
    expect(parseStrictJson('[9007199254740991,-9007199254740991,-0]')).toEqual([2 ** 53 - 1, 1 - 2 ** 53, -0]);
  });

  it('is not fooled by colons, braces, dots and escaped quotes inside strings', () => {
    const value = { 'a:b': '{":"\\', '\\': '\\\\"', c: '1.5e3 : } ]', d: ['\\"', ':'] };
    expect(parseStrictJson(JSON.stringify(value))).toEqual(value);
  });

  it('answers 100,000 nested arrays at once instead of running out of stack', () => {
    expect(refusal('['.repeat(100_000))?.reason).toBe('too-deep');
    expect(refusal('['.repeat(100_000) + ']'.repeat(100_000))?.reason).toBe('too-deep');
    expect(refusal('{"a":'.repeat(50_000))?.reason).toBe('too-deep');
  });

  it('leaves Object.prototype alone', () => {
    refusal('{"__proto__":{"polluted":true}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('agrees with the slow scanner on any text: clean for both or refused by both', () => {
    const limits = { maxDepth: 4, floats: false, bigIntegers: false };
    const fragment = fc.constantFrom(
      ...'{}[]:,"\\'.split(''),
      '"a"',
      '"a":1',
      '1',
      '1.5',
      'true',
      'e',
      '\\u0061',
      ' ',
      '"\\ud800"',
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        expect(refusal(text, { maxDepth: 4 })?.reason).toBe(findFault(text, limits)?.reason);
      }),
      { numRuns: 5000 },
    );
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        const loose = { maxDepth: 4, floats: true, bigIntegers: true };
        expect(refusal(text, loose)?.reason).toBe(findFault(text, loose)?.reason);
      }),
    );
  });
});

/** JSON files nobody here wrote: the parsing and transform sets of JSONTestSuite, and fuzzdb's list. */
const folder = testDataPath('hostile/json');
const outside = existsSync(folder) ? describe : describe.skip;

outside('hostile JSON from outside (data/hostile/json)', () => {
  const parsing = existsSync(folder) ? readdirSync(join(folder, 'test_parsing')) : [];
  const read = (file: string) => readFileSync(join(folder, file));
  const withFloats = { floats: true, maxDepth: 64 };

  /** Valid by RFC 8259 and refused here all the same, with the reason. */
  const stricter: Record<string, JsonRefusal> = {
    'y_object_duplicated_key.json': 'duplicate-name',
    'y_object_duplicated_key_and_value.json': 'duplicate-name',
  };

  it.each(parsing.filter((name) => name.startsWith('n_')))('%s is refused, with floats allowed and without', (name) => {
    expect(refusal(read(`test_parsing/${name}`))).toBeDefined();
    expect(refusal(read(`test_parsing/${name}`), withFloats)).toBeDefined();
  });

  it.each(parsing.filter((name) => name.startsWith('y_')))(
    '%s is read as JSON.parse reads it, or refused by name',
    (name) => {
      const bytes = read(`test_parsing/${name}`);
      expect(refusal(bytes, withFloats)?.reason).toBe(stricter[name]);
      if (!stricter[name]) expect(parseStrictJson(bytes, withFloats)).toEqual(JSON.parse(bytes.toString()));
      if (name.includes('_real')) expect(refusal(bytes)?.reason).toBe('float');
    },
  );

  /** Left open by RFC 8259; here each is decided. `undefined` means read. */
  const open: Record<string, JsonRefusal | undefined> = {
    'i_number_double_huge_neg_exp.json': undefined, // underflow to zero is a float's nature
    'i_number_neg_int_huge_exp.json': 'number-range',
    'i_number_real_neg_overflow.json': 'number-range',
    'i_number_real_pos_overflow.json': 'number-range',
    'i_number_real_underflow.json': undefined,
    'i_number_too_big_neg_int.json': 'integer-range',
    'i_object_key_lone_2nd_surrogate.json': 'lone-surrogate',
    'i_string_UTF-16LE_with_BOM.json': 'not-utf8',
    'i_string_incomplete_surrogate_and_escape_valid.json': 'lone-surrogate',
    'i_string_incomplete_surrogate_pair.json': 'lone-surrogate',
    'i_string_invalid_surrogate.json': 'lone-surrogate',
    'i_string_lone_second_surrogate.json': 'lone-surrogate',
    'i_string_not_in_unicode_range.json': 'not-utf8',
    'i_string_overlong_sequence_6_bytes_null.json': 'not-utf8',
    'i_string_utf16LE_no_BOM.json': 'not-utf8',
    'i_structure_500_nested_arrays.json': 'too-deep',
    'i_structure_UTF-8_BOM_empty_object.json': 'byte-order-mark',
  };
  it.each(parsing.filter((name) => name.startsWith('i_')))('%s is decided one way', (name) => {
    expect(Object.keys(open)).toContain(name);
    expect(refusal(read(`test_parsing/${name}`), withFloats)?.reason).toBe(open[name]);
  });

  const transform: Record<string, JsonRefusal | undefined> = {
    'number_1000000000000000.json': undefined,
    'number_10000000000000000999.json': 'integer-range',
    'number_1e-999.json': undefined,
    'number_1e6.json': undefined,
    'number_9223372036854775807.json': 'integer-range',
    'object_same_key_different_values.json': 'duplicate-name',
    'object_same_key_same_value.json': 'duplicate-name',
    'string_1_escaped_invalid_codepoint.json': 'lone-surrogate',
    'string_2_invalid_codepoints.json': 'not-utf8',
    'string_with_escaped_NULL.json': undefined,
  };
  it('decides every transform case: nothing doubled, nothing rounded silently', () => {
    const files = readdirSync(join(folder, 'test_transform'));
    const results = files.map((name) => [name, refusal(read(`test_transform/${name}`), withFloats)?.reason]);
    expect(Object.fromEntries(results)).toEqual(transform);
  });

  it('answers each line of the fuzz list with a value or a named refusal', () => {
    for (const line of read('fuzzdb-JSON_Fuzzing.txt').toString('latin1').split('\n')) {
      const fault = refusal(line, withFloats);
      if (!fault) expect(parseStrictJson(line, withFloats)).toEqual(JSON.parse(line));
    }
  });
});
