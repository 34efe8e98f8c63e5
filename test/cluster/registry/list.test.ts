import assert from 'node:assert/strict';
import { decodeContinue, encodeContinue } from '../../../src/cluster/registry/continue-token.js';
import { isApiError } from '../../../src/kube/status.js';
import { type Answer, type Api, adminOf, configMap, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';

const cms = '/api/v1/namespaces/lists/configmaps';
const query = (values: Record<string, string>): string => `${cms}?${new URLSearchParams(values)}`;
const names = ({ body }: Answer): unknown[] =>
  body.items.map((item) => item.metadata.name).filter((name) => name !== 'kube-root-ca.crt');
const listMeta = ({ body }: Answer): { resourceVersion?: string; continue?: string; remainingItemCount?: number } =>
  body.metadata as object;

describe('lists', () => {
  let cluster: TestCluster;
  let api: Api;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
    await makeNamespace(api, 'lists');
    const labels: Record<string, Record<string, string>> = {
      a: { app: 'x', tier: 'front' },
      b: { app: 'x', tier: 'back' },
      c: { app: 'y' },
      d: { other: '5' },
    };
    for (const name of ['c', 'a', 'd', 'b']) await api.post(cms, configMap(name, {}, { labels: labels[name] }));
  });
  after(async () => {
    api.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });

  const selectors: [selector: string, found: string[]][] = [
    ['', ['a', 'b', 'c', 'd']],
    ['app=x', ['a', 'b']],
    ['app==x,tier=front', ['a']],
    ['app!=x', ['c', 'd']],
    ['app in (x, y)', ['a', 'b', 'c']],
    ['app notin (x)', ['c', 'd']],
    ['app', ['a', 'b', 'c']],
    ['!app', ['d']],
    ['other>4', ['d']],
    ['other<5', []],
  ];
  for (const [labelSelector, found] of selectors) {
    it(`by the label selector "${labelSelector}": ${found.join(' ') || 'nothing'}`, async () => {
      assert.deepEqual(names(await api.get(query({ labelSelector }))), found);
    });
  }

  it('by fields: those of every kind, those of one kind, and none other', async () => {
    assert.deepEqual(names(await api.get(query({ fieldSelector: 'metadata.name=b' }))), ['b']);
    assert.deepEqual(names(await api.get(query({ fieldSelector: 'metadata.name!=b,metadata.namespace=lists' }))), [
      'a',
      'c',
      'd',
    ]);
    const system = await api.get('/api/v1/pods?fieldSelector=spec.nodeName%21%3D%2Cstatus.phase%3DRunning');
    assert.ok(system.body.items.length > 0, 'the control plane runs');
    const unknown = await api.get(query({ fieldSelector: 'data.a=1' }));
    assert.deepEqual(
      [unknown.code, unknown.message],
      [400, '"data.a" is not a known field selector: only "metadata.name", "metadata.namespace"'],
    );
    const ofPods = await api.get('/api/v1/pods?fieldSelector=spec.image%3Dx');
    assert.deepEqual([ofPods.code, ofPods.message], [400, 'field label not supported: spec.image']);
    const bad = await api.get(query({ labelSelector: 'a b c' }));
    assert.equal(bad.message, "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt");
  });

  it('in pages hold every object once, and say how many are left', async () => {
    const first = await api.get(query({ limit: '2' }));
    const { continue: token, remainingItemCount, resourceVersion } = listMeta(first);
    assert.deepEqual([names(first), remainingItemCount], [['a', 'b'], 3]);
    const second = await api.get(query({ limit: '2', continue: token ?? '' }));
    assert.deepEqual([names(second), listMeta(second).remainingItemCount], [['c', 'd'], 1]);
    const third = await api.get(query({ limit: '2', continue: listMeta(second).continue ?? '' }));
    assert.deepEqual(
      third.body.items.map((item) => item.metadata.name),
      ['kube-root-ca.crt'],
    );
    assert.deepEqual(listMeta(third), { resourceVersion });
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const table = await api.get(query({ limit: '2' }), { headers: { accept } });
    assert.deepEqual(listMeta(table), listMeta(first));
    const exact = await api.get(query({ limit: '5' }));
    assert.deepEqual([exact.body.items.length, listMeta(exact)], [5, { resourceVersion }]);
    // nobody counts behind a selector
    const selected = listMeta(await api.get(query({ limit: '1', labelSelector: 'app' })));
    assert.ok(selected.continue);
    assert.equal(selected.remainingItemCount, undefined);
    const byField = listMeta(await api.get(query({ limit: '1', fieldSelector: 'metadata.namespace=lists' })));
    assert.ok(byField.continue);
    assert.equal(byField.remainingItemCount, undefined);
    const anyVersion = await api.get(query({ limit: '2', resourceVersion: '0', continue: token ?? '' }));
    assert.deepEqual(names(anyVersion), ['c', 'd']);
  });

  it('in pages and of an exact version show that version, whatever is written meanwhile', async () => {
    const first = await api.get(query({ limit: '1' }));
    const { continue: token = '', resourceVersion = '' } = listMeta(first);
    await api.post(cms, configMap('bb'));
    await api.patch(`${cms}/c`, { metadata: { labels: { app: 'z' } } });
    await api.delete(`${cms}/d`);
    const rest = await api.get(query({ continue: token }));
    assert.deepEqual(names(rest), ['b', 'c', 'd']);
    assert.equal(rest.body.items[1]?.metadata.labels?.app, 'y');
    assert.equal(listMeta(rest).resourceVersion, resourceVersion);

    const exact = await api.get(query({ resourceVersion, resourceVersionMatch: 'Exact' }));
    assert.deepEqual([names(exact), listMeta(exact).resourceVersion], [['a', 'b', 'c', 'd'], resourceVersion]);
    const newer = await api.get(query({ resourceVersion, resourceVersionMatch: 'NotOlderThan' }));
    assert.deepEqual(names(newer), ['a', 'b', 'bb', 'c']);
    // a page of a version is of that one, and a whole list is not
    const paged = await api.get(query({ resourceVersion, limit: '9' }));
    assert.deepEqual([names(paged), listMeta(paged).resourceVersion], [['a', 'b', 'c', 'd'], resourceVersion]);
    const whole: Record<string, string>[] = [{}, { limit: '9', resourceVersionMatch: 'NotOlderThan' }];
    for (const more of whole) {
      assert.deepEqual(names(await api.get(query({ resourceVersion, ...more }))), ['a', 'b', 'bb', 'c']);
    }
    await api.delete(`${cms}/bb`);
    await api.post(cms, configMap('d', {}, { labels: { other: '5' } }));
  });

  it('of the newest version are there, and of the next one not yet; so is one object', async () => {
    const { resourceVersion: newest = '' } = listMeta(await api.get(cms));
    for (const path of [cms, `${cms}/a`]) {
      assert.equal((await api.get(`${path}?resourceVersion=${newest}`)).code, 200);
      const { message } = await api.get(`${path}?resourceVersion=${Number(newest) + 1}`);
      assert.equal(message, `Timeout: Too large resource version: ${Number(newest) + 1}, current: ${newest}`);
    }
  });

  it('of any version come whole, whatever the limit', async () => {
    const any = await api.get(query({ limit: '1', resourceVersion: '0' }));
    assert.deepEqual([names(any), listMeta(any).continue], [['a', 'b', 'c', 'd'], undefined]);
  });

  it('refuse options that do not go together', async () => {
    const token = listMeta(await api.get(query({ limit: '1' }))).continue ?? '';
    const cases: [Record<string, string>, number, string][] = [
      [
        { continue: token, resourceVersion: '5' },
        400,
        'specifying resource version is not allowed when using continue',
      ],
      [
        { continue: 'bogus' },
        400,
        'invalid continue token: continue key is not valid: illegal base64 data at input byte 4',
      ],
      [
        { resourceVersionMatch: 'Exact' },
        422,
        'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
      ],
      [
        { resourceVersionMatch: 'NotOlderThan', resourceVersion: '5', continue: token },
        422,
        'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided',
      ],
      [
        { watch: 'true', sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', continue: token },
        422,
        'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided',
      ],
      [{ limit: 'abc' }, 400, 'strconv.ParseInt: parsing "abc": invalid syntax'],
      [{ limit: '' }, 400, 'strconv.ParseInt: parsing "": invalid syntax'],
      [
        { timeoutSeconds: '99999999999999999999' },
        400,
        'strconv.ParseInt: parsing "99999999999999999999": value out of range',
      ],
      [
        { resourceVersion: 'abc' },
        400,
        'invalid resource version: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
      ],
      [
        { watch: 'true', resourceVersionMatch: 'Exact' },
        422,
        'ListOptions.meta.k8s.io "" is invalid: [resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided, resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]',
      ],
      [
        { watch: 'true', sendInitialEvents: 'false' },
        422,
        'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
      ],
      [
        { sendInitialEvents: 'true' },
        422,
        'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list',
      ],
    ];
    for (const [options, code, message] of cases) {
      const answer = await api.get(query(options));
      assert.deepEqual([answer.code, answer.message], [code, message]);
    }
  });

  it('over all namespaces hold those of one', async () => {
    const all = await api.get('/api/v1/configmaps?labelSelector=app');
    assert.deepEqual(
      all.body.items.map((i) => `${i.metadata.namespace}/${i.metadata.name}`),
      ['lists/a', 'lists/b', 'lists/c'],
    );
  });
});

describe('a continue token', () => {
  it('comes back as it was given', () => {
    const position = { revision: 12, start: 'lists/ключ' };
    assert.deepEqual(decodeContinue(encodeContinue(position)), position);
  });
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const faults: [string, RegExp][] = [
    ['no token!', /illegal base64 data at input byte 2$/],
    ['!', /illegal base64 data at input byte 0$/],
    [Buffer.from('\u0001').toString('base64url'), /invalid character '\\x01' looking for beginning of value$/],
    [Buffer.from('\\').toString('base64url'), /invalid character '\\\\' looking for beginning of value$/],
    [Buffer.from('[').toString('base64url'), /unexpected end of JSON input$/],
    [Buffer.from(' \n').toString('base64url'), /unexpected end of JSON input$/],
    [Buffer.from("'a'").toString('base64url'), /invalid character '\\'' looking for beginning of value$/],
    [Buffer.from('"').toString('base64url'), /unexpected end of JSON input$/],
    [encode({ v: 'other', rv: 1, start: 'a' }), /does not recognize this encoded version other$/],
    [encode({ v: 'meta.k8s.io/v1', rv: 0, start: 'a' }), /incorrect encoded start resourceVersion/],
    [encode({ v: 'meta.k8s.io/v1', rv: 1.5, start: 'a' }), /incorrect encoded start resourceVersion/],
    [encode({ v: 'meta.k8s.io/v1', rv: 1, start: '' }), /encoded start key empty/],
    [encode({ v: 'meta.k8s.io/v1', rv: 1, start: '../b' }), /continue key is not valid: \.\.\/b$/],
    ['abcd', /invalid character 'i' looking for beginning of value$/],
    [encode(null), /does not recognize this encoded version $/],
  ];
  for (const [token, message] of faults) {
    it(`is refused: ${token.slice(0, 12)}… ${message.source}`, () => {
      assert.throws(
        () => decodeContinue(token),
        (error) => isApiError(error, 'BadRequest') && message.test(error.message),
      );
    });
  }
});
