import assert from 'node:assert/strict';
import { judge } from '../../src/grader/judge.js';
import { parseRubric } from '../../src/grader/parse-rubric.js';
import type { CheckVerdict } from '../../src/grader/verdict.js';
import type { AuditEvent } from '../../src/kube/audit-event.js';
import { as, event, evidence, object } from './evidence.js';

const written = `
exercise: lab
title: A lab
checks:
  - { id: room, title: the room, task: a, points: 1, hints: [h], request: { verb: create, resource: namespaces, name: lab } }
  - id: account
    title: the account
    task: b
    points: 2
    hints: [h]
    request: { verb: create, resource: serviceaccounts, namespace: lab, name: robot }
    follows: room
    instead: { request: { verb: create, resource: serviceaccounts, namespace: lab, name: robot, status: 404 } }
  - id: map
    title: the map
    task: c
    points: 4
    hints: [h]
    request: { verb: create, resource: configmaps, namespace: lab, name: notes, body: { data.a: b } }
    follows: [account]
  - { id: after, title: after it, task: d, points: 8, hints: [h], requires: account, request: { verb: list, resource: pods } }
  - id: gone
    title: nothing is left
    task: e
    points: 16
    hints: [h]
    all: [{ request: { verb: list, resource: pods } }, { gone: { kind: Namespace, name: lab } }]
    follows: [room, account]
`;
const rubric = parseRubric(written, 'lab.yaml');
const room = event('POST /api/v1/namespaces', { name: 'lab' });
const account = (code: number) => event('POST /api/v1/namespaces/lab/serviceaccounts', { name: 'robot', code });
const map = (code: number, body: unknown = { data: { a: 'b' } }) =>
  event('POST /api/v1/namespaces/lab/configmaps', { name: 'notes', code, body });
const list = event('GET /api/v1/namespaces/lab/pods');

function verdicts(...audit: AuditEvent[]): Record<string, CheckVerdict> {
  const { checks } = judge(rubric, evidence({ audit, objects: [object('Namespace lab')] }));
  return Object.fromEntries(checks.map((check) => [check.id, check]));
}

describe('a step whose earlier step failed', () => {
  it('G8: earns its points by a right request that was refused, and says what that follows from', () => {
    const refused = account(404);
    const { room: first, account: step } = verdicts(refused);
    assert.equal(first?.points, 0);
    assert.deepEqual(
      { status: step?.status, points: step?.points, seen: step?.seen, hints: step?.hints, events: step?.events },
      {
        status: 'follows',
        points: 2,
        seen: 'creating serviceaccounts/robot was answered with 404 to "kubelab-admin"; follows from "the room"',
        hints: [],
        events: [refused.auditID],
      },
    );
  });

  it('earns by a request without a credential only where the step before was shown to follow from an earlier fault', () => {
    const nobody = { username: 'system:anonymous', groups: ['system:unauthenticated'] };
    const { account: step } = verdicts({ ...account(404), user: nobody });
    assert.deepEqual([step?.points, step?.status], [0, 'failed']);
    const refusedToo =
      'instead: { request: { verb: create, resource: configmaps, credential: [none, token], status: 403 } }';
    const steps = parseRubric(
      written.replace('follows: [account]', (follows) => `${follows}\n    ${refusedToo}`),
      'lab.yaml',
    );
    const byNobody = { ...map(403), user: nobody };
    const points = (...audit: AuditEvent[]) => judge(steps, evidence({ audit })).points;
    assert.equal(points(account(404), byNobody), 2 + 4);
    assert.equal(points(byNobody), 0);
    assert.equal(points(room, byNobody), 1);
  });

  it('is shown by nobody only behind a step that was shown itself, and not behind one that was refused or never sent', () => {
    const nobody = { username: 'system:anonymous', groups: ['system:unauthenticated'] };
    const last = `
  - { id: last, title: the last, task: f, points: 32, hints: [h], follows: map, request: { verb: create, resource: pods, namespace: lab },
      instead: { request: { verb: create, resource: pods, credential: none, status: 403 } } }
  - { id: both, title: both, task: f, points: 64, hints: [h], follows: [room, account], request: { verb: create, resource: secrets, namespace: lab },
      instead: { request: { verb: create, resource: secrets, credential: none, status: 403 } } }
`;
    const steps = parseRubric(written + last.slice(1), 'lab.yaml');
    const refused = (resource: string) => event(`POST /api/v1/namespaces/lab/${resource}`, { code: 403, user: nobody });
    const points = (...audit: AuditEvent[]) =>
      Object.fromEntries(judge(steps, evidence({ audit })).checks.map((check) => [check.id, check.points]));
    assert.equal(points(account(404), map(404), refused('pods')).last, 0);
    assert.equal(points(account(404), refused('pods')).last, 0);
    // one of the two that it builds on was shown
    assert.equal(points(account(404), refused('secrets')).both, 64);
  });

  it('is excused for a refusal alone: neither for a success where a refusal was asked for, nor for a part', () => {
    const own = (entries: string) =>
      parseRubric(
        `${written}  - { id: own, title: own, task: f, points: 4, hints: [h], follows: room, ${entries} }\n`,
        'lab.yaml',
      );
    const seen = (entries: string, audit: AuditEvent[], objects = [object('ConfigMap lab/a')]) =>
      judge(own(entries), evidence({ audit, objects })).checks.at(-1)?.seen ?? '';
    const secrets = '/api/v1/namespaces/lab/secrets';
    const create = 'request: { verb: create, resource: secrets, namespace: lab';
    const made = event(`POST ${secrets}`, { name: 'a' });
    assert.match(seen(`${create}, status: 403 }`, [made]), /asked for: the answer 403$/);
    const refused = event(`POST ${secrets}`, { name: 'a', code: 400 });
    assert.match(seen(`${create} }`, [refused]), /asked for: a success; follows from "the room"$/);
    // the answer was the one that was asked for, and what was sent is not known
    const unread = event(`POST ${secrets}`, { code: 403 });
    assert.doesNotMatch(seen(`${create}, status: 403, body: { type: a } }`, [unread]), /follows/);
    const counted = seen('count: 2, object: { kind: ConfigMap }', []);
    assert.equal(counted, '1 of 2: ConfigMap is there');
    const either = 'count: 2, any: [{ object: { kind: ConfigMap } }, { object: { kind: Secret } }]';
    assert.equal(seen(either, []), '1 of 2: ConfigMap is there');
    assert.match(seen(either, [], []), /^there is no ConfigMap; it builds on "the room"$/);
  });

  it('tells of a right and of an object from the beginning that they follow from the fault', () => {
    const own = (entries: string, parts: Parameters<typeof evidence>[0]) =>
      judge(
        parseRubric(
          `${written}  - { id: own, title: own, task: f, points: 4, hints: [h], follows: room, ${entries} }\n`,
          'lab.yaml',
        ),
        evidence(parts),
      ).checks.at(-1)?.seen;
    const right = 'access: { user: ann, groups: ["system:masters"], verb: get, resource: pods, namespace: lab }';
    const has = '"ann" of "system:masters" may get pods in "lab", as from the beginning';
    assert.equal(own(right, {}), `${has}; follows from "the room"`);
    const lacks = '"ann" may not get pods in "lab"; follows from "the room"';
    assert.equal(own('access: { user: ann, verb: get, resource: pods, namespace: lab }', {}), lacks);
    const objects = [object('ConfigMap lab/a')];
    assert.equal(
      own('object: { kind: ConfigMap }', { objects, before: objects }),
      'ConfigMap was there from the beginning; follows from "the room"',
    );
    assert.equal(own('object: { kind: ConfigMap }', {}), 'there is no ConfigMap; it builds on "the room"');
    assert.equal(own('cel: "1 > 2"', {}), 'what was asked for was not seen; it builds on "the room"');
  });

  it('G8: earns nothing so where no earlier step failed, and nothing by a request that was wrong in itself', () => {
    assert.equal(verdicts(room, account(404)).account?.points, 0);
    const elsewhere = event('POST /api/v1/namespaces/default/serviceaccounts', { name: 'robot', code: 404 });
    assert.equal(verdicts(elsewhere).account?.points, 0);
    assert.equal(verdicts(account(409)).account?.points, 0);
  });

  it('G8: names the first fault, through the steps between', () => {
    const { map: step } = verdicts(account(404), map(404));
    assert.equal(step?.points, 0);
    assert.match(step?.seen ?? '', /was answered with 404 .*; asked for: a success; follows from "the room"$/);
  });

  it('G8: names the first fault two steps on, also where the step between was never sent', () => {
    const longer = parseRubric(
      `
exercise: lab
title: A lab
checks:
  - { id: room, title: the room, task: a, points: 1, hints: [h], request: { verb: create, resource: namespaces, name: lab } }
  - { id: map, title: the map, task: b, points: 1, hints: [h], follows: room, request: { verb: create, resource: configmaps, namespace: lab } }
  - { id: pod, title: the pod, task: c, points: 1, hints: [h], follows: map, request: { verb: create, resource: pods, namespace: lab } }
  - { id: key, title: the key, task: d, points: 1, hints: [h], follows: pod, request: { verb: create, resource: secrets, namespace: lab } }
`,
      'lab.yaml',
    );
    const seen = (...audit: AuditEvent[]): string => judge(longer, evidence({ audit })).checks[3]?.seen ?? '';
    const refused = (resource: string) => event(`POST /api/v1/namespaces/lab/${resource}`, { name: 'a', code: 404 });
    assert.match(seen(refused('configmaps'), refused('pods'), refused('secrets')), /; follows from "the room"$/);
    assert.match(seen(refused('configmaps'), refused('secrets')), /; follows from "the room"$/);
    assert.match(seen(refused('secrets')), /; follows from "the pod"$/);
  });

  it('G8: is not excused for a fault of its own, nor for what was never sent', () => {
    assert.match(verdicts(account(404), map(404, { data: { a: 'c' } })).map?.seen ?? '', /"c"; asked for: a success$/);
    assert.equal(verdicts().account?.seen, 'nothing that does this was seen; it builds on "the room"');
    assert.equal(verdicts(account(404)).map?.seen, 'nothing that does this was seen; it builds on "the room"');
  });

  it('G8: tells of a state at the end that it follows from the fault', () => {
    assert.equal(verdicts(account(404), list).gone?.seen, 'Namespace "lab" is still there; follows from "the room"');
  });

  it('G8: does not count as done where a later check requires it', () => {
    const { after } = verdicts(account(404), list);
    assert.deepEqual([after?.status, after?.points], ['blocked', 0]);
    assert.equal(verdicts(room, account(201), list).after?.points, 8);
  });

  it('G8: is a matter of the earlier step only until that is done', () => {
    const { account: step } = verdicts(account(404), room, account(201));
    assert.deepEqual([step?.status, step?.points], ['passed', 2]);
    assert.doesNotMatch(step?.seen ?? '', /follows/);
    // done before its own earlier step was
    assert.equal(verdicts(account(404), account(201)).account?.status, 'passed');
  });

  it('does not say that a body was wrong which the server never read', () => {
    const unread = event('POST /api/v1/namespaces/lab/configmaps', { code: 403, user: as.token });
    const { map: step } = verdicts(account(404), unread);
    assert.doesNotMatch(step?.seen ?? '', /data\.a/);
    assert.match(step?.seen ?? '', /; follows from "the room"$/);
  });
});
