import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inspect } from 'node:util';
import type { CheckResult } from '../../src/check/api.js';
import { check } from '../../src/check/check.js';
import { gatherEvidence } from '../../src/check/gather-evidence.js';
import { checkResult } from '../../src/check/result.js';
import { rubricFile } from '../../src/check/rubric-files.js';
import { readShownRubric, shownRubric } from '../../src/check/shown-rubric.js';
import { judge } from '../../src/grader/judge.js';
import { parseRubric } from '../../src/grader/parse-rubric.js';
import { renderHtml } from '../../src/print/html.js';
import { readPolicy } from '../../src/print/policy.js';
import { ownView } from '../../src/print/shows-itself.js';
import type { Client } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import { practiceCluster, send, type TestCluster } from '../helpers/practice-cluster.js';
import { mountSmallDisk } from '../helpers/small-disk.js';

const rubric = parseRubric(
  `
exercise: lab
title: Lab
checks:
  - id: made
    title: The ConfigMap is made by the account
    task: make
    points: 2
    hints: [first hint, second hint]
    request:
      { verb: create, resource: configmaps, namespace: default, name: a, user: 'system:serviceaccount:default:robot', credential: token }
  - id: there
    title: It says b
    task: make
    points: 1
    hints: [third hint]
    requires: made
    object: { kind: ConfigMap, namespace: default, name: a, fields: { data.b: c } }
  - id: other
    title: Secrets are listed
    task: look
    points: 1
    hints: [fourth hint]
    request: { verb: list, resource: secrets }
  - id: secretly
    title: Nobody is told
    task: look
    points: 1
    visibility: hidden
    hints: [fifth hint]
    request: { verb: list, resource: pods }
`,
  'lab.yaml',
);

const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { b: 'c' } };

describe('the self-check', () => {
  let cluster: TestCluster;
  let folder: string;
  let auditLog: string;
  let admin: Client;
  let robot: Client;
  let since: number;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-check-'));
    auditLog = join(folder, 'audit.log');
    cluster = await practiceCluster({ auditLog });
    admin = await connect({ kubeconfig: cluster.adminKubeconfig() });
    since = Date.now();
    await admin.must.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } });
    await admin.must.create({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'robot' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
      subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'default' }],
    });
    const { token } = await admin.must.token('robot');
    robot = await connect({ server: admin.server, ca: admin.ca ?? '', token: token ?? '' });
  });
  afterEach(async () => {
    await admin.close();
    await robot.close();
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function result(record: 'server' | 'own', task = 'make', hint = 1): Promise<CheckResult> {
    const shown = shownRubric(rubric);
    const log = record === 'server' ? { auditLog } : {};
    return checkResult(judge(shown, await gatherEvidence({ client: admin, rubric: shown, since, ...log })), task, hint);
  }
  const statuses = ({ checks }: CheckResult): string[] => checks.map(({ status }) => status);

  it('G1: takes for older what was made in the same second before, and not what was made after', async () => {
    await admin.must.create({ ...configMap, metadata: { name: 'older' } });
    const began = Date.now();
    await admin.must.create({ ...configMap, metadata: { name: 'newer' } });
    // a rehearsal changes nothing
    await admin.must.patch('/api/v1/namespaces/default/configmaps/older?dryRun=All', { data: { b: 'd' } });
    const { before } = await gatherEvidence({ client: admin, rubric, since: began, auditLog });
    const names = before.filter(({ kind }) => kind === 'ConfigMap').map(({ metadata }) => metadata.name);
    assert.ok(names.includes('older') && !names.includes('newer'), names.join());
  });

  it('sees which keys a Secret has, and not what they hold', async () => {
    await admin.must.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'login' },
      stringData: { word: 'x' },
    });
    await admin.must.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'empty' } });
    await admin.must.create(configMap);
    const asked = parseRubric(
      ['Secret', 'ConfigMap'].reduce(
        (text, kind) =>
          `${text}  - { id: ${kind.toLowerCase()}, title: T, task: t, points: 1, hints: [h], object: { kind: ${kind}, name: x } }\n`,
        'exercise: lab\ntitle: Lab\nchecks:\n',
      ),
      'lab.yaml',
    );
    const { objects } = await gatherEvidence({ client: admin, rubric: asked, since, auditLog });
    const data = (name: string): unknown => objects.find(({ metadata }) => metadata.name === name)?.data;
    assert.deepEqual([data('login'), data('empty'), data('a')], [{ word: '' }, {}, { b: 'c' }]);
  });

  for (const record of ['server', 'own'] as const) {
    describe(`by the record of the ${record === 'server' ? 'API server' : 'helper'}`, () => {
      it('counts what the account did with its token', async () => {
        await robot.create(configMap);
        const checked = await result(record);
        assert.deepEqual(statuses(checked), ['passed', 'passed']);
        assert.deepEqual([checked.done, checked.points, checked.maxPoints], [true, 3, 3]);
        assert.equal(checked.byOwnRecord, record === 'own');
      });

      it('does not count the administrator, nor one who acts as the account', async () => {
        await admin.create(configMap);
        await admin.as('system:serviceaccount:default:robot').create({ ...configMap, metadata: { name: 'other' } });
        assert.deepEqual(statuses(await result(record)), ['failed', 'blocked']);
      });

      it('does not count what was refused, and what it asked for itself', async () => {
        await robot.create({ ...configMap, metadata: { name: 'a', namespace: 'kube-system' } });
        await result(record, 'look');
        assert.deepEqual(statuses(await result(record, 'look')), ['failed']);
        await admin.list('secrets');
        assert.deepEqual(statuses(await result(record, 'look')), ['passed']);
      });

      it('does not count what was there before', async () => {
        await robot.create(configMap);
        // as if the session began two seconds later: times of creation have no finer measure
        since = Date.now() + 2000;
        assert.deepEqual(statuses(await result(record)), ['failed', 'blocked']);
      });
    });
  }

  it('counts other programs by the record of the API server alone', async () => {
    const { certPem: cert, keyPem: key } = cluster.admin;
    await send(cluster, '/api/v1/secrets', { cert, key });
    assert.deepEqual(statuses(await result('server', 'look')), ['passed']);
    const own = await result('own', 'look');
    assert.deepEqual(statuses(own), ['failed']);
    assert.match(String(own), /By your own record/);
  });

  it('shows itself as text and as HTML, with hints up to the level that was asked for', async () => {
    const text = inspect(await result('server', 'make', 1));
    assert.match(text, /^Not yet: lab\/make, 0 of 3 points\n/);
    assert.match(text, /hint 1 of 2: first hint/);
    assert.doesNotMatch(text, /second hint/);
    assert.match(text, /check\('lab\/make', \{ hint: 2 \}\)/);
    const more = await result('server', 'make', 2);
    assert.match(String(more), /hint 2 of 2: second hint/);
    assert.doesNotMatch(String(more), /More help/);
    assert.match(renderHtml(ownView(more) ?? []), /second hint/);
    assert.doesNotMatch(String(await result('server', 'make', 0)), /first hint/);
    await robot.create(configMap);
    assert.match(String(await result('server')), /^Done: lab\/make, 3 of 3 points\n/);
  });

  it('says nothing of hidden checks', async () => {
    assert.doesNotMatch(String(await result('server', 'look')), /Nobody is told|fifth/);
  });

  it('is called by the names of lesson and task', async () => {
    assert.equal((await check('03-rbac/task-1', { client: admin })).name, 'rbac/task-1');
    const whole = await check('rbac', { client: admin });
    assert.ok(whole.checks.length > 3 && !whole.done);
    await assert.rejects(check('rbak/task-1', { client: admin }), { code: 'ARGUMENT_INVALID' });
    await assert.rejects(check('rbac/task-9', { client: admin }), { code: 'ARGUMENT_INVALID' });
    await assert.rejects(check('rbac/task-1', { client: admin, hint: -1 }), { code: 'ARGUMENT_INVALID' });
  });

  it('says that nothing can be seen where the disk of the audit log is full', async function () {
    const disk = mkdtempSync(join(tmpdir(), 'kubelab-disk-'));
    const unmount = mountSmallDisk(this, disk, '64k');
    const before = process.env.KUBELAB_HOME;
    try {
      process.env.KUBELAB_HOME = folder;
      const full = join(disk, 'audit.log');
      assert.throws(() => writeFileSync(full, Buffer.alloc(65_536 * 2)), /ENOSPC/);
      const record = { version: 1, pid: process.pid, server: admin.server, kubeconfig: 'none', auditLog: full };
      writeFileSync(join(folder, 'running.json'), JSON.stringify(record));
      const unchecked = await check('rbac/task-1', { client: admin });
      assert.match(String(unchecked), /^Not checked: rbac\/task-1\. The disk is full, [\s\S]*run your cells again\.$/);
      assert.equal(unchecked.done, false);
    } finally {
      if (before === undefined) delete process.env.KUBELAB_HOME;
      else process.env.KUBELAB_HOME = before;
      unmount();
      rmSync(disk, { recursive: true });
    }
  });

  it('says that the API server does not answer, instead of calling a task unsolved', async () => {
    await cluster.stop();
    for (const task of ['start-here/task-1', 'rbac/task-1']) {
      const unchecked = await check(task, { client: admin });
      assert.equal(unchecked.done, false);
      assert.match(
        String(unchecked).replace(/\s+/g, ' '),
        /^Not checked: \S+\. The API server does not answer: .+ \S+.*(kubelab cluster status|Send it again)/,
      );
    }
    await assert.rejects(readPolicy(admin), { code: 'REQUEST_FAILED', hint: /cluster status|Send it again/ });
  });

  it('says so when the client may not look, so that a lesson runs to its end', async () => {
    const unchecked = await check('rbac/task-1', { client: robot });
    assert.equal(unchecked.done, false);
    assert.match(
      String(unchecked).replace(/\s+/g, ' '),
      /^Not checked: rbac\/task-1\. The cluster does not let you look: .* 403: /,
    );
  });
});

describe('finding a rubric', () => {
  const rubrics = resolve('notebooks/rubrics');

  it('takes the one beside the notebook before that of the package', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubelab-rubrics-'));
    try {
      writeFileSync(
        join(folder, '03-rbac.yaml'),
        'exercise: rbac\ntitle: Own\nchecks:\n  - { id: a, title: A, task: t, points: 1, hints: [h], request: { resource: pods } }\n',
      );
      const own = rubricFile('rbac', [folder, rubrics]) ?? '';
      assert.equal(readShownRubric(own).title, 'Own');
      writeFileSync(own, readFileSync(own, 'utf8').replace('Own', 'Changed'));
      assert.equal(readShownRubric(own).title, 'Changed');
      assert.equal(rubricFile('04-activity', [folder, rubrics]), join(rubrics, '04-activity.yaml'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('finds none where there are none at all', () => {
    assert.equal(rubricFile('rbac', ['/nowhere']), undefined);
  });
});
