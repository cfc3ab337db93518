/** The last line of a run: how many tests passed, failed and were skipped. In CI a skipped test is a failed run: nothing may be missing there. */
import type { Reporter, TestModule } from 'vitest/node';

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    let skipped = 0;
    let failed = errors.length;
    for (const module of modules) {
      if (!module.ok() && module.children.size === 0) failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        else if (state === 'failed') failed += 1;
        else {
          skipped += 1;
          process.stdout.write(`skipped: ${test.fullName}\n`);
        }
      }
    }
    if (process.env['CI'] === 'true' && skipped > 0) process.exitCode = 1;
    process.once('exit', () => process.stdout.write(`\n${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}\n`));
  }
}
