import assert from 'node:assert/strict';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { type Clock, systemClock } from '../../../src/cluster/clock.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { type Api, adminOf, configMap, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const cms = '/api/v1/namespaces/watched/configmaps';

/** The timers of a minute run when the test says so, all others by themselves. */
const minutes = new Set<() => void>();
const clock: Clock = {
  now: systemClock.now,
  after: (ms, run) => {
    if (ms !== 60_000) return systemClock.after(ms, run);
    minutes.add(run);
    return () => minutes.delete(run);
  },
};
const passMinute = (): void => {
  for (const run of [...minutes]) {
    minutes.delete(run);
    run();
  }
};

describe('watches', () => {
  let cluster: TestCluster;
  let api: Api;
  let since: string;
  before(async () => {
    cluster = await practiceCluster({ clock });
    api = adminOf(cluster);
    await makeNamespace(api, 'watched');
  });
  after(async () => {
    api.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });
  beforeEach(async () => {
    await api.delete(`${cms}?labelSelector=test`);
    since = String((await api.get(cms)).body.metadata.resourceVersion);
  });
  const create = (name: string, labels: Record<string, string> = {}): Promise<unknown> =>
    api.post(cms, configMap(name, {}, { labels: { test: 'yes', ...labels } }));

  it('from a version tell what happened since, in order, and then what happens', async () => {
    await create('one');
    await api.patch(`${cms}/one`, { data: { a: '1' } });
    const watching = await api.watch(`${cms}?resourceVersion=${since}`);
    await watching.has(2);
    await api.delete(`${cms}/one`);
    const events = await watching.has(3);
    assert.deepEqual(watching.seen(), ['ADDED one', 'MODIFIED one', 'DELETED one']);
    const versions = events.map(({ object }) => Number(object.metadata.resourceVersion));
    assert.deepEqual(
      versions,
      [...versions].sort((a, b) => a - b),
    );
    assert.deepEqual(new Set(versions).size, 3);
    assert.deepEqual(events[2]?.object.data, { a: '1' });
    assert.equal(events[0]?.object.kind, 'ConfigMap');
    watching.stop();
  });

  it('see an object whose last finalizer is taken away go as it was, and not once more without it', async () => {
    const held = configMap('held', {}, { finalizers: ['example.com/hold'] });
    const made = await api.post(cms, held);
    await api.delete(`${cms}/held`);
    const watching = await api.watch(`${cms}?resourceVersion=${made.body.metadata.resourceVersion}`);
    const { code, body } = await api.patch(`${cms}/held`, { metadata: { finalizers: null } });
    const [marked, gone] = await watching.has(2);
    assert.deepEqual(watching.seen(), ['MODIFIED held', 'DELETED held']);
    assert.deepEqual(gone?.object.metadata.finalizers, ['example.com/hold']);
    // the answer is the object as it was written, at the version that it had
    assert.deepEqual([code, body.metadata.finalizers], [200, undefined]);
    assert.equal(body.metadata.resourceVersion, marked?.object.metadata.resourceVersion);
    assert.equal((await api.get(`${cms}/held`)).code, 404);
    watching.stop();
  });

  it('without a version begin with what there is', async () => {
    await create('one');
    for (const version of ['', '&resourceVersion=0']) {
      const watching = await api.watch(`${cms}?labelSelector=test${version}`);
      await watching.has(1);
      await create(`later${version ? 1 : 0}`);
      await watching.has(2);
      assert.equal(watching.seen()[0], 'ADDED one');
      watching.stop();
      await api.delete(`${cms}/later0`);
    }
  });

  it('with a selector see objects come and go by their labels', async () => {
    const watching = await api.watch(`${cms}?labelSelector=w%3Dy&resourceVersion=${since}`);
    await create('one', { w: 'n' });
    await api.patch(`${cms}/one`, { metadata: { labels: { w: 'y' } } });
    await api.patch(`${cms}/one`, { data: { a: '1' } });
    const { body } = await api.patch(`${cms}/one`, { metadata: { labels: { w: 'n' } } });
    await api.patch(`${cms}/one`, { data: { a: '2' } });
    await create('two', { w: 'y' });
    await api.delete(`${cms}/two`);
    await api.delete(`${cms}/one`);
    await create('end', { w: 'y' });
    const events = await watching.has(6);
    assert.deepEqual(watching.seen(), [
      'ADDED one',
      'MODIFIED one',
      'DELETED one',
      'ADDED two',
      'DELETED two',
      'ADDED end',
    ]);
    // it left as it was last seen, at the version of its leaving
    assert.equal(events[2]?.object.metadata.labels?.w, 'y');
    assert.equal(events[2]?.object.metadata.resourceVersion, body.metadata.resourceVersion);
    watching.stop();
  });

  it('of one object see that one, by its path or by a field selector', async () => {
    const byField = await api.watch(`${cms}?fieldSelector=metadata.name%3Dtwo&resourceVersion=${since}`);
    const byPath = await api.watch(`/api/v1/watch/namespaces/watched/configmaps/two?resourceVersion=${since}`);
    for (const name of ['one', 'two', 'three']) await create(name);
    await api.delete(`${cms}/two`);
    for (const watching of [byField, byPath]) {
      await watching.has(2);
      assert.deepEqual(watching.seen(), ['ADDED two', 'DELETED two']);
      watching.stop();
    }
  });

  it('of one object by its path take a field selector for the same name alone', async () => {
    const path = (name: string): string =>
      `/api/v1/watch/namespaces/watched/configmaps/two?resourceVersion=1&timeoutSeconds=1&fieldSelector=metadata.name%3D${name}`;
    const { code, body } = await api.get(path('one'));
    assert.deepEqual([code, body.message], [400, "fieldSelector metadata.name doesn't match requested name"]);
    // from so long ago that the watch ends with its first event
    assert.equal((await api.get(path('two'))).code, 200);
  });

  it('are lines of a plain answer where a client would go over to another protocol than WebSocket', async () => {
    const headers = { connection: 'Upgrade', upgrade: 'h2c' };
    const { code, text } = await api.get(`${cms}?watch=true&resourceVersion=1`, { headers });
    assert.deepEqual([code, JSON.parse(text).object.code], [200, 410]);
  });

  it('send the initial events and a bookmark behind them when asked', async () => {
    await create('one');
    const watching = await api.watch(
      `${cms}?labelSelector=test&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
    );
    const events = await watching.has(2);
    assert.deepEqual(watching.seen(), ['ADDED one', 'BOOKMARK']);
    const { metadata, kind } = events[1]?.object ?? assert.fail();
    assert.deepEqual([kind, metadata.annotations], ['ConfigMap', { 'k8s.io/initial-events-end': 'true' }]);
    assert.ok(Number(metadata.resourceVersion) >= Number(events[0]?.object.metadata.resourceVersion));
    watching.stop();
  });

  it('that want the initial events begin with what there is now, whatever version they name', async () => {
    const initial = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    await create('one');
    const { body } = await api.patch(`${cms}/one`, { data: { a: '1' } });
    for (const version of [since, String(body.metadata.resourceVersion)]) {
      const watching = await api.watch(`${cms}?labelSelector=test&${initial}&resourceVersion=${version}`);
      const [first] = await watching.has(2);
      assert.deepEqual([first?.object.data, watching.seen()], [{ a: '1' }, ['ADDED one', 'BOOKMARK']]);
      watching.stop();
    }
    const later = await api.watch(`${cms}?${initial}&resourceVersion=99999999`);
    await later.ended;
    const [event] = later.events;
    assert.deepEqual([later.seen(), event?.object.code, event?.object.reason], [['ERROR'], 504, 'Timeout']);
  });

  it('from anywhere, with bookmarks, tell where the initial events end; none are sent when they are not wanted', async () => {
    await create('one');
    const legacy = await api.watch(`${cms}?labelSelector=test&allowWatchBookmarks=true`);
    await legacy.has(2);
    assert.deepEqual(legacy.seen(), ['ADDED one', 'BOOKMARK']);
    const without = await api.watch(
      `${cms}?labelSelector=test&sendInitialEvents=false&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
    );
    await create('two');
    await without.has(1);
    assert.deepEqual(without.seen(), ['ADDED two']);
    for (const watching of [legacy, without]) watching.stop();
  });

  it('bookmark in the form that was asked for, with the fields that an empty object has', async () => {
    const bookmark = async (path: string, accept: string): Promise<unknown> => {
      const watching = await api.watch(`${path}?fieldSelector=metadata.name%3Dnone&allowWatchBookmarks=true`, {
        headers: { accept },
      });
      const [event] = await watching.has(1);
      watching.stop();
      const object = { ...event?.object } as Record<string, unknown>;
      assert.equal(event?.type, 'BOOKMARK');
      delete object.metadata;
      return object;
    };
    assert.deepEqual(await bookmark('/api/v1/pods', 'application/json'), {
      kind: 'Pod',
      apiVersion: 'v1',
      spec: { containers: null },
      status: {},
    });
    const metadataOnly = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
    assert.deepEqual(await bookmark('/apis/apps/v1/deployments', metadataOnly), {
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
    });
    const table = (await bookmark(cms, 'application/json;as=Table;v=v1;g=meta.k8s.io')) as {
      rows: { cells: unknown }[];
    };
    assert.deepEqual(
      table.rows.map(({ cells }) => cells),
      [['', 0, '<unknown>']],
    );
  });

  it('from before the server began are told that this is too long ago; so are lists', async () => {
    const watching = await api.watch(`${cms}?resourceVersion=1`);
    const [event] = await watching.has(1);
    await watching.ended;
    assert.deepEqual([event?.type, event?.object.code, event?.object.reason], ['ERROR', 410, 'Expired']);
    const oldest = Number(/^too old resource version: 1 \((\d+)\)$/.exec(event?.object.message ?? '')?.[1]);
    assert.ok(oldest > 1 && oldest < Number(since));
    const list = await api.get(`${cms}?resourceVersion=1&resourceVersionMatch=Exact`);
    assert.deepEqual([list.code, list.message], [410, 'The resourceVersion for the provided list is too old.']);
  });

  it('say where to go on before they end, and take no time-out for the usual one', async () => {
    const watching = await api.watch(`${cms}?timeoutSeconds=3&resourceVersion=${since}&allowWatchBookmarks=true`);
    const usual = await api.watch(`${cms}?timeoutSeconds=0&resourceVersion=${since}`);
    await watching.ended;
    assert.deepEqual(watching.seen(), ['BOOKMARK']);
    await create('one');
    await usual.has(1);
    usual.stop();
  });

  it('over WebSocket send each event as a message', async () => {
    await create('one');
    const { certPem: cert, keyPem: key } = cluster.admin;
    const open = (headers: Record<string, string>): WebSocket =>
      new WebSocket(`${cluster.server.replace('https', 'wss')}${cms}?watch=1&labelSelector=test&timeoutSeconds=60`, {
        ca: cluster.caPem,
        cert,
        key,
        headers,
      });
    const messages: string[] = [];
    const socket = open({ origin: 'https://localhost' });
    socket.on('message', (data, isBinary) => messages.push(isBinary ? 'binary' : String(data)));
    await once(socket, 'open');
    await until('the first message', () => messages.length > 0);
    await create('two');
    await until('the second message', () => messages.length > 1);
    const closed = once(socket, 'close');
    passMinute();
    const [code] = (await closed) as [number];
    assert.equal(code, 1000);
    const events = messages.map((message) => JSON.parse(message) as { type: string; object: KubeObject });
    assert.deepEqual(
      events.map(({ type, object }) => `${type} ${object.metadata.name}`),
      ['ADDED one', 'ADDED two'],
    );
    const [refused] = (await once(open({}), 'error')) as [Error];
    assert.equal(refused.message, 'Unexpected server response: 403');
  });

  it('bookmark the version that they have seen once a minute, when asked', async () => {
    const watching = await api.watch(`${cms}?labelSelector=test&resourceVersion=${since}&allowWatchBookmarks=true`);
    const plain = await api.watch(`${cms}?labelSelector=test&resourceVersion=${since}`);
    passMinute();
    const [first] = await watching.has(1);
    assert.deepEqual([first?.type, first?.object.metadata], ['BOOKMARK', { resourceVersion: since }]);
    await create('one', { test: 'no-label' });
    const { body } = await api.patch(`${cms}/one`, { metadata: { labels: { test: null } } });
    await watching.has(3);
    passMinute();
    const bookmark = (await watching.has(4))[3];
    assert.equal(bookmark?.object.metadata.resourceVersion, body.metadata.resourceVersion);
    await plain.has(2);
    assert.deepEqual(plain.seen(), ['ADDED one', 'DELETED one']);
    // also of what is outside the selection, so that a client that comes back need not hear of it
    await create('two', { test: 'no-label' });
    const outside = await api.patch(`${cms}/one`, { data: { a: '1' } });
    await watching.has(5);
    passMinute();
    const last = (await watching.has(6))[5];
    assert.deepEqual(
      [last?.type, last?.object.metadata.resourceVersion],
      ['BOOKMARK', outside.body.metadata.resourceVersion],
    );
    watching.stop();
    plain.stop();
    await api.delete(`${cms}/one`);
  });

  it('end at their time-out, and when they are refused', async () => {
    const watching = await api.watch(`${cms}?timeoutSeconds=1&resourceVersion=${since}`);
    await watching.ended;
    assert.deepEqual(watching.events, []);
    const bad = await api.get(`${cms}?watch=true&resourceVersion=abc`);
    assert.deepEqual(
      [bad.code, bad.message],
      [500, 'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax'],
    );
  });

  it('of tables name the columns once', async () => {
    await create('one');
    await create('two');
    const watching = await api.watch(`${cms}?labelSelector=test`, {
      headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
    });
    const events = await watching.has(2);
    const columns = events.map(({ object }) => (object.columnDefinitions as unknown[] | null)?.length ?? null);
    assert.deepEqual([events[0]?.object.kind, columns], ['Table', [3, null]]);
    // a table of one row has the version of its object
    const versions = events.map(({ object }) => {
      const [row] = object.rows as { object: KubeObject }[];
      return [object.metadata.resourceVersion, row?.object.metadata.resourceVersion];
    });
    for (const [ofTable, ofObject] of versions) assert.equal(ofTable, ofObject);
    assert.ok(versions[0]?.[0]);
    watching.stop();
  });

  it('let go of everything when the client goes', async () => {
    const ended = cluster.events.length;
    const others = new Set(minutes);
    const watching = await api.watch(`${cms}?resourceVersion=${since}&allowWatchBookmarks=true`);
    const own = [...minutes].filter((timer) => !others.has(timer));
    assert.ok(own.length > 0);
    watching.stop();
    await until('the end of its timer', () => own.some((timer) => !minutes.has(timer)));
    await until('the end of the watch in the audit log', () =>
      cluster.events
        .slice(ended)
        .some(
          ({ verb, stage, requestURI }) =>
            verb === 'watch' && stage === 'ResponseComplete' && requestURI.includes(since),
        ),
    );
  });
});
