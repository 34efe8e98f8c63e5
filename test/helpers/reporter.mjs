// Mocha's spec reporter, and after it the plain closing line that continuous integration reads. With TEST_COUNTS set, the
// counts go to that file instead: run-tests.mjs adds them up.
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { printCounts } from './counts.mjs';

export default class Reporter extends Mocha.reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    const counts = { passes, failures, pending };
    if (process.env.TEST_COUNTS) writeFileSync(process.env.TEST_COUNTS, JSON.stringify(counts));
    else printCounts(counts);
  }
}
