import { parseQuery, refusedQuery } from './query.ts';

test('a parameter sent twice is told of, and never thrown: the router would end the process', () => {
  for (const text of ['a=1&a=1', 'a=1&%61=2', 'a&a', '=&=']) {
    expect(refusedQuery(parseQuery(text))?.particulars.errors?.[0]?.detail).toBe(
      'This parameter was sent more than once.',
    );
  }
});

test('a prototype is no parameter', () => {
  expect(refusedQuery(parseQuery('__proto__=x'))?.code).toBe('invalid-input');
  expect(Object.getPrototypeOf(parseQuery('__proto__=x'))).toBeNull();
});

test('a parameter sent once is read as it was sent', () => {
  const query = parseQuery('a=1&b=%E3%81%82&c=%252e');
  expect({ ...query }).toEqual({ a: '1', b: 'あ', c: '%2e' });
  expect(refusedQuery(query)).toBeUndefined();
});

test('a control character is no text, NUL above all: Postgres would refuse it with a server error', () => {
  for (const text of ['a=%00', 'a=x%0d%0ay', 'a=%1b[31m']) {
    expect(refusedQuery(parseQuery(text))?.particulars.errors?.[0]).toEqual({
      pointer: 'a',
      detail: 'control character',
    });
  }
});
