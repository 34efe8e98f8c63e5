import assert from 'node:assert/strict';
import { teacherContent } from '../../../src/course/grading/teacher-content.js';
import type { Evidence } from '../../../src/grader/evidence.js';
import type { CheckVerdict, Verdict } from '../../../src/grader/verdict.js';
import type { AuditEvent } from '../../../src/kube/audit-event.js';
import { event } from '../../grader/evidence.js';
import { check } from '../../report/hand-made.js';

const contentOf = (audit: AuditEvent[], checks: CheckVerdict[]): ReturnType<typeof teacherContent> => {
  const verdict: Verdict = { exercise: 'small', points: 0, maxPoints: 0, checks, deductions: [], byOwnRecord: false };
  const evidence: Evidence = { audit, objects: [], before: [], source: 'server', cells: [] };
  return teacherContent(evidence, verdict);
};
const numbered = (count: number): AuditEvent[] =>
  Array.from({ length: count }, (_, index) => event(`GET /x${index}`, { id: `e${index}` }));

describe('course/grading/teacher-content', () => {
  it('has all requests with the titles of hidden checks, too, and the requests that each check rests on', () => {
    const { requests, left, basis } = contentOf(numbered(4), [
      check('made', 2, { events: ['e1', 'e3'] }),
      check('secret', 2, { events: ['e3'], visibility: 'hidden' }),
      check('object', 2, { events: [] }),
    ]);
    assert.deepEqual(
      requests.map(({ what, checks }) => [what, checks]),
      [
        ['/x0', []],
        ['/x1', ['Title of made']],
        ['/x2', []],
        ['/x3', ['Title of made', 'Title of secret']],
      ],
    );
    assert.equal(left, 0);
    assert.deepEqual(
      basis.map((one) => [one.check, one.requests.map(({ what }) => what), one.more]),
      [
        ['made', ['/x1', '/x3'], 0],
        ['secret', ['/x3'], 0],
      ],
    );
  });

  it('keeps twenty requests of a check, and says how many more there are', () => {
    const events = (count: number): string[] => numbered(count).map(({ auditID }) => auditID);
    const { basis } = contentOf(numbered(23), [
      check('all', 2, { events: events(23) }),
      check('most', 2, { events: events(20) }),
    ]);
    assert.deepEqual(
      basis.map(({ requests, more }) => [requests.length, requests.at(-1)?.what, more]),
      [
        [20, '/x19', 3],
        [20, '/x19', 0],
      ],
    );
  });

  it('keeps three thousand requests of a run that all count, and says how many more there are', () => {
    const audit = numbered(3002);
    const { requests, left } = contentOf(audit, [check('all', 2, { events: audit.map(({ auditID }) => auditID) })]);
    assert.deepEqual([requests.length, requests.at(-1)?.what, left], [3000, '/x2999', 2]);
  });
});
