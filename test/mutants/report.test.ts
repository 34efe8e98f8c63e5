import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { equivalents, speaksOf } from './equivalent.js';
import { instrument } from './instrument.js';
import { reportOf } from './report.js';
import { shuffled } from './seeded.js';
import type { Fate } from './try-mutants.js';

const one = (name: string, fate: Fate, line: number) => ({
  name,
  fate,
  ms: 500,
  mutant: { id: line, file: `src/${name}/a.ts`, line, kind: 'bound', from: 'a < b', to: 'a <= b' },
});

describe('the report about faults', () => {
  it('names survivors with the changed line, and scores each folder', () => {
    const tried = [one('x', 'killed', 1), one('x', 'timeout', 2), one('x', 'survived', 3), one('y', 'once', 4)];
    const { text, ok } = reportOf({ tried, stale: [], least: 70, ms: 2000 });
    assert.equal(ok, false);
    assert.equal(
      text,
      `src/x/a.ts:3 survived (bound)
  - a < b
  + a <= b

folder                   score  killed  survived  left out  seconds
x                        66.7%       2         1         0        2
y                       100.0%       0         0         1        1
all                      66.7%       2         1         1        2
4 faults in 2 s, 120 a minute
The score is below 70%.`,
    );
    assert.equal(reportOf({ tried, stale: [], least: 66, ms: 2000 }).ok, true);
  });

  it('does not fail for the score of a few faults, where so many are wanted', () => {
    const tried = [one('x', 'survived', 1), one('x', 'killed', 2)];
    const ran = { tried, stale: [], least: 75, ms: 2000 };
    const { text, ok } = reportOf({ ...ran, fewest: 3 });
    assert.deepEqual([ok, reportOf({ ...ran, fewest: 2 }).ok], [true, false]);
    assert.match(text, /^Fewer than 3 faults were tried: the score decides nothing\.$/m);
    assert.doesNotMatch(text, /below/);
    const stale = [{ file: 'src/x/a.ts', from: 'gone', to: 'gone', reason: 'none' }];
    assert.equal(reportOf({ ...ran, stale, fewest: 3 }).ok, false);
  });

  it('fails for an entry of equivalent.yaml that speaks of nothing', () => {
    const stale = [{ file: 'src/x/a.ts', from: 'gone', to: 'gone', reason: 'none' }];
    const { text, ok } = reportOf({ tried: [one('x', 'killed', 1)], stale, least: 75, ms: 1 });
    assert.equal(ok, false);
    assert.match(text, /^stale in equivalent\.yaml, no such fault: src\/x\/a\.ts: gone$/m);
  });

  it('the list of equivalent faults gives a reason for each, and names none that is not there', () => {
    for (const entry of equivalents()) {
      const { mutants } = instrument(entry.file, readFileSync(entry.file, 'utf8'), 1);
      assert.ok(entry.reason && mutants.some((mutant) => speaksOf(entry, mutant)), `${entry.file}: ${entry.from}`);
    }
  });

  it('comes again in the same order with the same seed, and in another with another', () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    assert.deepEqual(shuffled(items, 7), shuffled(items, 7));
    assert.notDeepEqual(shuffled(items, 7), shuffled(items, 8));
    assert.deepEqual(
      shuffled(items, 7).sort((a, b) => a - b),
      items,
    );
  });
});
