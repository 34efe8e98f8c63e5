import assert from 'node:assert/strict';
import { KubelabError } from '../../src/errors.js';
import { connect } from '../../src/print/connect.js';
import type { Client } from '../../src/request/api.js';
import { makeCa, serverCertificate } from '../helpers/pki.js';
import { type Answer, startServer, status, type TestServer } from '../helpers/tls-server.js';

const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w', namespace: 'lab' } };
const gears = { resource: 'gears', singularResource: 'gear', scope: 'Namespaced', verbs: ['list'] };
const widgets = { ...gears, resource: 'widgets', singularResource: 'widget', shortNames: ['wi'] };
const group = (name: string, resource: object): object => ({
  metadata: { name },
  versions: [{ version: 'v1', resources: [resource] }],
});
const aggregated = {
  kind: 'APIGroupDiscoveryList',
  items: [
    group('works.example.com', { ...gears, responseKind: { kind: 'Gear' } }),
    group('example.com', { ...widgets, responseKind: { kind: 'Widget' } }),
  ],
};
const older: Record<string, object> = {
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/api/v1': { kind: 'APIResourceList', groupVersion: 'v1', resources: [] },
  '/apis': {
    kind: 'APIGroupList',
    groups: [
      {
        name: 'example.com',
        versions: [{ groupVersion: 'example.com/v1beta1' }, { groupVersion: 'example.com/v1' }],
        preferredVersion: { groupVersion: 'example.com/v1' },
      },
    ],
  },
  '/apis/example.com/v1': {
    groupVersion: 'example.com/v1',
    resources: [
      {
        name: 'widgets',
        singularName: 'widget',
        namespaced: true,
        kind: 'Widget',
        verbs: ['list'],
        shortNames: ['wi'],
      },
      { name: 'widgets/status', singularName: '', namespaced: true, kind: 'Widget', verbs: ['get'] },
      {
        name: 'scales',
        singularName: '',
        namespaced: false,
        group: 'other.example.com',
        version: 'v2',
        kind: 'Scale',
        verbs: ['list'],
      },
    ],
  },
  '/apis/example.com/v1beta1': { groupVersion: 'example.com/v1beta1', resources: [] },
};

describe('request/resources', () => {
  let server: TestServer;
  let client: Client;
  let answer: Answer;
  before(async () => {
    const ca = await makeCa();
    server = await startServer(await serverCertificate(ca), (...all) => answer(...all));
    client = await connect({ server: server.url, ca: ca.cert });
  });
  beforeEach(() => {
    server.requests.length = 0;
    answer = ({ url, method }) => {
      if (method === 'GET' && url === '/api') return { body: { kind: 'APIGroupDiscoveryList', items: [] } };
      return url === '/apis' ? { body: aggregated } : { body: { kind: 'Answer', metadata: {}, items: [] } };
    };
  });
  after(async () => {
    await client.close();
    await server.close();
  });
  const asked = (): string[] => server.requests.map(({ method, url }) => `${method} ${url}`);

  it('J12: list, create, apply and watch take what the server serves, which is asked once for a client', async () => {
    await client.list('gears', { namespace: 'lab' });
    assert.deepEqual(asked().sort(), ['GET /api', 'GET /apis', 'GET /apis/works.example.com/v1/namespaces/lab/gears']);
    assert.match(server.requests[0]?.headers.accept ?? '', /as=APIGroupDiscoveryList/);
    server.requests.length = 0;
    await client.list('wi');
    await client.list('gears.works.example.com');
    await client.list('widgets.v1.example.com');
    await client.create({ apiVersion: 'works.example.com/v1', kind: 'Gear', metadata: { name: 'g' } });
    await client.apply(widget);
    for await (const _ of client.watch('Gear', { namespace: 'lab', resourceVersion: '5' })) break;
    await client.can('list', 'wi');
    await client.until('widgets', () => true, { name: 'w' });
    assert.deepEqual(asked(), [
      'GET /apis/example.com/v1/widgets',
      'GET /apis/works.example.com/v1/gears',
      'GET /apis/example.com/v1/widgets',
      'POST /apis/works.example.com/v1/namespaces/default/gears?fieldManager=kubelab',
      'PATCH /apis/example.com/v1/namespaces/lab/widgets/w?fieldManager=kubelab',
      'GET /apis/works.example.com/v1/namespaces/lab/gears?resourceVersion=5&watch=true&timeoutSeconds=60',
      'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      'GET /apis/example.com/v1/namespaces/default/widgets?fieldSelector=metadata.name%3Dw',
    ]);
    assert.equal(JSON.parse(server.requests.at(-2)?.body ?? '').spec.resourceAttributes.group, 'example.com');
    await client.can('list', 'gears.v1.works.example.com');
    assert.deepEqual(JSON.parse(server.requests.at(-1)?.body ?? '').spec.resourceAttributes, {
      verb: 'list',
      group: 'works.example.com',
      resource: 'gears',
    });
    await client.patch('/apis/batch/v1/namespaces/lab/jobs/j', {});
    assert.equal(server.requests.at(-1)?.headers['content-type'], 'application/strategic-merge-patch+json');
  });

  it('J12: asks version by version where discovery is not aggregated', async () => {
    answer = ({ url }) => ({ body: older[url] ?? { kind: 'WidgetList', items: [] } });
    const fresh = client.with({});
    await fresh.list('widget', { namespace: 'lab' });
    assert.equal(asked().at(-1), 'GET /apis/example.com/v1/namespaces/lab/widgets');
    // a row may name a group and a version of its own, and its kind stands for a singular that is missing
    await fresh.list('scales');
    assert.equal(asked().at(-1), 'GET /apis/other.example.com/v2/scales');
    await fresh.list('scale');
    assert.equal(asked().at(-1), 'GET /apis/other.example.com/v2/scales');
    await assert.rejects(fresh.list('widgets/status'), { code: 'ARGUMENT_INVALID' });
    await fresh.list('widget', { namespace: 'lab' });
    assert.equal(asked().at(-1), 'GET /apis/example.com/v1/namespaces/lab/widgets');
    await fresh.close();
  });

  it('J12: says what comes near, and that a version or the answer of discovery is lacking', async () => {
    const refused = (send: Promise<unknown>, message: RegExp, hint: RegExp): Promise<void> =>
      assert.rejects(send, { code: 'ARGUMENT_INVALID', message, hint });
    await refused(client.list('widgest'), /"widgest": the server does not serve it/, /Did you mean widgets\?/);
    await refused(client.list('podz'), /"podz"/, /Did you mean pods\?/);
    await refused(
      client.create({ ...widget, apiVersion: 'example.com/v2' }),
      /example\.com\/v2/,
      /served as example\.com\/v1/,
    );
    await refused(client.apply({ ...widget, kind: 'Wigdet' }), /kind Wigdet/, /Did you mean Widget\?/);
    answer = () => status(403, 'Forbidden', 'no');
    const fresh = client.with({});
    await refused(fresh.list('gadgets'), /did not say what it serves \(403\)/, /path/);
    await refused(fresh.create({ ...widget, kind: 'Gadget' }), /did not say/, /client\.post/);
    await assert.rejects(client.with({ server: 'https://127.0.0.1:1' }).list('gadgets'), { code: 'REQUEST_FAILED' });
    const loop = async (): Promise<void> => {
      for await (const _ of fresh.watch('gadgets')) break;
    };
    await refused(loop(), /gadgets/, /path/);
    await fresh.close();
  });

  it('knows a resource by each of its names, in any case, with its group and its version', async () => {
    const names = ['gears', 'gear', 'Gear', 'GEARS', 'gear.works.example.com', 'gears.v1.works.example.com'];
    for (const name of names) {
      await client.list(name);
      assert.equal(asked().at(-1), 'GET /apis/works.example.com/v1/gears', name);
    }
    for (const name of ['wi.example.com', 'gears.v2.works.example.com', 'gears.example.com'])
      await assert.rejects(client.list(name), { code: 'ARGUMENT_INVALID', message: /does not serve it/ }, name);
  });

  it('asks again for what was missing, and after a refusal, and keeps what was found', async () => {
    const usual = answer;
    const fresh = client.with({});
    const discoveries = (): number => asked().filter((line) => line === 'GET /apis').length;
    await assert.rejects(fresh.list('plants'), { code: 'ARGUMENT_INVALID' });
    await fresh.list('gears');
    assert.equal(discoveries(), 1);
    const plants = { ...gears, resource: 'plants', singularResource: 'plant', responseKind: { kind: 'Plant' } };
    const more = { ...aggregated, items: [...aggregated.items, group('example.org', plants)] };
    answer = (request, ...rest) => (request.url === '/apis' ? { body: more } : usual(request, ...rest));
    await fresh.list('plants');
    assert.equal(asked().at(-1), 'GET /apis/example.org/v1/plants');
    await fresh.create({ apiVersion: 'example.org/v1', kind: 'Plant', metadata: { name: 'p' } });
    assert.equal(discoveries(), 2);
    await fresh.close();
    // half of an answer is used, and not kept
    const other = client.with({});
    answer = (request, ...rest) => (request.url === '/api' ? status(403, 'Forbidden', 'no') : usual(request, ...rest));
    await other.list('gears');
    await other.list('gears');
    assert.equal(discoveries(), 4);
    await other.close();
  });

  it('gives the advice that fits: a name that comes near, the right version, or the path', async () => {
    const serves = "What it serves: (await client.get('/apis')).body, or `kubectl api-resources`.";
    const object = (apiVersion: string, kind: string): object => ({ apiVersion, kind, metadata: { name: 'a' } });
    const rows: [() => Promise<unknown>, string][] = [
      [() => client.list('widgest'), `Did you mean widgets? ${serves}`],
      [() => client.list('WIDGEST'), `Did you mean widgets? ${serves}`],
      [() => client.list('zzzzzz'), serves],
      [() => client.list('po.example.com'), serves],
      [
        () => client.create(object('example.com/v1', 'Gear')),
        'Gear is served as works.example.com/v1: write that as the apiVersion.',
      ],
      [() => client.create(object('example.com/v1', 'Widgte')), 'Did you mean Widget?'],
      [() => client.create(object('example.com/v1', 'Zzzzzz')), 'Or say the path yourself: client.post(PATH, object).'],
    ];
    for (const [send, hint] of rows) await assert.rejects(send, { code: 'ARGUMENT_INVALID', hint });
    const near = async (name: string): Promise<string[]> => {
      const error: unknown = await client.list(name).catch((thrown: unknown) => thrown);
      const hint = error instanceof KubelabError ? error.hint : '';
      return /Did you mean (.*)\?/.exec(hint)?.[1]?.split(' or ') ?? [];
    };
    assert.deepEqual(await near('rolse'), ['roles']);
    // of short names any two come near
    assert.deepEqual(await near('pi'), []);
    // three at most, the nearest first
    const names = ['quuxaabb', 'quuxaaaa', 'quuxaaab', 'quuxaaad', 'quuxbbbb'];
    const quux = {
      metadata: { name: 'example.com' },
      versions: [{ version: 'v1', resources: names.map((resource) => ({ resource })) }],
    };
    answer = () => ({ body: { ...aggregated, items: [quux] } });
    assert.deepEqual(await near('quuxaaac'), ['quuxaaaa', 'quuxaaab', 'quuxaaad']);
    assert.deepEqual(await near('quuxaabc'), ['quuxaabb', 'quuxaaaa', 'quuxaaab']);
    answer = () => status(403, 'Forbidden', 'no');
    const fresh = client.with({});
    const path = "Or give the path: '/apis/GROUP/VERSION/…'.";
    await assert.rejects(fresh.list('podz'), { hint: `Did you mean pods? ${path}` });
    await assert.rejects(fresh.list('zzzzzz'), { hint: path });
    await assert.rejects(fresh.create(object('example.com/v1', 'Gear')), {
      message:
        "The kind Gear of example.com/v1 is not in this module's table, and the server did not say what it serves (403).",
      hint: 'Say the path yourself: client.post(PATH, object).',
    });
    await fresh.close();
    const nowhere = client.with({ server: 'https://127.0.0.1:1' });
    await assert.rejects(nowhere.create(object('example.com/v1', 'Gear')), { code: 'REQUEST_FAILED' });
  });

  it('what every server has is not asked for', async () => {
    await client.list('cronjobs');
    await client.can('list', 'statefulsets.apps');
    assert.deepEqual(asked(), [
      'GET /apis/batch/v1/cronjobs',
      'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    ]);
  });
});
