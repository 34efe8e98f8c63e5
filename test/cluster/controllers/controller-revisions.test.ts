import assert from 'node:assert/strict';
import {
  type ControllerRevision,
  type Revised,
  type RevisionHash,
  revisionControl,
  revisionDataHash,
  templateOf,
} from '../../../src/cluster/controllers/controller-revisions.js';
import { fnv1 } from '../../../src/cluster/controllers/name-hash.js';
import { controllerReference } from '../../../src/cluster/controllers/objects.js';
import type { PodTemplate } from '../../../src/cluster/controllers/pod-objects.js';
import { isApiError } from '../../../src/kube/status.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { podTemplate } from '../../helpers/pod-template.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';

/** As a cluster of 2022 had it, whose templates had an empty time. */
const { metadata, spec } = podTemplate({ app: 'nginx-sts' }, {});
const template: PodTemplate = { metadata: { ...metadata, ...JSON.parse('{ "creationTimestamp": null }') }, spec };

describe('the hash of a revision’s data', () => {
  it('is that of a real cluster', () => assert.equal(revisionDataHash(template, 0), '6798d68dcd'));
  it('is another one after a collision', () => assert.notEqual(revisionDataHash(template, 1), '6798d68dcd'));
  it('is one of JSON as Go writes it: sorted, with <, > and & as escapes, and the count of collisions behind it', () => {
    const echo = { spec: { containers: [{ name: 'c', args: ['<&>'] }] }, metadata: { labels: { b: '2', a: '1' } } };
    const text = String.raw`{"spec":{"template":{"$patch":"replace","metadata":{"labels":{"a":"1","b":"2"}},"spec":{"containers":[{"args":["\u003c\u0026\u003e"],"name":"c"}]}}}}12`;
    assert.equal(revisionDataHash(echo, 12), fnv1(Buffer.from(text)));
  });
});

describe('the revisions of an object', () => {
  let cluster: TestCluster;
  let admin: Api;
  const path = '/apis/apps/v1/namespaces/revised';
  const label = 'example.com/hash';
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    await makeNamespace(admin, 'revised');
    await cluster.pauseControllers();
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
    assert.deepEqual(cluster.faults, []);
  });

  const of = (image: string): PodTemplate => ({
    metadata: { labels: { app: 'a' } },
    spec: { containers: [{ name: 'c', image }] },
  });
  const selector = { matchLabels: { app: 'a' } };
  const owning = async (name: string): Promise<Revised> => {
    const spec = { selector, template: of('first') };
    const metadata = { name, annotations: { note: 'one' } };
    const made = await admin.post(`${path}/daemonsets`, { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata, spec });
    assert.equal(made.code, 201, made.text);
    // as it was written, without what the API server fills in
    const { apiVersion, kind, metadata: stored } = made.body;
    return { apiVersion, kind, metadata: stored, spec };
  };
  const having = (owner: Revised, spec: Partial<Revised['spec']>): Revised => ({
    ...owner,
    spec: { ...owner.spec, ...spec },
  });
  const control = (hash: RevisionHash['hash'] = (template) => template.spec.containers[0]?.image ?? '') =>
    revisionControl(cluster.clientFor('system:apiserver'), { label, hash });
  const keptOf = async (owner: Revised): Promise<ControllerRevision[]> => {
    const { items } = (await admin.get(`${path}/controllerrevisions`)).body;
    const own = items.filter(({ metadata }) => metadata.ownerReferences?.[0]?.uid === owner.metadata.uid);
    return (own as unknown as ControllerRevision[]).sort((a, b) => a.revision - b.revision);
  };
  const numbered = (all: readonly ControllerRevision[]) =>
    all.map(({ revision, metadata }) => `${revision} ${metadata.name}`);

  it('begin with the first, which brings the template back and belongs to the object', async () => {
    const owner = await owning('begins');
    const { update, all } = await control().sync(owner, []);
    assert.deepEqual(numbered(all), ['1 begins-first']);
    assert.equal(all[0], update);
    const { metadata, data } = update;
    assert.deepEqual(metadata.labels, { app: 'a', [label]: 'first' });
    assert.deepEqual(
      [metadata.annotations, metadata.ownerReferences],
      [owner.metadata.annotations, [controllerReference(owner)]],
    );
    assert.deepEqual(data, { spec: { template: { ...of('first'), $patch: 'replace' } } });
    assert.deepEqual(templateOf(update), of('first'));
  });

  it('get one for each template, and stay as they are for one that has its own', async () => {
    const owner = await owning('grows');
    const first = await control().sync(owner, []);
    const second = await control().sync(having(owner, { template: of('second') }), first.all);
    assert.deepEqual(numbered(second.all), ['1 grows-first', '2 grows-second']);
    // in whatever order they are listed
    const again = await control().sync(having(owner, { template: of('second') }), [...second.all].reverse());
    assert.deepEqual(numbered(again.all), numbered(second.all));
    assert.deepEqual(again.update, second.update);
    assert.deepEqual(numbered(await keptOf(owner)), numbered(second.all));
  });

  it('have a template that comes back as their latest, and of two that are alike the later', async () => {
    const owner = await owning('returns');
    const first = await control().sync(owner, []);
    const { all } = await control().sync(having(owner, { template: of('second') }), first.all);
    const back = await control().sync(owner, all);
    assert.deepEqual(numbered(back.all), ['2 returns-second', '3 returns-first']);
    assert.equal(back.all[1], back.update);
    assert.deepEqual(numbered(await keptOf(owner)), numbered(back.all));
    const like = { ...back.update, metadata: { ...back.update.metadata, name: 'like' }, revision: 9 };
    assert.deepEqual((await control().sync(owner, [like, ...back.all])).update, like);
  });

  it('leave out those of other owners', async () => {
    const [owner, other] = [await owning('alone'), await owning('beside')];
    const { all } = await control().sync(other, []);
    assert.deepEqual(numbered((await control().sync(owner, all)).all), ['1 alone-first']);
  });

  it('have another name where a hash is taken, and find what they have written and not seen', async () => {
    const owner = await owning('taken');
    const hash: RevisionHash['hash'] = (_template, collisions) => `h${collisions}`;
    const first = await control(hash).sync(owner, []);
    assert.deepEqual(numbered(first.all), ['1 taken-h0']);
    // it does not see the first yet, and has the same template
    assert.deepEqual((await control(hash).sync(owner, [])).update, first.update);
    const second = await control(hash).sync(having(owner, { template: of('second') }), first.all);
    assert.deepEqual(numbered(second.all), ['1 taken-h0', '2 taken-h1']);
    const later = having({ ...owner, status: { collisionCount: 7 } }, { template: of('third') });
    assert.deepEqual((await control(hash).sync(later, second.all)).update.metadata.name, 'taken-h7');
    // one of another object with the same template is not its own, nor is one of nobody
    const again = await owning('taken-h');
    const same = { ...again, metadata: { ...again.metadata, name: 'taken' } };
    assert.equal((await control(hash).sync(same, [])).update.metadata.name, 'taken-h2');
    const { apiVersion, kind, data } = first.update;
    const free = { apiVersion, kind, metadata: { name: 'taken-h3' }, data, revision: 1 };
    assert.equal((await admin.post(`${path}/controllerrevisions`, free)).code, 201);
    const more = having({ ...owner, status: { collisionCount: 3 } }, { template: of('first') });
    assert.equal((await control(hash).sync(more, [])).update.metadata.name, 'taken-h4');
  });

  it('cut a name that leaves no room for the hash', async () => {
    const owner = await owning('a'.repeat(240));
    const { update } = await control().sync(owner, []);
    assert.equal(update.metadata.name, `${'a'.repeat(223)}-first`);
  });

  it('that are refused are no collision', async () => {
    const owner = await owning('refused');
    const nowhere = { ...owner, metadata: { ...owner.metadata, namespace: 'nowhere' } };
    await assert.rejects(control().sync(nowhere, []), (error) => isApiError(error, 'NotFound'));
    await assert.rejects(control(() => 'no name').sync(owner, []), (error) => isApiError(error, 'Invalid'));
  });

  it('are removed from the oldest on, but for the latest, those that are used and those that are gone', async () => {
    const owner = await owning('removes');
    let history = await control().sync(owner, []);
    for (let i = 1; i <= 12; i++) history = await control().sync(having(owner, { template: of(`t${i}`) }), history.all);
    const left = async () => (await keptOf(owner)).map(({ revision }) => revision);
    // ten old ones are kept where nothing is said
    await control().cleanUp(owner, history, new Set());
    assert.deepEqual(await left(), [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    const used = new Set(['removes-t3']);
    await control().cleanUp(having(owner, { revisionHistoryLimit: 3 }), history, used);
    assert.deepEqual(await left(), [4, 10, 11, 12, 13]);
    await control().cleanUp(having(owner, { revisionHistoryLimit: 20 }), history, new Set());
    assert.equal((await left()).length, 5);
    await control().cleanUp(having(owner, { revisionHistoryLimit: 0 }), history, new Set());
    assert.deepEqual(await left(), [13]);
  });
});
