/** How controllers make and delete pods, over the API of a practice cluster whose own controllers rest. */
import assert from 'node:assert/strict';
import { controllerReference, keyOf } from '../../../src/cluster/controllers/objects.js';
import { inGrowingSteps, type PodControl, podControl, told } from '../../../src/cluster/controllers/pod-control.js';
import type { Pod, PodTemplate } from '../../../src/cluster/controllers/pod-objects.js';
import type { StoredObject } from '../../../src/kube/object.js';
import { ApiError, isApiError } from '../../../src/kube/status.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const labels = { app: 'web' };
const template: PodTemplate = {
  metadata: { labels, annotations: { note: 'one' }, finalizers: ['example.com/hold'] },
  spec: { containers: [{ name: 'c', image: 'nginx' }] },
};
const { finalizers: _, ...free } = template.metadata ?? {};
const unheld: PodTemplate = { ...template, metadata: free };

describe('a controller of pods', () => {
  let cluster: TestCluster;
  let admin: Api;
  let core = '';
  let owner: StoredObject;
  let news: string[] = [];
  let control: PodControl;
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    core = await makeNamespace(admin, 'made');
    await makeNamespace(admin, 'ending');
    await cluster.pauseControllers();
    const spec = { selector: { matchLabels: labels }, template };
    const body = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web' }, spec };
    owner = (await admin.post('/apis/apps/v1/namespaces/made/replicasets', body)).body;
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
    assert.deepEqual(cluster.faults, []);
  });
  beforeEach(() => {
    news = [];
    control = podControl(cluster.clientFor('system:apiserver'), (object, type, reason, message) =>
      news.push(`${object.metadata.name} ${type} ${reason}: ${message}`),
    );
  });
  const namesOf = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.name);
  const goingOf = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.deletionTimestamp !== undefined);

  it('makes one of the template, which belongs to its owner, and tells of it', async () => {
    const { metadata, spec } = await control.create(owner, template, { finalizers: ['example.com/other'] });
    assert.match(metadata.name ?? '', /^web-\w{5}$/);
    assert.deepEqual([metadata.namespace, metadata.labels, metadata.annotations], ['made', labels, { note: 'one' }]);
    assert.deepEqual(metadata.ownerReferences, [controllerReference(owner)]);
    assert.deepEqual(metadata.finalizers, ['example.com/other']);
    assert.equal(spec.containers[0]?.image, 'nginx');
    assert.deepEqual((await control.create(owner, template)).metadata.finalizers, ['example.com/hold']);
    const bare = await control.create(owner, { spec: template.spec });
    assert.deepEqual([bare.metadata.labels, bare.metadata.finalizers], [undefined, undefined]);
    assert.equal(news[0], `web Normal SuccessfulCreate: Created pod: ${metadata.name}`);
  });

  it('counts one that it made until a watch shows it, and not longer', async () => {
    const [first, second] = [await control.create(owner, unheld), await control.create(owner, unheld)];
    assert.deepEqual(namesOf(control.settled(owner, [])), namesOf([first, second]));
    assert.deepEqual(namesOf(control.settled(owner, [second])), namesOf([second, first]));
    assert.deepEqual(namesOf(control.settled(owner, [])), namesOf([first]));
    const another = { ...owner, metadata: { ...owner.metadata, name: 'another' } };
    assert.deepEqual(control.settled(another, []), []);
  });

  it('does not count one any more that is gone before a watch showed it, nor any of an owner that is gone', async () => {
    const [first, second] = [await control.create(owner, unheld), await control.create(owner, unheld)];
    control.gone({ ...second, metadata: { ...second.metadata, ownerReferences: [] } });
    control.gone(first);
    assert.deepEqual(namesOf(control.settled(owner, [])), namesOf([second]));
    control.forget('made/other');
    assert.equal(control.settled(owner, []).length, 1);
    control.forget(keyOf(owner));
    assert.deepEqual(control.settled(owner, []), []);
  });

  it('deletes one, tells of it, and takes it for one that is going before a watch says so', async () => {
    const [first, second] = [await control.create(owner, unheld), await control.create(owner, unheld)];
    await control.remove(owner, first);
    assert.equal((await admin.get(`${core}/pods/${first.metadata.name}`)).code, 404);
    assert.equal(news.at(-1), `web Normal SuccessfulDelete: Deleted pod: ${first.metadata.name}`);
    assert.deepEqual(goingOf(control.settled(owner, [first, second])), [true, false]);
    const ending = { ...first, metadata: { ...first.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
    assert.equal(control.settled(owner, [ending])[0], ending);
    // one that a watch does not show any more is forgotten
    control.settled(owner, []);
    assert.deepEqual(goingOf(control.settled(owner, [first])), [false]);
    await control.remove(owner, second);
    control.forget(keyOf(owner));
    assert.deepEqual(goingOf(control.settled(owner, [second])), [false]);
  });

  it('has deleted one that is gone already, and tells nothing of it', async () => {
    const pod = await control.create(owner, unheld);
    assert.equal((await admin.delete(`${core}/pods/${pod.metadata.name}?gracePeriodSeconds=0`)).code, 200);
    news = [];
    await control.remove(owner, pod);
    assert.deepEqual(news, []);
    assert.deepEqual(goingOf(control.settled(owner, [pod])), [false]);
  });

  it('does not delete another pod that has the name now, and tells of that', async () => {
    const pod = await control.create(owner, unheld);
    const { name } = pod.metadata;
    const stale = { ...pod, metadata: { ...pod.metadata, uid: '11111111-2222-3333-4444-555555555555' } };
    await assert.rejects(control.remove(owner, stale), (error) => isApiError(error, 'Conflict'));
    assert.equal((await admin.get(`${core}/pods/${name}`)).code, 200);
    assert.match(news.at(-1) ?? '', /^web Warning FailedDelete: Error deleting: .*uid/i);
    assert.deepEqual(goingOf(control.settled(owner, [stale])), [false, false]);
  });

  it('tells what keeps it from making one, but not that the namespace is going', async () => {
    const nobodys = { ...unheld, spec: { ...unheld.spec, serviceAccountName: 'nobody' } };
    await assert.rejects(control.create(owner, nobodys), (error) => isApiError(error, 'Forbidden'));
    const failed = /^web Warning FailedCreate: Error creating: pods "web-\w*" is forbidden: .* "nobody" not found$/;
    assert.match(news.join(), failed);
    assert.deepEqual(control.settled(owner, []), []);
    assert.equal((await admin.delete('/api/v1/namespaces/ending')).code, 200);
    news = [];
    const there = { ...owner, metadata: { ...owner.metadata, namespace: 'ending' } };
    await assert.rejects(control.create(there, unheld), /because it is being terminated/);
    assert.deepEqual(news, []);
  });
});

describe('many writes of a controller', () => {
  const causes = [{ reason: 'NamespaceTerminating', message: 'going', field: 'metadata.namespace' }];
  const ending = new ApiError({ code: 403, reason: 'Forbidden', message: 'ending', details: { causes } });
  const refused = new ApiError({ code: 403, reason: 'Forbidden', message: 'refused' });
  /** Runs so many of which some fail; the answer, and which of them have begun. */
  const run = async (count: number, faults: Record<number, Error> = {}): Promise<[unknown, number]> => {
    let begun = 0;
    const jobs = Array.from({ length: count }, (_none, i) => async () => {
      begun++;
      if (faults[i]) throw faults[i];
    });
    return [await inGrowingSteps(jobs), begun];
  };

  it('are all made where nothing refuses them', async () => {
    for (const count of [0, 1, 2, 10]) assert.deepEqual(await run(count), [undefined, count]);
  });

  it('begin with one, then two, then four, together', async () => {
    let [under, most] = [0, 0];
    const steps: number[] = [];
    const waiting: (() => void)[] = [];
    const all = inGrowingSteps(
      Array.from({ length: 9 }, () => async () => {
        most = Math.max(most, ++under);
        await new Promise<void>((go) => waiting.push(go));
        under--;
      }),
    );
    while (steps.reduce((sum, step) => sum + step, 0) < 9) {
      const now = await until('a step', () => waiting.length > 0 && waiting.splice(0));
      steps.push(now.length);
      for (const go of now) go();
    }
    assert.equal(await all, undefined);
    assert.deepEqual([steps, most], [[1, 2, 4, 2], 4]);
  });

  it('end with the step of the first refusal', async () => {
    assert.deepEqual(await run(10, { 0: refused }), [refused, 1]);
    assert.deepEqual(await run(10, { 2: refused }), [refused, 3]);
    assert.deepEqual(await run(10, { 9: refused }), [refused, 10]);
  });

  it('have no fault where the namespace is going, but for one that has another reason', async () => {
    assert.deepEqual(await run(3, { 0: ending, 1: ending, 2: ending }), [undefined, 3]);
    assert.deepEqual(await run(3, { 1: ending, 2: refused }), [refused, 3]);
  });

  it('tell of an error by its text', () => {
    assert.deepEqual([told(refused), told('text')], ['refused', 'text']);
  });
});
