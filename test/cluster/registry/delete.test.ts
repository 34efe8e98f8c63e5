import assert from 'node:assert/strict';
import { configMap } from '../../helpers/api.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { refusingPolicy } from '../../helpers/refusing-policy.js';
import { until } from '../../helpers/until.js';

const ns = '/api/v1/namespaces/deletes';
const cms = `${ns}/configmaps`;
const deployments = '/apis/apps/v1/namespaces/deletes/deployments';
const sets = '/apis/apps/v1/namespaces/deletes/replicasets';
const spec = {
  replicas: 1,
  selector: { matchLabels: { app: 'x' } },
  template: { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] } },
};

describe('deletion', () => {
  const { cluster, api } = clusterForTests('deletes');
  const isGone = (path: string): Promise<true> =>
    until(`${path} is gone`, async () => (await api.get(path)).code === 404);

  it('answers with a Status that names what is gone', async () => {
    const { body: created } = await api.post(cms, configMap('one'));
    const { code, body } = await api.delete(`${cms}/one`);
    assert.equal(code, 200);
    assert.deepEqual(body, {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'one', kind: 'configmaps', uid: created.metadata.uid },
    });
  });

  it('of a kind in a group names the group, and of some answers with the object as it was', async () => {
    const selector = { matchLabels: { app: 'none' } };
    const template = { metadata: { labels: { app: 'none' } }, spec: spec.template.spec };
    const { body: set } = await api.post(sets, {
      metadata: { name: 'set' },
      spec: { replicas: 0, selector, template },
    });
    const { uid } = set.metadata;
    const { details } = (await api.delete(`${sets}/set`)).body;
    assert.deepEqual(details, { name: 'set', group: 'apps', kind: 'replicasets', uid });
    const service = { metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } };
    const { body: made } = await api.post(`${ns}/services`, service);
    const { code, body } = await api.delete(`${ns}/services/web`);
    assert.deepEqual([code, body.kind, body.metadata.uid], [200, 'Service', made.metadata.uid]);
    assert.ok(!('deletionTimestamp' in body.metadata));
    const capacities = '/apis/storage.k8s.io/v1/namespaces/deletes/csistoragecapacities';
    await api.post(capacities, { metadata: { name: 'disk' }, storageClassName: 'fast' });
    assert.equal((await api.delete(`${capacities}/disk`)).body.kind, 'Status');
  });

  it('takes options from the query when there is no body, and then from the body alone', async () => {
    await api.post(cms, configMap('one'));
    const wrong = await api.delete(`${cms}/one?propagationPolicy=x&orphanDependents=true`);
    assert.equal(
      wrong.message,
      'DeleteOptions.meta.k8s.io "" is invalid: [propagationPolicy: Invalid value: "x": orphanDependents and deletionPropagation cannot be both set, propagationPolicy: Unsupported value: "x": supported values: "Foreground", "Background", "Orphan", "nil"]',
    );
    assert.equal((await api.delete(`${cms}/one?uid=x`)).code, 409);
    assert.equal((await api.delete(`${cms}/one?resourceVersion=1`)).code, 409);
    assert.equal((await api.delete(`${cms}/one?dryRun=x`, {})).code, 200);
    assert.equal((await api.get(`${cms}/one`)).code, 404);
  });

  it('answers 202 for an object that waits, when the older words say that its dependents go too', async () => {
    await api.post(cms, configMap('held', {}, { finalizers: ['a/b'] }));
    assert.equal((await api.delete(`${cms}/held`, { orphanDependents: false })).code, 202);
    const again = await api.post(cms, configMap('held'));
    assert.equal(again.message, 'object is being deleted: configmaps "held" already exists');
    await api.patch(`${cms}/held`, { metadata: { finalizers: null } });
  });

  it('deletes a page of a collection, and answers with what was listed', async () => {
    for (const name of ['p1', 'p2', 'p3']) await api.post(cms, configMap(name, {}, { labels: { page: 'y' } }));
    const { body } = await api.delete(`${cms}?labelSelector=page%3Dy&limit=2`);
    assert.deepEqual(
      body.items.map(({ metadata }) => [metadata.name, metadata.deletionTimestamp]),
      [
        ['p1', undefined],
        ['p2', undefined],
      ],
    );
    assert.ok('continue' in body.metadata);
    assert.equal((await api.get(`${cms}/p3`)).code, 200);
    assert.equal((await api.delete(`${cms}?continue=x`)).code, 400);
    const match = await api.delete(`${cms}?resourceVersionMatch=NotOlderThan`);
    assert.match(match.message, /resourceVersionMatch is forbidden unless resourceVersion is provided$/);
  });

  it('minds preconditions', async () => {
    const { body } = await api.post(cms, configMap('one'));
    const { uid, resourceVersion } = body.metadata;
    const other = '11111111-1111-1111-1111-111111111111';
    const wrongUid = await api.delete(`${cms}/one`, { preconditions: { uid: other } });
    assert.equal(wrongUid.code, 409);
    assert.equal(
      wrongUid.message,
      `Operation cannot be fulfilled on ConfigMap "one": the UID in the precondition (${other}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
    const old = await api.delete(`${cms}/one`, { preconditions: { resourceVersion: '1' } });
    assert.equal(
      old.message,
      `Operation cannot be fulfilled on ConfigMap "one": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
    assert.equal((await api.delete(`${cms}/one`, { preconditions: { uid, resourceVersion } })).code, 200);
  });

  it('waits for finalizers, which can then only become fewer', async () => {
    await api.post(cms, configMap('held', {}, { finalizers: ['example.com/a', 'example.com/b'] }));
    const first = await api.delete(`${cms}/held`);
    const { deletionTimestamp, deletionGracePeriodSeconds } = first.body.metadata;
    assert.ok(deletionTimestamp);
    assert.ok(!('generation' in first.body.metadata), 'a kind without generations gets none');
    assert.equal(deletionGracePeriodSeconds, 0);
    const second = await api.delete(`${cms}/held`);
    assert.equal(second.body.metadata.resourceVersion, first.body.metadata.resourceVersion);
    const more = await api.patch(`${cms}/held`, {
      metadata: { finalizers: ['example.com/a', 'example.com/b', 'example.com/c'] },
    });
    assert.equal(more.code, 422);
    assert.match(
      more.message,
      /^ConfigMap "held" is invalid: metadata\.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers/,
    );
    // who replaces it does not bring it back
    const put = await api.put(`${cms}/held`, configMap('held', {}, { finalizers: ['example.com/a', 'example.com/b'] }));
    assert.deepEqual(
      [put.code, put.body.metadata.deletionTimestamp, put.body.metadata.deletionGracePeriodSeconds],
      [200, deletionTimestamp, 0],
    );
    const fewer = await api.patch(`${cms}/held`, { metadata: { finalizers: ['example.com/b'] } });
    assert.equal(fewer.body.metadata.deletionTimestamp, deletionTimestamp);
    const watching = await api.watch(
      `${cms}?fieldSelector=metadata.name%3Dheld&resourceVersion=${fewer.body.metadata.resourceVersion}`,
    );
    assert.equal((await api.patch(`${cms}/held`, { metadata: { finalizers: null } })).code, 200);
    assert.equal((await api.get(`${cms}/held`)).code, 404);
    await until('DELETED', () => watching.seen().includes('DELETED held'));
    watching.stop();
  });

  it('of a collection takes what the selectors choose and answers with it', async () => {
    for (const [name, app] of [
      ['a', 'x'],
      ['b', 'x'],
      ['c', 'y'],
    ] as const) {
      await api.post(cms, configMap(name, {}, { labels: { app } }));
    }
    const { code, body } = await api.delete(`${cms}?labelSelector=app%3Dx`);
    assert.equal(code, 200);
    assert.deepEqual([body.kind, body.items.map((item) => item.metadata.name)], ['ConfigMapList', ['a', 'b']]);
    assert.deepEqual(
      (await api.get(`${cms}?labelSelector=app`)).body.items.map((item) => item.metadata.name),
      ['c'],
    );
  });

  it('takes its options from the body, or without one from the query', async () => {
    await api.post(cms, configMap('opt', {}, { finalizers: ['x.io/hold'] }));
    const both = await api.delete(`${cms}/opt`, { propagationPolicy: 'Orphan', orphanDependents: true });
    const cannot =
      'propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set';
    assert.deepEqual([both.code, both.message], [422, `DeleteOptions.meta.k8s.io "" is invalid: ${cannot}`]);
    const query = await api.delete(`${cms}/opt?orphanDependents=true&dryRun=All`);
    assert.deepEqual(query.body.metadata.finalizers, ['x.io/hold', 'orphan']);
    const leave = await api.delete(`${cms}/opt?orphanDependents=false&dryRun=All`);
    assert.deepEqual(leave.body.metadata.finalizers, ['x.io/hold']);
    const body = await api.delete(`${cms}/opt?propagationPolicy=Sideways`, { dryRun: ['All'] });
    assert.deepEqual([body.code, body.body.metadata.finalizers], [200, ['x.io/hold']]);
    const written = cluster.events.findLast(({ verb, stage }) => verb === 'delete' && stage === 'ResponseComplete');
    assert.deepEqual(written?.requestObject, {
      kind: 'DeleteOptions',
      apiVersion: 'meta.k8s.io/__internal',
      dryRun: ['All'],
    });
    await api.patch(`${cms}/opt`, { metadata: { finalizers: null } });
  });

  it('says of a body that is none what is wrong with it, and no more', async () => {
    const texts: [body: string, message: string][] = [
      ['{', "couldn't get version/kind; json parse error: unexpected end of JSON input"],
      [' ', "couldn't get version/kind; json parse error: unexpected end of JSON input"],
      [
        '{"gracePeriodSeconds":"x"}',
        'json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64',
      ],
      [
        '{"kind":"Foo","apiVersion":"v1"}',
        'no kind "Foo" is registered for version "v1" in scheme "k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27"',
      ],
    ];
    for (const [body, message] of texts) {
      const answer = await api.delete(`${cms}/none`, body);
      assert.deepEqual([answer.code, answer.message], [400, message]);
    }
  });

  it('of a collection shows the objects as they were, and no more than the limit', async () => {
    for (const name of ['p1', 'p2']) {
      await api.post(cms, configMap(name, {}, { labels: { page: 'y' }, finalizers: ['x.io/hold'] }));
    }
    const first = await api.delete(`${cms}?labelSelector=page&limit=1`);
    assert.deepEqual(
      first.body.items.map(({ metadata }) => [metadata.name, metadata.deletionTimestamp]),
      [['p1', undefined]],
    );
    assert.equal((await api.get(`${cms}/p2`)).body.metadata.deletionTimestamp, undefined);
    for (const name of ['p1', 'p2']) {
      await api.patch(`${cms}/${name}`, { metadata: { finalizers: null } });
      await api.delete(`${cms}/${name}`);
    }
  });

  it('of a pod on a node waits for its end there; a second DELETE can only shorten the wait', async () => {
    const path = `${ns}/pods/far`;
    // a node that nobody serves, so that nobody ends the pod
    const spec = { nodeName: 'elsewhere', terminationGracePeriodSeconds: 60, containers: [{ name: 'c', image: 'i' }] };
    const { body } = await api.post(`${ns}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'far' }, spec });
    const { generation = 0 } = body.metadata;
    const endOf = (metadata: { deletionTimestamp?: string }): number =>
      Date.parse(metadata.deletionTimestamp ?? '') / 1000;
    const before = Math.floor(Date.now() / 1000);
    const first = (await api.delete(path)).body.metadata;
    const asked = endOf(first) - 60;
    assert.ok(asked >= before && asked <= Date.now() / 1000, `${asked} and ${before}`);
    assert.deepEqual([first.deletionGracePeriodSeconds, first.generation], [60, generation + 1]);
    const ask = async (query: string): Promise<unknown[]> => {
      const { metadata } = (await api.delete(`${path}${query}`)).body;
      return [metadata.deletionGracePeriodSeconds, endOf(metadata) - asked, metadata.generation];
    };
    assert.deepEqual(await ask('?gracePeriodSeconds=700'), [60, 60, generation + 1]);
    assert.deepEqual(await ask('?gracePeriodSeconds=20'), [20, 20, generation + 1]);
    assert.deepEqual(await ask(''), [20, 20, generation + 1]);
    const { code, body: last } = await api.delete(path, { gracePeriodSeconds: 0 });
    assert.deepEqual([code, last.metadata.deletionGracePeriodSeconds, endOf(last.metadata) - asked], [200, 0, 0]);
    assert.equal(last.metadata.generation, generation + 1);
    assert.equal((await api.get(path)).code, 404);
  });

  it('of a pod waits no longer than a time can tell, and for no number that is none', async () => {
    const path = `${ns}/pods/long`;
    const spec = { nodeName: 'elsewhere', containers: [{ name: 'c', image: 'i' }] };
    await api.post(`${ns}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'long' }, spec });
    const tooLong = await api.delete(`${path}?gracePeriodSeconds=9999999999999999999999`);
    assert.deepEqual(
      [tooLong.code, tooLong.message],
      [400, 'strconv.ParseInt: parsing "9999999999999999999999": value out of range'],
    );
    const { code, body } = await api.delete(path, { gracePeriodSeconds: Number.MAX_SAFE_INTEGER });
    assert.equal(code, 200);
    assert.match(body.metadata.deletionTimestamp ?? '', /^2\d{3}-/);
    const shorter = await api.delete(path, { gracePeriodSeconds: 60 });
    assert.equal(shorter.body.metadata.deletionGracePeriodSeconds, 60);
    await api.delete(path, { gracePeriodSeconds: 0 });
  });

  it('of a pod waits for its end on the node also when its last finalizer is gone', async () => {
    const path = `${ns}/pods/kept`;
    const spec = { nodeName: 'elsewhere', terminationGracePeriodSeconds: 60, containers: [{ name: 'c', image: 'i' }] };
    const metadata = { name: 'kept', finalizers: ['example.com/hold'] };
    await api.post(`${ns}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata, spec });
    await api.delete(path);
    assert.equal((await api.patch(path, { metadata: { finalizers: null } })).code, 200);
    assert.equal((await api.get(path)).body.metadata.deletionGracePeriodSeconds, 60);
    await api.delete(path, { gracePeriodSeconds: 0 });
    assert.equal((await api.get(path)).code, 404);
  });

  it('of a pod that finalizers hold can be made to wait for them alone', async () => {
    const path = `${ns}/pods/stays`;
    const spec = { nodeName: 'elsewhere', terminationGracePeriodSeconds: 60, containers: [{ name: 'c', image: 'i' }] };
    const metadata = { name: 'stays', finalizers: ['example.com/hold'] };
    await api.post(`${ns}/pods`, { metadata, spec });
    const first = (await api.delete(path)).body.metadata;
    const { code, body } = await api.delete(path, { gracePeriodSeconds: 0 });
    const sooner = Date.parse(first.deletionTimestamp ?? '') - Date.parse(body.metadata.deletionTimestamp ?? '');
    assert.deepEqual([code, body.metadata.deletionGracePeriodSeconds, sooner], [200, 0, 60_000]);
    assert.deepEqual(body.metadata.finalizers, ['example.com/hold']);
    await api.patch(path, { metadata: { finalizers: null } });
    assert.equal((await api.get(path)).code, 404);
  });

  it('of a pod on a node shows in a dry run the end that the pod would have', async () => {
    const path = `${ns}/pods/rehearsed`;
    const spec = { nodeName: 'elsewhere', terminationGracePeriodSeconds: 60, containers: [{ name: 'c', image: 'i' }] };
    await api.post(`${ns}/pods`, { metadata: { name: 'rehearsed' }, spec });
    const { code, body } = await api.delete(`${path}?dryRun=All`);
    assert.deepEqual([code, body.metadata.deletionGracePeriodSeconds], [200, 60]);
    assert.equal((await api.get(path)).body.metadata.deletionTimestamp, undefined);
    const now = await api.delete(`${path}?dryRun=All&gracePeriodSeconds=0`);
    assert.deepEqual([now.code, now.body.metadata.deletionGracePeriodSeconds], [200, 0]);
    await api.delete(path, { gracePeriodSeconds: 0 });
  });

  it('asks policies, but not about an object that waits for its end already, nor about a pod that is evicted', async () => {
    const hold = { finalizers: ['example.com/hold'] };
    const spec = { nodeName: 'elsewhere', terminationGracePeriodSeconds: 60, containers: [{ name: 'c', image: 'i' }] };
    const pod = (name: string): object => ({ metadata: { name, labels: { app: name } }, spec });
    for (const name of ['waits', 'evicted']) await api.post(`${ns}/pods`, pod(name));
    for (const name of ['guarded', 'held']) await api.post(cms, configMap(name, {}, name === 'held' ? hold : {}));
    await api.post('/api/v1/namespaces', { metadata: { name: 'going' } });
    await api.post('/api/v1/namespaces/going/configmaps', configMap('held', {}, hold));
    for (const path of [`${ns}/pods/waits`, `${cms}/held`, '/api/v1/namespaces/going']) await api.delete(path);
    const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['DELETE'], resources: ['*'] };
    const allow = await refusingPolicy(api, { name: 'guard', rule, message: 'is guarded' });
    await until('the policy holds', async () => (await api.delete(`${cms}/guarded?dryRun=All`)).code === 422);
    const { code, message } = await api.delete(`${cms}/guarded`);
    assert.deepEqual(
      [code, message],
      [
        422,
        "configmaps \"guarded\" is forbidden: ValidatingAdmissionPolicy 'guard' with binding 'guard' denied request: is guarded",
      ],
    );
    assert.equal((await api.get(`${cms}/guarded`)).code, 200);
    assert.equal((await api.delete(`${cms}/held`)).code, 422);
    assert.equal((await api.delete(`${ns}/pods/evicted`)).code, 422);
    assert.equal((await api.delete(`${ns}/pods/waits`)).code, 200);
    const before = (await api.get('/api/v1/namespaces/going')).body.metadata;
    const again = await api.delete('/api/v1/namespaces/going');
    assert.deepEqual([again.code, again.body.metadata.deletionTimestamp], [200, before.deletionTimestamp], again.text);
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'evicted' } };
    assert.equal((await api.post(`${ns}/pods/evicted/eviction`, eviction)).code, 201);
    await allow();
    await until('the policy is gone', async () => (await api.delete(`${cms}/guarded`)).code === 200);
    for (const path of [`${cms}/held`, '/api/v1/namespaces/going/configmaps/held']) {
      await api.patch(path, { metadata: { finalizers: null } });
    }
    for (const name of ['waits', 'evicted']) await api.delete(`${ns}/pods/${name}`, { gracePeriodSeconds: 0 });
  });

  it('leaves the finalizers that go with the policy', async () => {
    const hold = 'example.com/hold';
    const job = {
      suspend: true,
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } },
    };
    const of: [path: string, spec: object, cases: [before: string, query: string, after: string][]][] = [
      [
        cms,
        {},
        [
          [hold, '', hold],
          [hold, 'propagationPolicy=Orphan', `${hold} orphan`],
          [hold, 'propagationPolicy=Foreground', `${hold} foregroundDeletion`],
          [hold, 'propagationPolicy=Background', hold],
          [`orphan ${hold}`, 'propagationPolicy=Orphan', `orphan ${hold}`],
          [`orphan ${hold}`, 'propagationPolicy=Background', hold],
          [`orphan ${hold}`, 'propagationPolicy=Foreground', `${hold} foregroundDeletion`],
          [`foregroundDeletion ${hold}`, 'propagationPolicy=Orphan', `${hold} orphan`],
          [`foregroundDeletion ${hold}`, 'propagationPolicy=Foreground', `foregroundDeletion ${hold}`],
          [`foregroundDeletion ${hold}`, 'orphanDependents=false', hold],
          [`foregroundDeletion ${hold}`, 'orphanDependents=true', `${hold} orphan`],
          [`foregroundDeletion ${hold}`, '', `foregroundDeletion ${hold}`],
        ],
      ],
      [
        '/apis/batch/v1/namespaces/deletes/jobs',
        { spec: job },
        [
          [hold, '', `${hold} orphan`],
          [`orphan ${hold}`, '', `orphan ${hold}`],
          [`foregroundDeletion ${hold}`, '', `foregroundDeletion ${hold}`],
          [hold, 'propagationPolicy=Background', hold],
        ],
      ],
    ];
    for (const [path, spec, cases] of of) {
      for (const [before, query, after] of cases) {
        await api.post(path, { metadata: { name: 'marked', finalizers: before.split(' ') }, ...spec });
        const { body } = await api.delete(`${path}/marked?dryRun=All&${query}`);
        assert.equal(body.metadata.finalizers?.join(' '), after, `${before}, ${query}`);
        await api.delete(`${path}/marked?propagationPolicy=Background`);
        await api.patch(`${path}/marked`, { metadata: { finalizers: null } });
        await isGone(`${path}/marked`);
      }
    }
  });

  it('of an event is at once, whatever is to become of dependents', async () => {
    const involvedObject = { kind: 'Pod', name: 'p', namespace: 'deletes' };
    for (const policy of ['Orphan', 'Foreground']) {
      await api.post(`${ns}/events`, { metadata: { name: 'told' }, involvedObject });
      const { body } = await api.delete(`${ns}/events/told?propagationPolicy=${policy}`);
      assert.equal(body.status, 'Success');
      assert.equal((await api.get(`${ns}/events/told`)).code, 404);
    }
  });

  it('of jobs says that their pods stay, unless somebody says what becomes of them', async () => {
    const jobs = '/apis/batch/v1/namespaces/deletes/jobs';
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } };
    const warning = async (query: string): Promise<unknown> => {
      await api.post(jobs, { metadata: { name: 'j' }, spec: { suspend: true, template } });
      const { code, headers } = await api.delete(jobs + query);
      await isGone(`${jobs}/j`);
      return [code, /child pods are preserved by default/.test(String(headers.warning))];
    };
    for (const path of ['', '/j']) {
      assert.deepEqual(await warning(path), [200, true]);
      assert.deepEqual(await warning(`${path}?propagationPolicy=Background`), [200, false]);
      assert.deepEqual(await warning(`${path}?orphanDependents=true`), [200, false]);
    }
  });

  it('of a pod that has no node yet is at once', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { nodeSelector: { no: 'where' }, containers: [{ name: 'c', image: 'i' }] },
    };
    await api.post(`${ns}/pods`, pod);
    // 202 is for what lives on
    const { code, body } = await api.delete(`${ns}/pods/p`, { orphanDependents: false });
    assert.deepEqual([code, body.kind], [200, 'Pod']);
    assert.equal((await api.get(`${ns}/pods/p`)).code, 404);
  });

  describe('of an owner', () => {
    const makeOwner = async (name: string): Promise<void> => {
      await api.post(deployments, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec });
      await until('its pod', async () => (await api.get(`${ns}/pods?labelSelector=app%3Dx`)).body.items.length === 1);
    };
    const dependents = async (): Promise<number> =>
      (await api.get(sets)).body.items.length + (await api.get(`${ns}/pods?labelSelector=app%3Dx`)).body.items.length;
    const areGone = (): Promise<true> => until('its dependents are gone', async () => (await dependents()) === 0);

    it('Background: it goes first, what it owned follows', async () => {
      await makeOwner('back');
      const { body } = await api.delete(`${deployments}/back?propagationPolicy=Background`);
      assert.equal(body.kind, 'Status');
      await areGone();
    });

    it('Foreground: it stays until what it owned is gone', async () => {
      await makeOwner('front');
      const watching = await api.watch('/apis/apps/v1/namespaces/deletes/replicasets');
      const { body } = await api.delete(`${deployments}/front`, { propagationPolicy: 'Foreground' });
      assert.deepEqual([body.kind, body.metadata.finalizers], ['Deployment', ['foregroundDeletion']]);
      await isGone(`${deployments}/front`);
      assert.equal(await dependents(), 0);
      assert.ok(watching.seen().some((event) => event.startsWith('DELETED front-')));
      watching.stop();
    });

    it('Orphan: what it owned stays and has no owner any more', async () => {
      await makeOwner('orphan');
      await api.delete(`${deployments}/orphan`, { propagationPolicy: 'Orphan' });
      await isGone(`${deployments}/orphan`);
      const { body } = await api.get(sets);
      assert.deepEqual(
        body.items.map((item) => item.metadata.ownerReferences),
        [undefined],
      );
      await api.delete(sets);
      await areGone();
    });

    it('can be changed from Foreground to Background while it goes on', async () => {
      const { body: made } = await api.post(cms, configMap('owner', {}, { finalizers: ['example.com/hold'] }));
      // a dependent that blocks, and stays: else the garbage collector would end the waiting by itself
      const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: made.metadata.uid };
      const ownerReferences = [{ ...owner, blockOwnerDeletion: true }];
      await api.post(cms, configMap('owned', {}, { ownerReferences, finalizers: ['example.com/hold'] }));
      const first = await api.delete(`${cms}/owner`, { propagationPolicy: 'Foreground' });
      assert.ok(first.body.metadata.finalizers?.includes('foregroundDeletion'));
      const second = await api.delete(`${cms}/owner`, { propagationPolicy: 'Background' });
      assert.deepEqual(second.body.metadata.finalizers, ['example.com/hold']);
      assert.equal(second.body.metadata.deletionTimestamp, first.body.metadata.deletionTimestamp);
      for (const name of ['owner', 'owned']) {
        await api.patch(`${cms}/${name}`, { metadata: { finalizers: [] } });
        await isGone(`${cms}/${name}`);
      }
    });
  });
});
