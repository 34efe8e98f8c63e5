import assert from 'node:assert/strict';
import { type MarkEntry, parseMarks } from '../../../src/course/grading/marks.js';
import { formatMarks } from '../../../src/course/grading/marks-text.js';

describe('course/grading/marks-text', () => {
  it('writes marks that are read as they were, an entry on each line', () => {
    const entries: MarkEntry[] = [
      { learner: 'ada', exercise: 'small', points: 1.5, comment: `well "said": it's ${'long '.repeat(40)}end` },
      { learner: 'bob', late: { points: 2 } },
      { learner: 'cleo', late: { share: 0.125 } },
      { learner: 'dan', late: { share: 1 / 3 } },
    ];
    const text = formatMarks(entries, 'Joined by hand');
    assert.equal(text.split('\n').filter(Boolean).length, 1 + entries.length);
    assert.match(text, /^# Joined by hand\n\n- \{ learner: ada, /);
    assert.match(text, /late: 2 \}\n.*late: 12\.5% \}\n.*late: 33\.3333% \}\n$/);
    const read = parseMarks(text, 'marks.yaml');
    assert.deepEqual(read.slice(0, 3), entries.slice(0, 3));
    assert.deepEqual(parseMarks(formatMarks([], 'None'), 'marks.yaml'), []);
  });
});
