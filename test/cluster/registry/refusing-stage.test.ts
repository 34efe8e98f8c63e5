/** To which stage of the registry a request came, as its explanation tells. */
import assert from 'node:assert/strict';
import { type Explanation, explanationPath } from '../../../src/kube/explanation.js';
import { type Answer, type Api, adminOf, configMap, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';

const ns = '/api/v1/namespaces/stages';
const cms = `${ns}/configmaps`;
const one = `${cms}/one`;
const deployments = '/apis/apps/v1/namespaces/stages/deployments';
const uid = '11111111-1111-1111-1111-111111111111';
const apply = (name: string, metadata: object): [string, string, object, string] => [
  'PATCH',
  `${cms}/${name}?fieldManager=m`,
  { apiVersion: 'v1', kind: 'ConfigMap', metadata },
  'application/apply-patch+yaml',
];
const merge = (path: string, change: object): [string, string, object, string] => [
  'PATCH',
  path,
  change,
  'application/merge-patch+json',
];
const scale = (spec: object, metadata: object = {}): object => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name: 'web', ...metadata },
  spec,
});

type Sent = [method: string, path: string, body?: unknown, type?: string];
const refused: [what: string, code: number, stage: string, sent: Sent][] = [
  ['options of a DELETE that are none', 422, 'decoding', ['DELETE', `${one}?propagationPolicy=x`]],
  ['a DELETE of a collection with a body that is none', 400, 'decoding', ['DELETE', cms, '{']],
  ['a DELETE of what is not there', 404, 'storage', ['DELETE', `${cms}/none`]],
  ['a DELETE of what may not go', 403, 'admission', ['DELETE', '/api/v1/namespaces/default']],
  ['a DELETE of another object', 409, 'storage', ['DELETE', one, { preconditions: { uid } }]],
  ['a PUT of what is not there', 404, 'storage', ['PUT', `${cms}/none`, configMap('none')]],
  ['a PUT under another name', 400, 'decoding', ['PUT', one, configMap('two')]],
  ['a PUT of another object', 409, 'storage', ['PUT', one, configMap('one', {}, { uid })]],
  ['a PUT of what is wrong', 422, 'validation', ['PUT', one, configMap('one', { 'a b': '' })]],
  ['a patch of what is not there', 404, 'storage', merge(`${cms}/none`, {})],
  ['a patch to another name', 400, 'decoding', merge(one, { metadata: { name: 'two' } })],
  ['a patch of an old version', 409, 'storage', merge(one, { metadata: { resourceVersion: '1' } })],
  ['a patch to what is wrong', 422, 'validation', merge(one, { data: { 'a b': '' } })],
  ['an apply to another name', 400, 'decoding', apply('one', { name: 'two' })],
  ['an apply of another object, which is not there', 409, 'storage', apply('none', { name: 'none', uid })],
  ['an apply of an old version', 409, 'storage', apply('one', { resourceVersion: '1' })],
  ['a scale below nothing', 422, 'validation', ['PUT', `${deployments}/web/scale`, scale({ replicas: -1 })]],
  ['a scale of another object', 409, 'storage', ['PUT', `${deployments}/web/scale`, scale({}, { uid })]],
  ['a GET of a version to come', 504, 'storage', ['GET', `${one}?resourceVersion=99999999`]],
  ['a list of a version to come', 504, 'storage', ['GET', `${cms}?resourceVersion=99999999`]],
  ['a list with a token that is none', 400, 'decoding', ['GET', `${cms}?continue=x`]],
  ['a name that is taken', 409, 'storage', ['POST', cms, configMap('one')]],
  ['a version of what is made', 500, 'storage', ['POST', cms, configMap('two', {}, { resourceVersion: '5' })]],
];

describe('the stage that a request came to', () => {
  let cluster: TestCluster;
  let api: Api;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
    await makeNamespace(api, 'stages');
    await api.post(cms, configMap('one'));
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    const spec = { replicas: 0, selector: { matchLabels: { a: 'b' } }, template };
    await api.post(deployments, { metadata: { name: 'web' }, spec });
  });
  after(async () => {
    api.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });

  const explained = async ({ headers }: Answer): Promise<Explanation['findings']> =>
    ((await api.get(explanationPath(String(headers['audit-id'])))).body as unknown as Explanation).findings;

  for (const [what, code, stage, [method, path, body, type]] of refused) {
    it(`that refuses ${what} is ${stage}`, async () => {
      const answer = await api.call(method, path, body, type ? { headers: { 'content-type': type } } : {});
      assert.equal(answer.code, code, answer.text);
      const stages = (await explained(answer)).filter(({ outcome }) => outcome === 'refused');
      assert.deepEqual(
        stages.map((finding) => finding.stage),
        [stage],
      );
    });
  }

  it('says of a refusal by admission whether the object had been validated before', async () => {
    const strict = await makeNamespace(api, 'strict');
    await api.patch(strict, { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } });
    const pod = { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    const admissionOf = async (path: string): Promise<[string, string][]> => {
      const answer = await api.post(path, pod);
      const findings = (await explained(answer)).filter(({ stage }) => stage === 'admission');
      const { message } = answer;
      return findings.map(({ outcome, detail }) => [outcome, message ? detail.replace(message, '<message>') : detail]);
    };
    const passed = ['passed', 'No admission plug-in objected.'];
    assert.deepEqual(await admissionOf(`${ns}/pods`), [passed]);
    assert.deepEqual(await admissionOf('/api/v1/namespaces/nowhere/pods'), [['refused', '<message>']]);
    const late = ['refused', '<message> (a validating plug-in, which is asked after validation)'];
    assert.deepEqual(await admissionOf(`${strict}/pods`), [passed, late]);
  });

  const done: [what: string, asked: string, sent: Sent][] = [
    ['a GET', 'admission validation', ['GET', one]],
    ['a list', 'admission validation', ['GET', cms]],
    ['a watch', 'admission validation', ['GET', `${cms}?watch=true&resourceVersion=1`]],
    ['a POST', '', ['POST', `${cms}?dryRun=All`, configMap('two')]],
    ['a PUT', '', ['PUT', one, configMap('one')]],
    ['a patch', '', merge(one, {})],
    ['a DELETE', 'validation', ['DELETE', `${one}?dryRun=All`]],
  ];
  for (const [what, asked, [method, path, body, type]] of done) {
    it(`of ${what} is the store${asked && `, past ${asked}`}`, async () => {
      const answer = await api.call(method, path, body, type ? { headers: { 'content-type': type } } : {});
      const findings = await explained(answer);
      const not = findings.filter(({ outcome }) => outcome !== 'passed').map(({ stage }) => stage);
      assert.deepEqual([answer.code < 400, not.join(' ')], [true, asked], answer.text);
    });
  }
});
