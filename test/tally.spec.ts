import { addJestReport, tally } from './tally.mjs';

const test = (status: string, fullName: string) => ({ status, fullName });

function printed(testResults: object[]): string[] {
  const lines: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  try {
    const result = tally();
    addJestReport(result, { testResults }, '/repository');
    result.print();
  } finally {
    log.mockRestore();
  }
  return lines.join('\n').split('\n');
}

const file = (status: string, assertionResults: object[]) => ({
  name: '/repository/a.spec.ts',
  status,
  assertionResults,
});

describe('the closing line', () => {
  it('counts what passed', () => {
    expect(printed([file('passed', [test('passed', 'x'), test('passed', 'y')])]).at(-1)).toBe('2 passed, 0 failed');
  });

  it('names what was skipped before it says how many', () => {
    const lines = printed([file('passed', [test('passed', 'x'), test('pending', 'on Redis')])]);
    expect(lines).toContain('  - a.spec.ts: on Redis');
    expect(lines.at(-1)).toBe('1 passed, 0 failed, 1 skipped');
  });

  it('counts a file that does not load as failed', () => {
    expect(printed([file('failed', [])]).at(-1)).toBe('0 passed, 1 failed');
  });

  it('does not let a test that is only planned pass', () => {
    expect(printed([file('passed', [test('todo', 'later'), test('failed', 'x')])]).at(-1)).toBe('0 passed, 2 failed');
  });
});
