import assert from 'node:assert/strict';
import fc from 'fast-check';
import { evidenceName, pageNames, recordName } from '../../../src/course/grading/file-names.js';

const of = (...learners: string[]): { learner: string; exercise: string }[] =>
  learners.map((learner) => ({ learner, exercise: 'small' }));

describe('course/grading/file-names', () => {
  it('calls a page by the learner, and by the exercise too where there are several', () => {
    assert.deepEqual(pageNames(of('ada', 'bob')), ['ada.html', 'bob.html']);
    assert.deepEqual(pageNames([...of('ada'), { learner: 'ada', exercise: 'other' }]), [
      'ada.small.html',
      'ada.other.html',
    ]);
  });

  it('keeps letters, puts a line in the place of what may be no name, and the hash of both ids behind a record', () => {
    assert.deepEqual(pageNames(of('a/../b', ' ada ', '???', 'x'.repeat(60))), [
      ...['a_b.html', 'ada.html', '_.html', `${'x'.repeat(48)}.html`],
    ]);
    assert.match(recordName('Zoë K', 'small'), /^Zoë K\.small\.[0-9a-f]{8}\.json$/);
    assert.equal(evidenceName('ada', 'small'), `${recordName('ada', 'small')}.gz`);
    assert.deepEqual(pageNames([{ learner: 'ada', exercise: '' }, ...of('bob')]), ['ada.html', 'bob.small.html']);
  });

  it('keeps apart what a file system without capitals, or this spelling, would confuse', () => {
    const names = pageNames(of('Ada', 'ada', 'a/b', 'a:b', 'Zoë', 'Zoe\u0308'));
    assert.equal(new Set(names.map((name) => name.toLowerCase())).size, 6);
  });

  it('gives names that stay in their folder, whatever learners are called', () => {
    const learners = fc.array(
      fc.oneof(
        fc.string(),
        fc.constantFrom('..', '../x', '/etc/passwd', 'a\u0000b', 'x'.repeat(500), '🦀'.repeat(100), '.hidden'),
      ),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(learners, (ids) => {
        for (const name of [...pageNames(of(...ids)), ...ids.map((id) => recordName(id, 'small'))]) {
          assert.match(name, /^[^./\\\p{Cc}][^/\\\p{Cc}]*\.(html|json)$/u);
          assert.ok(Buffer.byteLength(name) <= 255);
        }
      }),
    );
  });
});
