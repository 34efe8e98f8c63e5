/** Views made by hand, with what a hostile learner would put into them. */
import type { CheckVerdict } from '../../src/grader/verdict.js';
import type { ExerciseView } from '../../src/report/class-report.js';
import type { FeedbackView } from '../../src/report/feedback-view.js';
import type { AlikeView } from '../../src/report/similar-page.js';
import type { TeacherView } from '../../src/report/teacher-view.js';

/** What would run, or break out, if it were not escaped. */
export const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>' javascript:alert(3)`;

/** A check with these points. */
export function check(id: string, points: number, more: Partial<CheckVerdict> = {}): CheckVerdict {
  const maxPoints = more.maxPoints ?? 2;
  return {
    id,
    title: `Title of ${id}`,
    task: 'make',
    visibility: 'shown',
    points,
    maxPoints,
    status: points >= maxPoints ? 'passed' : points > 0 ? 'partly' : 'failed',
    seen: `what was seen of ${id}`,
    hints: points >= maxPoints ? [] : [`a nudge for ${id}`, `nearly the answer for ${id}`],
    events: [],
    ...more,
  };
}

/** A page with something of everything. */
export const feedback: FeedbackView = {
  learner: `Ada ${hostile}`,
  title: 'Two ConfigMaps',
  points: 3.5,
  maxPoints: 8,
  checks: [
    check('made', 2),
    check('read', 1, { seen: hostile }),
    check('listed', 0),
    check('blocked', 0, { status: 'blocked' }),
    check('secret-one', 2, { visibility: 'hidden', seen: 'the hidden sight' }),
    check('secret-two', 0, { visibility: 'hidden', hints: ['the hidden hint'] }),
  ],
  deductions: [
    { id: 'loud', title: 'Too loud', visibility: 'shown', points: 1, seen: 'it was loud' },
    { id: 'sly', title: 'The sly one', visibility: 'hidden', points: 0.5, seen: 'it was sly' },
  ],
  marks: [
    { kind: 'points', points: 1, comment: `well asked ${hostile}` },
    { kind: 'late', points: -0.5 },
  ],
  byOwnRecord: true,
  warnings: ['The run was ended early.'],
  cells: [
    { kind: 'text', source: `# A heading\n\n${hostile}\n\n[run](javascript:alert(4)) <b>bold</b> \`code\`` },
    {
      kind: 'code',
      source: `console.log(${JSON.stringify(hostile)})`,
      outcome: 'passed',
      outputs: [
        { kind: 'text', text: hostile },
        {
          kind: 'markdown',
          text: `<iframe src="https://example.org"></iframe> **bold** ![x](https://example.org/x.png)`,
        },
        {
          kind: 'picture',
          url: 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        },
        { kind: 'picture', url: 'https://example.org/beacon.png' },
        { kind: 'left out', text: 'Not shown here: text/html.' },
      ],
    },
    { kind: 'code', source: 'never()', outcome: 'not run', outputs: [] },
    { kind: 'code', source: 'throw 1', outcome: 'failed', outputs: [{ kind: 'error', text: `Error: ${hostile}` }] },
  ],
  requests: [
    {
      user: 'minikube-user',
      credential: 'certificate',
      verb: 'create',
      what: 'namespaces x',
      status: 201,
      times: 1,
      checks: ['Title of made'],
    },
    { user: hostile, credential: 'token', verb: 'list', what: hostile, status: 403, times: 3, checks: [] },
    {
      user: 'minikube-user',
      credential: 'certificate',
      verb: 'get',
      what: '/nothing',
      status: 404,
      times: 1,
      checks: [],
    },
    { user: 'minikube-user', credential: 'certificate', verb: 'watch', what: 'pods', status: 0, times: 1, checks: [] },
  ],
};

/** The same submission, as its teacher sees it. */
export const teacher: TeacherView = {
  ...feedback,
  learner: `Ada Lovelace ${hostile} (ada)`,
  status: 'graded',
  run: ['run on 2026-01-01 10:00 UTC', '1.4 s'],
  warnings: ['The run was ended early.', 'It was not isolated.'],
  requests: feedback.requests.map((request) => ({ ...request, checks: [...request.checks, 'Title of secret-one'] })),
  left: 12,
  basis: [
    { check: 'made', requests: feedback.requests.slice(0, 1), more: 0 },
    { check: 'secret-two', requests: feedback.requests.slice(1), more: 7 },
  ],
  feedback: '../feedback/ada #1?.html',
};

/** A class with something of everything. */
export const exercise: ExerciseView = {
  title: 'Two ConfigMaps',
  checks: [
    { id: 'made', title: `It is there ${hostile}`, visibility: 'shown', maxPoints: 2 },
    { id: 'listed', title: 'They were listed', visibility: 'hidden', maxPoints: 2 },
  ],
  submissions: [
    {
      learner: 'ada',
      status: 'graded',
      points: 4,
      maxPoints: 4,
      checks: [
        { id: 'made', points: 2, maxPoints: 2 },
        { id: 'listed', points: 2, maxPoints: 2 },
      ],
      report: 'report/ada #1?.html',
      page: 'feedback/ada #1?.html',
    },
    {
      learner: hostile,
      status: 'graded',
      points: 1,
      maxPoints: 4,
      checks: [
        { id: 'made', points: 1, maxPoints: 2 },
        { id: 'listed', points: 0, maxPoints: 2 },
      ],
      comment: hostile,
    },
    {
      learner: 'cleo',
      status: 'graded',
      points: 2,
      maxPoints: 4,
      checks: [
        { id: 'made', points: 2, maxPoints: 2 },
        { id: 'listed', points: 0, maxPoints: 2 },
      ],
    },
    {
      learner: 'zoe',
      status: 'not graded',
      missing: true,
      points: 0,
      maxPoints: 4,
      checks: [],
      reason: 'nothing was handed in',
    },
    { learner: 'dan', status: 'not graded', points: 0, maxPoints: 4, checks: [], reason: 'the notebook is empty' },
  ],
};

/** Two that are the same, and a pair with a passage in common. */
export const alike: AlikeView = {
  same: [{ learners: ['ada', `Bob ${hostile}`, 'cleo'], left: `const a = ${hostile};`, right: 'const b = 1;' }],
  pairs: [
    {
      left: 'ada',
      right: `Emil ${hostile}`,
      leftShare: 0.971,
      rightShare: 0.5,
      passages: [{ left: 'f(1);\ng(2);', right: hostile }],
    },
  ],
  compared: 5,
  leftOut: 'very long submissions were read in part',
};
