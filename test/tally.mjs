/** Counts what passed, failed and was skipped, and prints the closing line that everything else is judged by. */
export function tally() {
  const counts = { passed: 0, failed: 0 };
  const failures = [];
  const skipped = [];
  return {
    pass: (number = 1) => {
      counts.passed += number;
    },
    fail: (name) => {
      counts.failed += 1;
      failures.push(name);
    },
    skip: (name) => {
      skipped.push(name);
    },
    hasFailed: () => counts.failed > 0,
    /** Names first, then the line; the line is always the last thing printed. */
    print() {
      if (skipped.length > 0) console.log(`\nskipped:\n${skipped.map((name) => `  - ${name}`).join('\n')}`);
      if (failures.length > 0) console.log(`\nfailed:\n${failures.map((name) => `  - ${name}`).join('\n')}`);
      const rest = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
      console.log(`\n${counts.passed} passed, ${counts.failed} failed${rest}`);
    },
  };
}

/**
 * Adds Jest's report. A file that does not even load is a failure, and so is a test marked `todo`: what is not written
 * does not pass.
 */
export function addJestReport(result, report, root) {
  for (const file of report.testResults) {
    const where = file.name.replace(`${root}/`, '');
    if (file.assertionResults.length === 0 && file.status === 'failed') result.fail(`${where} (does not run)`);
    for (const { status, fullName } of file.assertionResults) {
      const name = `${where}: ${fullName}`;
      if (status === 'passed') result.pass();
      else if (status === 'pending' || status === 'disabled') result.skip(name);
      else result.fail(status === 'failed' ? name : `${name} (${status})`);
    }
  }
}
