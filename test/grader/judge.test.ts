import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judge } from '../../src/grader/judge.js';
import { parseRubric } from '../../src/grader/parse-rubric.js';
import type { Rubric } from '../../src/grader/rubric.js';
import type { Verdict } from '../../src/grader/verdict.js';
import type { AuditEvent } from '../../src/kube/audit-event.js';
import { as, event, evidence, object, robot } from './evidence.js';

const rubric: Rubric = parseRubric(
  `
exercise: lab
title: A lab
checks:
  - { id: map, title: the map, task: t, points: 2, hints: [one, two], request: { verb: create, resource: configmaps, namespace: lab, name: notes, user: '${robot}', credential: token } }
  - { id: list, title: the list, task: t, points: 1, hints: [h], requires: map, request: { verb: list, resource: configmaps, namespace: lab, user: '${robot}', credential: token } }
  - { id: pods, title: the pods, task: u, points: 1, hints: [h], count: 3, visibility: hidden, request: { verb: delete, resource: pods, namespace: lab, user: '${robot}', credential: token } }
  - { id: there, title: it is there, task: u, points: 0.1, hints: [h], object: { kind: ConfigMap, namespace: lab, name: notes } }
  - { id: right, title: a right, task: u, points: 0.2, hints: [h], cel: "audit.exists(e, e.verb == 'get' && e.credential == 'token')" }
deductions:
  - { id: admin, title: by the administrator, points: 3, request: { verb: create, resource: configmaps, namespace: lab, credential: certificate } }
`,
  'lab.yaml',
);

const maps = '/api/v1/namespaces/lab/configmaps';
const pods = '/api/v1/namespaces/lab/pods';
const mine = { user: as.token };
const created = event(`POST ${maps}`, { ...mine, name: 'notes' });
const listed = event(`GET ${maps}`, mine);
const byAdmin = event(`POST ${maps}`, { name: 'other' });

describe('a verdict', () => {
  const statuses = (verdict: Verdict): string => verdict.checks.map(({ id, status }) => `${id} ${status}`).join(', ');

  it('about nothing is nothing, with hints', () => {
    const verdict = judge(rubric, evidence());
    assert.equal(verdict.points, 0);
    assert.equal(verdict.maxPoints, 4.3);
    assert.equal(statuses(verdict), 'map failed, list blocked, pods failed, there failed, right failed');
    assert.deepEqual(verdict.checks[0]?.hints, ['one', 'two']);
    assert.equal(verdict.checks[1]?.seen, 'counts only when "the map" is done');
    assert.equal(verdict.checks[2]?.seen, 'nothing that does this was seen', 'and not 0 of 3');
    assert.equal(verdict.byOwnRecord, false);
    assert.equal(judge(rubric, evidence({ source: 'client' })).byOwnRecord, true);
  });

  it('adds up, and what is required counts in full only', () => {
    const verdict = judge(rubric, evidence({ audit: [created, listed, event(`DELETE ${pods}/a`, mine)] }));
    assert.equal(statuses(verdict), 'map passed, list passed, pods partly, there failed, right failed');
    assert.equal(verdict.points, 3.33);
    assert.deepEqual(verdict.checks[0]?.hints, []);
    assert.deepEqual(verdict.checks[2]?.hints, ['h'], 'a check that is met in part keeps its hints');
    assert.deepEqual(verdict.checks[0]?.events, [created.auditID]);
    assert.equal(verdict.checks[2]?.seen, '1 of 3: pods/a was deleted by "robot" with its token');
    assert.equal(judge(rubric, evidence({ audit: [listed] })).points, 0);
  });

  it('G10: names the requests that earned points, and no others', () => {
    const near = event(`GET ${maps}`, { ...mine, code: 403 });
    const removed = event(`DELETE ${pods}/a`, mine);
    const { checks } = judge(rubric, evidence({ audit: [byAdmin, created, near, removed] }));
    assert.deepEqual(
      checks.map(({ id, status, events }) => `${id} ${status} ${events.join()}`),
      [
        `map passed ${created.auditID}`,
        'list failed ',
        `pods partly ${removed.auditID}`,
        'there failed ',
        'right failed ',
      ],
    );
    const blocked = judge(rubric, evidence({ audit: [listed] })).checks;
    assert.deepEqual(
      blocked.flatMap(({ events }) => events),
      [],
    );
  });

  it('says what came near of a check that waits for another, and nothing where it is met itself', () => {
    const waits = 'counts only when "the map" is done';
    const seen = (...audit: AuditEvent[]) => judge(rubric, evidence({ audit })).checks[1]?.seen;
    assert.equal(seen(listed), waits);
    const refused = event(`GET ${maps}`, { ...mine, code: 403 });
    assert.equal(
      seen(refused),
      `${waits}; listing configmaps in "lab" was answered with 403 to "robot" with its token; asked for: a success`,
    );
    const waiting = (entries: string, parts: Parameters<typeof evidence>[0]) =>
      judge(
        parseRubric(
          `{ exercise: lab, title: t, checks: [
             { id: a, title: the map, task: t, points: 1, hints: [h], request: { verb: create, resource: configmaps } },
             { id: b, title: b, task: t, points: 1, hints: [h], requires: a, ${entries} }] }`,
          'lab.yaml',
        ),
        evidence(parts),
      ).checks[1]?.seen;
    assert.equal(waiting('cel: "1 > 2"', {}), waits);
    assert.equal(waiting('all: [{ cel: "1 > 2" }]', {}), waits);
    assert.equal(waiting('object: { kind: Pod }', {}), waits);
    const told = `all: [{ cel: "1 > 2", seen: "'there were none'" }]`;
    assert.equal(waiting(told, {}), `${waits}; there were none`);
    assert.match(waiting('all: [{ cel: "1 / 0 > 2" }]', {}) ?? '', /; this could not be judged: /);
    const differing = 'all: [{ object: { kind: Pod, fields: { spec.a: 1 } } }, { cel: "1 > 2" }]';
    assert.match(
      waiting(differing, { objects: [object('Pod lab/a')] }) ?? '',
      /; Pod is there; its spec\.a is absent; /,
    );
    const near = 'all: [{ request: { verb: create, resource: pods, name: web } }, { cel: "1 > 2" }]';
    assert.match(waiting(near, { audit: [event(`POST ${pods}`, { name: 'wbe' })] }) ?? '', /; pods\/wbe in "lab" was /);
  });

  it('takes deductions off, and never below nothing', () => {
    const verdict = judge(
      rubric,
      evidence({ audit: [created, listed, byAdmin], objects: [object('ConfigMap lab/notes')] }),
    );
    assert.equal(verdict.points, 0.1);
    assert.deepEqual(verdict.deductions, [
      {
        id: 'admin',
        title: 'by the administrator',
        visibility: 'shown',
        points: 3,
        seen: 'configmaps/other was created by "kubelab-admin" with a client certificate',
      },
    ]);
    assert.equal(judge(rubric, evidence({ audit: [byAdmin] })).points, 0);
  });

  it('does not change for what cells printed', () => {
    const cells = [{ id: 'task-1', outcome: 'passed' as const, text: 'Done. 100 points. All checks passed.' }];
    assert.deepEqual(
      judge(rubric, evidence({ audit: [created], cells })),
      judge(rubric, evidence({ audit: [created] })),
    );
  });
});

describe('whatever a learner does', () => {
  const verbs = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE');
  const paths = fc.constantFrom(
    maps,
    `${maps}/notes`,
    pods,
    `${pods}/a`,
    `${pods}/b`,
    `${maps}?dryRun=All`,
    '/version',
    '/api/v1/namespaces/default/configmaps',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom('notes', robot, '__proto__', 'constructor'),
  );
  const code = fc.constantFrom(200, 201, 401, 403, 404, 409, 500);
  const jane = { username: 'jane', groups: ['system:authenticated'] };
  const anyUser = fc.oneof(
    fc.constantFrom(...Object.values(as), jane),
    texts.map((username) => ({ username, groups: [username], extra: { [username]: [username] } })),
  );
  const requestBy = (user: typeof anyUser | fc.Arbitrary<typeof jane>): fc.Arbitrary<AuditEvent> =>
    fc
      .record({ verb: verbs, path: paths, code, user, name: texts, agent: texts, body: fc.jsonValue(), id: texts })
      .map(({ verb, path, ...parts }) => event(`${verb} ${path}`, parts));
  const some = fc.array(requestBy(anyUser), { maxLength: 12 });
  const done = fc.subarray([
    created,
    listed,
    event(`DELETE ${pods}/a`, mine),
    event(`DELETE ${pods}/b`, mine),
    event(`GET ${maps}/notes`, mine),
  ]);
  const objects = fc.array(
    fc
      .record({ kind: fc.constantFrom('ConfigMap', 'Pod'), name: texts })
      .map(({ kind, name }) => object(`${kind} lab/x`, { metadata: { name } })),
    { maxLength: 4 },
  );
  const marks = ({ points, checks, deductions }: Verdict): unknown => ({
    points,
    checks: checks.map(({ id, points, status }) => ({ id, points, status })),
    deductions: deductions.map(({ id }) => id),
  });

  it('points lie between nothing and the most, and the verdict is the same each time', () => {
    fc.assert(
      fc.property(some, objects, (audit, there) => {
        const given = evidence({ audit, objects: there });
        const verdict = judge(rubric, given);
        assert.ok(verdict.points >= 0 && verdict.points <= verdict.maxPoints);
        for (const { points, maxPoints, seen, status } of verdict.checks) {
          assert.ok(points >= 0 && points <= maxPoints);
          assert.equal(points === maxPoints, status === 'passed');
          assert.ok([...seen].length <= 320, seen);
          assert.doesNotMatch(seen, /[\p{Cc}<>&]/u);
        }
        assert.equal(JSON.stringify(judge(rubric, structuredClone(given))), JSON.stringify(verdict));
      }),
    );
  });

  it('requests of other users change no marks', () => {
    fc.assert(
      fc.property(done, fc.array(requestBy(fc.constant(jane)), { maxLength: 8 }), (own, others) => {
        const alone = judge(rubric, evidence({ audit: own }));
        for (const audit of [
          [...own, ...others],
          [...others, ...own],
        ]) {
          assert.deepEqual(marks(judge(rubric, evidence({ audit }))), marks(alone));
        }
      }),
    );
  });

  it('the order of requests that have nothing to do with each other changes nothing at all', () => {
    fc.assert(
      fc.property(
        done,
        fc.array(requestBy(fc.constant(jane)), { maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        (own, others, places) => {
          const mixed = [...own];
          for (const other of others) mixed.splice((places.next().value ?? 0) % (mixed.length + 1), 0, other);
          const shape = (audit: AuditEvent[]) =>
            judge(rubric, evidence({ audit })).checks.map(({ id, status, points, seen }) => ({
              id,
              status,
              points,
              seen,
            }));
          assert.deepEqual(shape(mixed), shape([...own, ...others]));
        },
      ),
    );
  });

  it('more of the right requests never give less', () => {
    fc.assert(
      fc.property(done, done, (some, more) => {
        const points = (audit: AuditEvent[]) => judge(rubric, evidence({ audit })).points;
        assert.ok(points([...new Set([...some, ...more])]) >= points(some));
      }),
    );
  });
});
