/** What all controllers share, beside those of a practice cluster. */
import assert from 'node:assert/strict';
import { WriteRefusal } from '../../../src/cluster/client/client.js';
import { type ManualClock, manualClock } from '../../../src/cluster/clock.js';
import { type ControllerContext, controllerContext } from '../../../src/cluster/controllers/context.js';
import { resources } from '../../../src/cluster/controllers/objects.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { type Api, adminOf, configMap, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('the surroundings of controllers', () => {
  let cluster: TestCluster;
  let admin: Api;
  let clock: ManualClock;
  let context: ControllerContext;
  let maps = '';
  let faults: string[] = [];
  const waiting: (() => void)[] = [];
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    maps = `${await makeNamespace(admin, 'around')}/configmaps`;
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
    assert.deepEqual(cluster.faults, []);
  });
  beforeEach(() => {
    clock = manualClock(new Date());
    faults = [];
    context = controllerContext({
      clientFor: cluster.clientFor,
      clock,
      whenUsed: (_row, start) => void waiting.push(start),
      randomSuffix: () => '',
      onError: (error, where) => faults.push(`${where}: ${(error as Error).message}`),
    });
  });
  afterEach(async () => {
    context.stop();
    waiting.length = 0;
    const { body } = await admin.get(`${maps}?labelSelector=test`);
    for (const { metadata } of body.items) await admin.delete(`${maps}/${metadata.name}`);
  });

  const make = async (name: string): Promise<void> => {
    assert.equal((await admin.post(maps, configMap(name, {}, { labels: { test: '' } }))).code, 201);
  };
  /** A list of what is told of ConfigMaps of the namespace. */
  const listener = () => {
    const told: string[] = [];
    const hear = ({ type, object }: { type: string; object: KubeObject }): void => {
      const { namespace, name } = object.metadata;
      if (namespace === 'around' && name !== 'kube-root-ca.crt') told.push(`${type} ${name}`);
    };
    return { told, hear };
  };
  const has = (told: string[], what: string) => until(what, () => told.includes(what));

  it('watch a kind once, and tell a later listener of all that is there', async () => {
    const [first, second] = [listener(), listener()];
    const informer = context.watch(resources.configMaps);
    context.watch(resources.configMaps, first.hear);
    await context.synced();
    assert.ok(informer.get('around', 'kube-root-ca.crt'));
    await make('early');
    await has(first.told, 'ADDED early');
    assert.equal(context.watch(resources.configMaps, second.hear), informer);
    assert.equal(context.watch(resources.configMaps), informer);
    assert.deepEqual(second.told, ['ADDED early']);
    await make('late');
    await admin.delete(`${maps}/early`);
    for (const { told } of [first, second]) {
      await has(told, 'DELETED early');
      assert.deepEqual(told, ['ADDED early', 'ADDED late', 'DELETED early']);
    }
    assert.deepEqual(faults, []);
  });

  it('tell of a listener that fails, and the others of what there is', async () => {
    const { told, hear } = listener();
    const fail = ({ object }: { object: KubeObject }): void => {
      if (object.metadata.name === 'bad') throw new Error('cannot take it');
    };
    context.watch(resources.configMaps, fail);
    context.watch(resources.configMaps, hear);
    await make('bad');
    await has(told, 'ADDED bad');
    assert.deepEqual(faults, ['informer: cannot take it']);
    // one that fails at what is there already is no fault of whoever asks
    context.watch(resources.configMaps, fail);
    assert.equal(faults.length, 2);
  });

  it('tell of the faults of each queue under the name of its controller, and not of what a policy refuses', async () => {
    const refusal = new WriteRefusal({ code: 403, reason: 'Forbidden', message: 'not here' });
    const failing = { 'a-controller': new Error('broken'), 'another-controller': refusal };
    const queues = Object.entries(failing).map(([name, error]) =>
      context.queue(name, async () => {
        throw error;
      }),
    );
    for (const queue of queues) queue.add('key');
    await context.idle();
    for (let tries = 1; tries < 5; tries++) {
      clock.advance(30_000);
      await context.idle();
    }
    assert.deepEqual(faults, ['a-controller: broken']);
  });

  it('are idle when all queues are', async () => {
    let finish = (): void => {};
    const works = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const [busy, done] = [context.queue('busy', () => works), context.queue('done', async () => {})];
    for (const queue of [busy, done]) queue.add('key');
    await done.idle();
    let isIdle = false;
    const idle = context.idle().then(() => {
      isIdle = true;
    });
    await new Promise(setImmediate);
    assert.equal(isIdle, false);
    finish();
    await idle;
  });

  it('act for each controller as its account', async () => {
    const reviews = { group: 'authentication.k8s.io', version: 'v1', resource: 'selfsubjectreviews' };
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const { status } = await context.clientOf('job-controller').create<KubeObject>(reviews, review);
    const { username } = (status as { userInfo?: { username?: string } }).userInfo ?? {};
    assert.equal(username, 'system:serviceaccount:kube-system:job-controller');
  });

  it('do nothing more when they are stopped', async () => {
    const [kept, witness] = [listener(), listener()];
    const informer = context.watch(resources.configMaps, kept.hear);
    let runs = 0;
    const queue = context.queue('stopped', async () => void runs++);
    let starts = 0;
    context.whenUsed(resources.pods, () => void starts++);
    context.watchCustomKinds(() => void starts++);
    await context.synced();
    context.stop();
    queue.add('key');
    for (const start of waiting) start();
    await make('unseen');
    await context.idle();
    const other = cluster.clientFor('system:kube-controller-manager').informer(resources.configMaps, witness.hear);
    await has(witness.told, 'ADDED unseen');
    other.stop();
    assert.deepEqual([kept.told, runs, starts], [[], 0, 0]);
    assert.equal(informer.get('around', 'unseen'), undefined);
  });

  describe('of custom kinds', () => {
    const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const schema = { openAPIV3Schema: { type: 'object' } };
    const version = (name: string, more: object = {}) => ({ name, served: true, storage: false, schema, ...more });
    const things = '/apis/around.example.com/v1/namespaces/around/things';
    it('tell of the objects of a definition, and of their end with it', async () => {
      const told: string[] = [];
      const hear =
        (who: string) =>
        ({ type, object }: { type: string; object: KubeObject }, row: { resource: string; version: string }): void => {
          told.push(`${who} ${type} ${row.resource} ${row.version} ${object.metadata.name}`);
        };
      const isTold = (what: string) => until(what, () => told.includes(what));
      context.watchCustomKinds(hear('a'));
      for (const start of waiting.splice(0)) start();
      const names = { plural: 'things', kind: 'Thing' };
      const versions = [version('v1', { storage: true }), version('v2')];
      const spec = { group: 'around.example.com', scope: 'Namespaced', names, versions };
      const metadata = { name: 'things.around.example.com' };
      assert.equal((await admin.post(definitions, { metadata, spec })).code, 201);
      await until('the kind', async () => (await admin.get(things)).code === 200);
      const thing = { apiVersion: 'around.example.com/v1', kind: 'Thing' };
      assert.equal((await admin.post(things, { ...thing, metadata: { name: 'one' } })).code, 201);
      await isTold('a ADDED things v1 one');
      context.watchCustomKinds(hear('b'));
      assert.deepEqual(waiting, []);
      assert.deepEqual(told.splice(0), ['a ADDED things v1 one', 'b ADDED things v1 one']);
      assert.deepEqual(
        context.customRows().map(({ resource, version: of }) => `${resource} ${of}`),
        ['things v1'],
      );
      // a change of the definition alone is none of its objects
      const change = (patch: object) => admin.patch(`${definitions}/${metadata.name}`, patch);
      assert.equal((await change({ metadata: { labels: { a: 'b' } } })).code, 200);
      assert.equal((await admin.patch(`${things}/one`, { metadata: { labels: { a: 'b' } } })).code, 200);
      await isTold('b MODIFIED things v1 one');
      assert.deepEqual(told.splice(0), ['a MODIFIED things v1 one', 'b MODIFIED things v1 one']);
      // the other version is watched from then on
      const other = [version('v1'), version('v2', { storage: true })];
      assert.equal((await change({ spec: { versions: other } })).code, 200);
      await isTold('b ADDED things v2 one');
      assert.deepEqual(
        context.customRows().map(({ version: of }) => of),
        ['v2'],
      );
      told.length = 0;
      assert.equal((await admin.delete(`${definitions}/${metadata.name}`)).code, 200);
      for (const who of ['a', 'b']) await isTold(`${who} DELETED things v2 one`);
      await until('no kind', () => context.customRows().length === 0);
      assert.deepEqual(told.sort(), ['a DELETED things v2 one', 'b DELETED things v2 one']);
      assert.deepEqual(faults, []);
    });
  });
});
