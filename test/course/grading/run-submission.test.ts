import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runSubmission } from '../../../src/course/grading/run-submission.js';
import { prepareSlot } from '../../../src/course/grading/slot.js';
import { openWorkProcesses } from '../../../src/course/grading/work-processes.js';
import { KubelabError } from '../../../src/errors.js';
import { auditEventsIn } from '../../../src/kube/audit-event.js';
import type { Cell, Notebook } from '../../../src/notebook/document.js';
import { readNotebook } from '../../../src/notebook/document.js';
import { writeNotebook } from '../../../src/notebook/format.js';
import { findSandbox } from '../../../src/sandbox/find-sandbox.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('running a submission', () => {
  const work = openWorkProcesses({ processes: 1 });
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-run-submission-'));
  const sandbox = findSandbox('auto');
  const solution = resolve('notebooks/solutions/04-activity.ipynb');
  const release = readNotebook(resolve('notebooks/04-activity.ipynb'));

  const usual = process.env.TMPDIR;

  // other programs of kubelab may run on this machine
  before(() => {
    process.env.TMPDIR = folder;
  });

  after(async () => {
    await work.close();
    if (usual === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usual;
    rmSync(folder, { recursive: true });
  });

  const task = (id: string, source: string): Cell => ({
    ...{ cell_type: 'code', id, metadata: { tags: ['task'] }, source },
    ...{ execution_count: null, outputs: [] },
  });
  function written(name: string, ...sources: string[]): { file: string; release: Notebook } {
    const file = join(folder, name);
    const cells = sources.map((source, index) => task(`task-${index}`, source));
    const notebook: Notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
    writeNotebook(file, notebook);
    return { file, release: notebook };
  }
  const leftovers = (): string[] => readdirSync(folder).filter((name) => name.startsWith('kubelab-grade-'));

  it('gives the requests of the learner alone, and the objects before and after', async () => {
    const { file, release: given } = written(
      'objects.ipynb',
      `const { connect } = await import('kubelab');
       const admin = await connect();
       await admin.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'mine', namespace: 'default' }, stringData: { password: 'hunter2' } });
       await admin.delete('/api/v1/namespaces/kube-public/configmaps/kube-root-ca.crt');`,
    );
    const { status, evidence, run, memory } = await runSubmission({ work, file, release: given, sandbox });
    assert.equal(status, 'ran');
    assert.equal(run?.status, 'ok', JSON.stringify(evidence.cells));
    const seen = evidence.audit.map(({ verb, objectRef }) => `${verb} ${objectRef?.resource} ${objectRef?.name}`);
    assert.deepEqual(seen, ['create secrets mine', 'delete configmaps kube-root-ca.crt']);
    const named = (objects: typeof evidence.objects): boolean =>
      objects.some(({ metadata }) => metadata.name === 'mine');
    assert.deepEqual([named(evidence.before), named(evidence.objects)], [false, true]);
    assert.doesNotMatch(JSON.stringify(evidence), /hunter2|aHVudGVyMg/);
    if (process.platform === 'linux') assert.ok(memory && memory < 450 * 1024 * 1024, `${memory} bytes`);
    assert.deepEqual(leftovers(), []);
  });

  it('gives custom resources of every version, and none that only bears the name of a kind of Kubernetes', async () => {
    const { file, release: given } = written(
      'custom.ipynb',
      `const { connect } = await import('kubelab');
       const admin = await connect();
       const define = async (group: string, version: string, kind: string, plural: string) => {
         await admin.create({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition',
           metadata: { name: plural + '.' + group, annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test' } },
           spec: { group, scope: 'Namespaced', names: { plural, singular: kind.toLowerCase() + '-x', kind },
             versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }] } });
         await admin.until('customresourcedefinitions', (found) => JSON.stringify(found?.status ?? '').includes('"Established"'), { name: plural + '.' + group });
         const made = await admin.post('/apis/' + group + '/' + version + '/namespaces/default/' + plural, { apiVersion: group + '/' + version, kind, metadata: { name: 'fake' } });
         console.log(made.status);
       };
       await define('rbac.authorization.k8s.io', 'v1', 'RoleBinding', 'pretended');
       await define('shop.example.com', 'v2', 'Cart', 'carts');
       await define('shop.example.com', 'v1', 'Basket', 'baskets');`,
    );
    const { evidence, run } = await runSubmission({ work, file, release: given, sandbox });
    assert.equal(run?.status, 'ok', JSON.stringify(evidence.cells));
    assert.equal(evidence.cells[0]?.text, '201\n201\n201\n');
    const named = (objects: typeof evidence.objects, kind: string, name: string): boolean =>
      objects.some((object) => object.kind === kind && object.metadata.name === name);
    const fakes = ['RoleBinding', 'Cart', 'Basket'].map((kind) => named(evidence.objects, kind, 'fake'));
    assert.deepEqual(fakes, [false, true, true]);
  });

  it('has an audit log without the control plane, which a learner can let fill it and nobody can slow', async () => {
    const slot = await prepareSlot({ sandbox });
    try {
      const id = await slot.client.mark();
      const log = (): string => readFileSync(slot.cluster.auditLog, 'utf8');
      await until('the request is written down', () => log().includes(id));
      const events = auditEventsIn(log());
      assert.deepEqual([...new Set(events.map(({ sourceIPs }) => sourceIPs?.join()))], ['127.0.0.1']);
    } finally {
      await slot.close();
    }
  });

  it('takes the objects when controllers have done their work', async () => {
    const { file, release: given } = written(
      'settled.ipynb',
      `const { connect } = await import('kubelab');
       const admin = await connect();
       const made = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'short-lived' } };
       await admin.create(made);
       await admin.delete('/api/v1/namespaces/short-lived');`,
    );
    const { evidence } = await runSubmission({ work, file, release: given, sandbox });
    assert.deepEqual(
      evidence.audit.map(({ verb }) => verb),
      ['create', 'delete'],
    );
    assert.ok(!evidence.objects.some(({ kind, metadata }) => kind === 'Namespace' && metadata.name === 'short-lived'));
  });

  it('goes on after a kernel that ended, and says which cells ran', async () => {
    const { file, release: given } = written('ends.ipynb', 'console.log(1);', 'process.exit(3);', 'console.log(3);');
    const { status, stopped, evidence } = await runSubmission({ work, file, release: given, sandbox });
    assert.deepEqual([status, stopped], ['ran', undefined]);
    assert.deepEqual(
      evidence.cells.map(({ outcome, text }) => `${outcome} ${text.trim()}`),
      ['passed 1', 'failed ', 'passed 3'],
    );
  });

  it('ends a submission that takes too long, and keeps what it did', async () => {
    const { file, release: given } = written(
      'slow.ipynb',
      `await (await import('kubelab')).connect().then((admin) => admin.get('/api/v1/nodes'));`,
      'await new Promise(() => {});',
      'console.log("never");',
    );
    const slot = prepareSlot({ sandbox, timeoutMs: 20_000 });
    const { status, stopped, evidence } = await runSubmission({ work, file, release: given, slot });
    assert.deepEqual([status, stopped], ['ran', 'it ran longer than 20 s']);
    assert.equal(evidence.cells[2]?.outcome, 'not run');
    assert.deepEqual(
      evidence.audit.map(({ requestURI }) => requestURI),
      ['/api/v1/nodes'],
    );
  });

  it('is not gradable when it was interrupted, and leaves nothing', async () => {
    const interruption = new AbortController();
    const { file, release: given } = written('interrupted.ipynb', 'await new Promise(() => {});');
    const running = runSubmission({
      work,
      ...{ file, release: given, sandbox, signal: interruption.signal },
      onEvent: ({ type }) => type === 'cell-started' && interruption.abort(),
    });
    const { status, reason } = await running;
    assert.deepEqual([status, reason], ['not gradable', 'grading was interrupted']);
    assert.deepEqual(leftovers(), []);
  });

  for (const [name, text, reason] of [
    ['corrupt', '{"cells": [', /not JSON/],
    ['empty', '', /empty/],
    ['foreign', '{"nbformat":4,"nbformat_minor":5,"metadata":{"kernelspec":{"name":"python3"}},"cells":[]}', /python3/],
    ['ancient', '{"nbformat":3,"nbformat_minor":0,"worksheets":[]}', /nbformat 3\.0/],
    ['other', '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[]}', /none of the cells/],
    [
      'duplicate',
      `{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[${Array(2).fill('{"cell_type":"code","id":"use-token","metadata":{},"source":""}').join()}]}`,
      /earlier cell/,
    ],
  ] as const) {
    it(`refuses a notebook that is ${name}, with a reason and without a kernel`, async () => {
      const file = join(folder, `${name}.ipynb`);
      writeFileSync(file, text);
      const result = await runSubmission({ work, file, release });
      assert.equal(result.status, 'not gradable');
      assert.match(result.reason ?? '', reason);
      assert.equal(result.run, undefined);
    });
  }

  for (const call of ['objects', 'mark'] as const) {
    it(`says why its cluster ended, also when the grader only sees that ${call} gets no answer`, async () => {
      const { file, release: given } = written('ended.ipynb', '1 + 1');
      const slot = await prepareSlot({ sandbox });
      const lost = (): Promise<never> => {
        process.kill(slot.cluster.pid ?? 0, 'SIGKILL');
        return Promise.reject(new KubelabError('CLUSTER_NOT_RUNNING', 'no answer', { hint: 'look' }));
      };
      const client = { ...slot.client, [call]: lost };
      const { status, reason } = await runSubmission({ work, file, release: given, slot: { ...slot, client } });
      assert.deepEqual([status, reason], ['not gradable', 'its cluster ended: it was ended by SIGKILL']);
    });
  }

  it('runs on a cluster that is there, and takes the evidence from its audit log', async () => {
    const auditLog = join(folder, 'audit.log');
    const cluster = await practiceCluster({ auditLog });
    try {
      const kubeconfig = join(folder, 'kubeconfig');
      writeFileSync(kubeconfig, cluster.adminKubeconfig());
      const result = await runSubmission({
        work,
        file: solution,
        release,
        sandbox,
        cluster: { kubeconfig, auditLog },
      });
      assert.equal(result.status, 'ran', result.reason);
      assert.equal(result.run?.status, 'ok', JSON.stringify(result.evidence.cells));
      const { audit } = result.evidence;
      assert.ok(audit.some(({ verb, objectRef }) => verb === 'create' && objectRef?.resource === 'deployments'));
      assert.ok(audit.every(({ userAgent }) => userAgent !== 'kubelab-grade'));
    } finally {
      await cluster.stop();
    }
  });
});
