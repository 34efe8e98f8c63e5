/** Waiting at a server whose answers the test gives; `until-cluster.test.ts` waits at a practice cluster. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import type { Client, JsonBody, UntilOptions, WaitTimeout } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import { makeCa, serverCertificate } from '../helpers/pki.js';
import { startServer, status, type TestServer } from '../helpers/tls-server.js';
import { until } from '../helpers/until.js';

type Refusal = ReturnType<typeof status>;

const timedOut = async (wait: Promise<unknown>): Promise<WaitTimeout> => {
  const error = await wait.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.equal((error as WaitTimeout | undefined)?.code, 'WAIT_TIMEOUT', String(error));
  return error as WaitTimeout;
};

const item = (name: string, spec: object, status: object, namespace = 'lab'): object => ({
  metadata: { name, namespace, uid: `u-${name}`, resourceVersion: '7' },
  spec,
  status,
});

describe('request/until', () => {
  let server: TestServer;
  let through: Client;
  /** What lists hold. */
  let items: object[];
  /** Answers to the first lists, before those with the items; undefined is none, `cut off` the end of the connection. */
  let first: (Refusal | undefined | 'cut off')[];
  /** For each watch in turn: its lines, after which it stays open, or its refusal. Without one it stays silent. */
  let watches: (Refusal | object[])[];
  /** The watches that came. */
  let open: ServerResponse[];
  let events: Refusal | { body: object };

  before(async () => {
    const ca = await makeCa();
    server = await startServer(await serverCertificate(ca), ({ url }, response) => {
      if (url.includes('/events')) return events;
      if (url.includes('watch=true')) {
        open.push(response);
        const lines = watches.shift() ?? [];
        if (!Array.isArray(lines)) return lines;
        response.writeHead(200).flushHeaders();
        for (const line of lines) response.write(`${JSON.stringify(line)}\n`);
        return undefined;
      }
      if (first.length > 0) {
        const answer = first.shift();
        if (answer !== 'cut off') return answer;
        response.destroy();
        return undefined;
      }
      const kind = url.includes('/nodes') ? 'NodeList' : 'DeploymentList';
      return { body: { kind, apiVersion: 'apps/v1', metadata: { resourceVersion: '8' }, items } };
    });
    through = await connect({ server: server.url, ca: ca.cert });
  });
  beforeEach(() => {
    [items, first, watches, open] = [[], [], [], []];
    events = status(403, 'Forbidden', 'no events for you');
    server.requests.length = 0;
  });
  after(async () => {
    await through.close();
    await server.close();
  });

  /** Waits for what never is: the error's words. */
  const missed = async (options: UntilOptions): Promise<unknown[]> => {
    const never = through.until('deployments', () => false, { namespace: 'lab', seconds: 1, ...options });
    const { message, reason, hint } = await timedOut(never);
    return [message, reason, hint];
  };
  const waited = (what: string): string =>
    `Waited 1 s for deployments${what} in the namespace lab, and the condition did not hold. Last seen: `;
  const look = 'Look at the object and at the condition; { seconds: 60 } waits longer.';
  const mend = 'Mend that, then run this again; { seconds: 60 } waits longer.';
  const why = '0 of 2 pods are ready';
  /** The last question for events: its path, and the field selector. */
  const askedForEvents = (): [string, string | null] | undefined => {
    // a watch that was begun at the last moment may come in behind it
    const found = server.requests.findLast(({ url }) => url.includes('/events?'));
    if (!found) return undefined;
    const { pathname, searchParams } = new URL(found.url, server.url);
    return [pathname, searchParams.get('fieldSelector')];
  };
  const asked = (): URL[] => server.requests.map(({ url }) => new URL(url, server.url));

  it('follows the changes from the version of the list, and lists no second time', async () => {
    items = [item('a', {}, {}), item('a', {}, {}, 'other')];
    const change = (type: string, name: string, status: object, namespace = 'lab'): object => ({
      type,
      object: item(name, {}, status, namespace),
    });
    watches = [
      [
        change('ADDED', 'b', {}),
        { type: 'BOOKMARK', object: { kind: 'Deployment', metadata: { resourceVersion: '9' } } },
        change('MODIFIED', 'a', { phase: 'New' }, 'other'),
        change('DELETED', 'a', {}),
      ],
    ];
    const seen: unknown[] = [];
    const found = await through.until('deployments', (list: JsonBody[]) => {
      seen.push(
        list.map(({ metadata, status }) => `${metadata.namespace}/${metadata.name} ${status.phase ?? ''}`.trim()),
      );
      return seen.length > 2 && list.length < 3;
    });
    assert.deepEqual(seen, [
      ['lab/a', 'other/a'],
      ['lab/a', 'other/a', 'lab/b'],
      ['lab/a', 'other/a New', 'lab/b'],
      ['other/a New', 'lab/b'],
    ]);
    assert.equal(found.length, 2);
    assert.deepEqual(
      asked().map(({ pathname, searchParams }) => [pathname, searchParams.get('resourceVersion')]),
      [
        ['/apis/apps/v1/deployments', null],
        ['/apis/apps/v1/deployments', '8'],
      ],
    );
    await until('the watch is ended', () => open[0]?.destroyed);
  });

  it('waits for one object by its name, in the namespace default where none is said', async () => {
    watches = [
      [
        { type: 'ADDED', object: item('b', {}, { phase: 'New' }) },
        { type: 'DELETED', object: item('b', {}, {}) },
        { type: 'ADDED', object: item('b', {}, { phase: 'Newer' }) },
      ],
    ];
    const seen: unknown[] = [];
    const found = await through.until(
      'deployments',
      (one: JsonBody) => {
        seen.push(one?.status.phase);
        // a condition that says undefined, as `pod?.status` does, says no
        return (one?.status.phase === 'Newer' || undefined) as boolean;
      },
      { name: 'b', labelSelector: 'app=b' },
    );
    assert.deepEqual([seen, found?.metadata.uid], [[undefined, 'New', undefined, 'Newer'], 'u-b']);
    const query = ({ searchParams }: URL): unknown[] =>
      ['fieldSelector', 'labelSelector'].map((name) => searchParams.get(name));
    for (const url of asked()) {
      assert.equal(url.pathname, '/apis/apps/v1/namespaces/default/deployments');
      assert.deepEqual(query(url), ['metadata.name=b', 'app=b']);
    }
    server.requests.length = 0;
    items = [item('one', {}, {})];
    for (const [resource, options] of [
      ['nodes', { name: 'one' }],
      ['deployments', { name: 'one', namespace: 'lab' }],
      ['/apis/apps/v1/deployments', { name: 'one' }],
    ] as const) {
      await through.until(resource, (one: JsonBody) => one !== undefined, options);
    }
    assert.deepEqual(
      asked().map(({ pathname }) => pathname),
      ['/api/v1/nodes', '/apis/apps/v1/namespaces/lab/deployments', '/apis/apps/v1/deployments'],
    );
  });

  it('lists again after an ERROR, and after a watch that is refused for a while, as too old or that is cut off', async () => {
    const gone = { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } };
    const cases: (() => void)[] = [
      () => (watches = [[gone]]),
      () => (watches = [status(410, 'Expired', 'too old')]),
      () => (watches = [status(429, 'TooManyRequests', 'busy')]),
      () => (watches = [status(500, 'InternalError', 'broken')]),
      () => void until('the watch', () => open[0]).then((response) => response.end()),
      () => void until('the watch', () => open[0]).then((response) => response.destroy()),
    ];
    for (const [i, prepare] of cases.entries()) {
      [items, open] = [[item('a', {}, {})], []];
      prepare();
      let calls = 0;
      const found = await through.until('deployments', (list: JsonBody[]) => {
        // between the lists one object goes and another comes
        items = [item('b', {}, {}), item('c', {}, {})];
        calls++;
        return list.length === 2;
      });
      assert.deepEqual(
        [calls, found.map(({ metadata }: JsonBody) => metadata.name)],
        [2, ['b', 'c']],
        `case ${i}: ${server.requests.length}`,
      );
    }
  });

  it('tells at once of a list or a watch that is refused, and which verbs it needs', async () => {
    const wait = (): Promise<unknown> => through.until('deployments', () => false, { namespace: 'lab' });
    const verbs = /^until\(\) needs the verbs list and watch on deployments; in between it sends nothing else\.$/;
    for (const [refusal, message, hint] of [
      [status(403, 'Forbidden', 'not you'), /answered with 403: not you$/, verbs],
      [status(404, 'NotFound', 'not here'), /answered with 404: not here$/, /without `must`/],
    ] as const) {
      first = [refusal];
      await assert.rejects(wait(), { code: 'REQUEST_FAILED', message, hint });
      watches = [refusal];
      await assert.rejects(wait(), { code: 'REQUEST_FAILED', message, hint });
    }
    watches = [];
    items = [];
    const wrong = through.until('deployments', () => false, { namespace: 'lab' });
    const broken = assert.rejects(wrong, {
      code: 'REQUEST_FAILED',
      message: 'The watch sent a line that is not JSON.',
    });
    open.length = 0;
    (await until('the watch', () => open[0])).write('{"type"\n');
    await broken;
  });

  it('gives an error of the condition, also of one that a change brings', async () => {
    const fault = new Error('own');
    watches = [[{ type: 'ADDED', object: item('a', {}, {}) }]];
    const throwing = (list: JsonBody[]): boolean => {
      if (list.length > 0) throw fault;
      return false;
    };
    await assert.rejects(through.until('deployments', throwing), fault);
    watches = [[{ type: 'ADDED', object: item('a', {}, {}) }]];
    const late = (list: JsonBody[]): unknown => (list.length > 0 ? Promise.resolve(false) : false);
    await assert.rejects(through.until('deployments', late as () => boolean), {
      code: 'ARGUMENT_INVALID',
      message: 'The condition of until() gives a promise, which is never false.',
    });
    items = [item('a', {}, {})];
    const thenable = (): object => Object.fromEntries([['then', 'a text']]);
    assert.equal((await through.until('deployments', thenable as unknown as () => boolean)).length, 1);
  });

  it('tells what was seen last, and why, when its time is over', async () => {
    assert.deepEqual(await missed({}), [`${waited('')}no object.`, undefined, look]);
    assert.deepEqual(askedForEvents(), ['/api/v1/namespaces/lab/events', 'reason=FailedCreate']);
    items = [item('a', { replicas: 1 }, { readyReplicas: 1 })];
    assert.deepEqual(await missed({}), [`${waited('')}1 object: a (it exists, version 7).`, undefined, look]);
    // where no object gives a reason, the events of the first may
    assert.deepEqual(askedForEvents()?.[1], 'involvedObject.uid=u-a');
    items.push(item('b', { replicas: 2 }, { phase: 'Half' }));
    assert.deepEqual(await missed({}), [
      `${waited('')}2 objects: a (it exists, version 7), b (phase Half, version 7). Why: b: ${why}.`,
      `b: ${why}`,
      mend,
    ]);
    for (const [names, words] of [
      ['abcde', '5 objects: '],
      ['abcdef', '6 objects: '],
    ] as const) {
      items = [...names].map((name) => item(name, {}, {}));
      const five = [...'abcde'].map((name) => `${name} (it exists, version 7)`).join(', ');
      const more = names.length > 5 ? ', …' : '';
      assert.deepEqual(await missed({}), [`${waited('')}${words}${five}${more}.`, undefined, look]);
    }
    items = [item('b', { replicas: 2 }, {})];
    const one = `${waited(' b')}it exists, version 7. Why: ${why}.`;
    assert.deepEqual(await missed({ name: 'b' }), [one, why, mend]);
    const ofB = ['/api/v1/namespaces/lab/events', 'involvedObject.uid=u-b'];
    assert.deepEqual(askedForEvents(), ofB);
    server.requests.length = 0;
    // of a list over all namespaces, the events are those of the namespace of the object that waits
    const all = through.until('deployments', () => false, { seconds: 1 });
    assert.match(
      (await timedOut(all)).message,
      /^Waited 1 s for deployments, and the condition did not hold\..* Why: b: 0 of 2/,
    );
    assert.deepEqual(askedForEvents(), ofB);
    items = [];
    const noSuch = (object: unknown): boolean => object !== undefined;
    const missing = through.until('deployments', noSuch, { namespace: 'lab', name: 'b', seconds: 1 });
    assert.equal((await timedOut(missing)).message, `${waited(' b')}no such object.`);
    assert.deepEqual(askedForEvents()?.[1], 'involvedObject.name=b');
  });

  it('gives the reason that events tell, and asks for none of an object in no namespace', async () => {
    const involvedObject = { kind: 'Deployment', name: 'b' };
    const event = { type: 'Warning', reason: 'Broken', message: 'it broke', involvedObject };
    events = { body: { kind: 'EventList', items: [event] } };
    items = [item('b', {}, {})];
    assert.equal((await missed({}))[1], 'b: last warning: Broken: it broke');
    assert.equal((await missed({ name: 'b' }))[1], 'last warning: Broken: it broke');
    items = [];
    for (const options of [{ name: 'b' }, {}]) {
      assert.equal((await missed(options))[1], 'last warning (Deployment b): Broken: it broke');
    }
    server.requests.length = 0;
    const waits = { type: 'Ready', status: 'False', reason: 'Down', message: 'the kubelet is silent' };
    items = [{ metadata: { name: 'one', uid: 'u-one' }, status: { conditions: [waits] } }];
    const error = await timedOut(through.until('nodes', () => false, { name: 'one', seconds: 1 }));
    const { reason, lastSeen } = error;
    assert.doesNotMatch(inspect(error), /lastSeen|u-one/, 'it may be a Secret');
    assert.deepEqual([lastSeen.kind, lastSeen.metadata.uid], ['Node', 'u-one']);
    assert.match(reason ?? '', /the kubelet is silent/);
    assert.equal(askedForEvents(), undefined);
  });

  it('asks a server again that is busy at first, and tells of one that stays so', async () => {
    items = [item('b', { replicas: 2 }, {})];
    for (const answer of [status(503, 'ServiceUnavailable', 'starting'), status(429, 'TooManyRequests', 'busy')]) {
      first = [answer];
      const found = await through.until('deployments', (list) => list.length === 1, { namespace: 'lab' });
      assert.deepEqual(
        found.map(({ apiVersion, kind }) => [apiVersion, kind]),
        [['apps/v1', 'Deployment']],
      );
    }
    first = Array(9).fill(status(503, 'ServiceUnavailable', 'starting'));
    const [message, reason, hint] = await missed({});
    const busy = 'GET /apis/apps/v1/namespaces/lab/deployments was answered with 503: starting';
    const unlisted = 'Waited 1 s for deployments in the namespace lab, and the server did not list them in that time.';
    const lookAtCluster = 'Look whether the cluster still runs: `npx kubelab cluster status`.';
    assert.deepEqual([message, reason, hint], [`${unlisted} Why: ${busy}.`, busy, lookAtCluster]);
    assert.equal(askedForEvents(), undefined, 'it is not asked for events then');
    // one that was busy and answers again has not stopped
    first = [status(503, 'ServiceUnavailable', 'starting')];
    assert.equal((await missed({ seconds: 2 }))[1], `b: ${why}`);
    // a server that does not answer in time was not refused anything
    first = [undefined];
    assert.deepEqual(await missed({}), [unlisted, undefined, lookAtCluster]);
    first = [undefined];
    const [one] = await missed({ name: 'b' });
    assert.match(String(one), /for deployments b in .*, and the server did not list it in that time/);
    assert.equal(askedForEvents()?.[1], 'involvedObject.uid=u-b', 'it was asked for events by the wait before alone');
  });

  it('goes on when a server that had answered cuts off a list, and not when it had answered nothing', async () => {
    watches = [status(503, 'ServiceUnavailable', 'starting')];
    let calls = 0;
    const found = await through.until('deployments', () => {
      first = calls === 0 ? ['cut off', 'cut off'] : [];
      return ++calls > 1;
    });
    assert.deepEqual([found, calls], [[], 2]);
    assert.equal(server.requests.length, 5, 'a list, a watch, and lists until one is answered');
    first = ['cut off', 'cut off'];
    await assert.rejects(
      through.until('deployments', () => true),
      { code: 'REQUEST_FAILED', message: /was not answered: / },
    );
  });

  it('leaves no timer behind that would hold up the end of a program', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    for (let i = 0; i < 10; i++) await through.until('deployments', () => true, { seconds: 3600 });
    assert.ok(timers() < before + 10, `${before} and ${timers()}`);
  });

  it('goes on when a server that had answered refuses connections, and not when none was there', async () => {
    const ca = await makeCa();
    const certificate = await serverCertificate(ca);
    const answer = { body: { kind: 'DeploymentList', apiVersion: 'apps/v1', metadata: {}, items: [] } };
    const brief = await startServer(certificate, () => answer);
    const client = await connect({ server: brief.url, ca: ca.cert });
    try {
      const waiting = client.until(
        'deployments',
        () => {
          void brief.close();
          return false;
        },
        { namespace: 'lab', seconds: 2 },
      );
      assert.match((await timedOut(waiting)).reason ?? '', /^the server stopped answering: GET .* was not answered: /);
      await assert.rejects(
        client.until('deployments', () => true, { namespace: 'lab' }),
        { code: 'REQUEST_FAILED', message: /was not answered: / },
      );
    } finally {
      await client.close();
    }
  });

  it('refuses a time and a name that are none', async () => {
    const wrong = (options: object): Promise<unknown> => through.until('deployments', () => true, options);
    for (const seconds of [-1, 0, Number.NaN, 86_400, '5'])
      await assert.rejects(wrong({ seconds }), { message: 'until() needs seconds as a number above 0.' });
    for (const name of ['', 5, null])
      await assert.rejects(wrong({ name }), { message: 'until() needs the name as a text.' });
    await assert.rejects(wrong({ name: undefined }), {
      message: 'until() needs a name where it says { name }: this one is undefined.',
    });
    const none = undefined as unknown as () => boolean;
    await assert.rejects(through.until('deployments', none), { message: /^until\(\) needs a condition: a function/ });
    assert.deepEqual(server.requests, []);
    assert.deepEqual(await wrong({ seconds: 86_399 }), []);
  });
});
