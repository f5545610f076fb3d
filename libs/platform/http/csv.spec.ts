import fc from 'fast-check';
import { testData } from '../../../test/test-data.ts';
import { csv } from './csv.ts';

/** Reads RFC 4180 back, as a spreadsheet would, and takes our apostrophe away again. */
function read(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const body = text.replace(/^\uFEFF/, '');
  for (let at = 0; at < body.length; at += 1) {
    const sign = body[at] as string;
    if (quoted) {
      if (sign === '"' && body[at + 1] === '"') cell += body[++at];
      else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"') quoted = true;
    else if (sign === ',' || (sign === '\r' && body[at + 1] === '\n')) {
      rows.at(-1)?.push(cell.replace(/^'/, ''));
      cell = '';
      if (sign === '\r') {
        at += 1;
        rows.push([]);
      }
    } else cell += sign;
  }
  return rows.slice(0, -1);
}

const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1+1', '＋1', '－1', '＠SUM', '=cmd|"/c calc"!A1'];
const lines = (testData('hostile/formula') ?? []).flatMap(({ bytes }) => bytes.toString('utf8').split('\n'));

test(`1.2.10 no cell can start a formula, full-width signs included (${lines.length > 0 ? 'and the lists' : 'hostile/formula is not here'})`, () => {
  for (const text of [...formulas, ...lines.filter(Boolean)]) {
    const cell = csv(['a'], [{ a: text }])
      .split('\r\n')
      .slice(1)
      .join('\r\n')
      .replace(/^"/, '');
    expect([text, /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell)]).toEqual([text, false]);
  }
});

test('1.2.10 reading an export back gives what was written, whatever it was', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ a: fc.string({ unit: 'binary' }), b: fc.string() }), { minLength: 1, maxLength: 5 }),
      (rows) => {
        expect(read(csv(['a', 'b'], rows)).slice(1)).toEqual(rows.map(({ a, b }) => [a, b]));
      },
    ),
  );
});

test('nothing is an empty cell, and a number is no text', () => {
  expect(csv(['a', 'b', 'c'], [{ a: null, b: -5, c: 0 }])).toBe('\uFEFFa,b,c\r\n,-5,0\r\n');
});
