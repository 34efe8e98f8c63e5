// Mocha's spec reporter, and after it the plain closing lines that continuous integration reads. With TEST_COUNTS set, what
// they are made of goes to that file instead: run-tests.mjs adds it up. It is written at each test, so that the counts and the
// running test of a process that is killed are known.
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import Mocha from 'mocha';
import { printCounts } from './counts.mjs';

const { EVENT_SUITE_BEGIN, EVENT_SUITE_END, EVENT_TEST_BEGIN } = Mocha.Runner.constants;
const fileOf = ({ file }) => relative(process.cwd(), file ?? '');

/** The file, the name and the first line of what went wrong: what a log that was cut at its beginning still tells. */
function inOneLine(test) {
  const [message] = String(test.err?.message ?? test.err).split('\n');
  return `${fileOf(test)}: ${test.fullTitle()}: ${message}`;
}

export default class Reporter extends Mocha.reporters.Spec {
  /** Milliseconds of each file, with its hooks. */
  #times = {};

  constructor(runner, options) {
    super(runner, options);
    let began = 0;
    runner.on(EVENT_SUITE_BEGIN, (suite) => {
      if (suite.parent?.root) began = performance.now();
    });
    runner.on(EVENT_SUITE_END, (suite) => {
      if (!suite.parent?.root) return;
      const file = fileOf(suite);
      this.#times[file] = (this.#times[file] ?? 0) + performance.now() - began;
    });
    if (process.env.TEST_COUNTS)
      runner.on(EVENT_TEST_BEGIN, (test) => this.#write(`${fileOf(test)}: ${test.fullTitle()}`));
  }

  #counts() {
    const { passes, failures, pending } = this.stats;
    return { passes, failures, pending, failed: this.failures.map(inOneLine), times: this.#times };
  }

  #write(running) {
    writeFileSync(process.env.TEST_COUNTS, JSON.stringify({ ...this.#counts(), running }));
  }

  epilogue() {
    super.epilogue();
    if (process.env.TEST_COUNTS) this.#write();
    else printCounts(this.#counts());
  }
}
