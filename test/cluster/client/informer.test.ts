/** A list that a watch keeps up to date, against answers of the test's own. */
import assert from 'node:assert/strict';
import type { ApiResponse } from '../../../src/cluster/chain/handler.js';
import { startInformer } from '../../../src/cluster/client/informer.js';
import { manualClock } from '../../../src/cluster/clock.js';
import type { StoredObject } from '../../../src/kube/object.js';
import { until } from '../../helpers/until.js';

const pods = '/api/v1/pods';
const pod = (name: string, resourceVersion: string, more: object = {}) => ({
  metadata: { name, namespace: 'lab', resourceVersion, ...more },
});
const list = (resourceVersion: string, ...items: object[]): ApiResponse => ({
  status: 200,
  headers: {},
  body: JSON.stringify({ apiVersion: 'v1', kind: 'PodList', metadata: { resourceVersion }, items }),
});
const refusal = (code: number, reason: string): ApiResponse => ({
  status: code,
  headers: {},
  body: JSON.stringify({ code, reason, message: reason }),
});

/** A watch to which a test gives chunks until it ends it. */
function openWatch() {
  const chunks: string[] = [];
  let wake = (): void => {};
  let ended = false;
  async function* read(): AsyncGenerator<string> {
    for (;;) {
      const chunk = chunks.shift();
      if (chunk !== undefined) yield chunk;
      else if (ended) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }
  return {
    response: { status: 200, headers: {}, stream: read() } satisfies ApiResponse,
    send: (text: string) => {
      chunks.push(text);
      wake();
    },
    event: (type: string, object: object) => {
      chunks.push(`${JSON.stringify({ type, object })}\n`);
      wake();
    },
    end: () => {
      ended = true;
      wake();
    },
  };
}

/** An informer whose requests are answered one after the other; what comes after the last waits. */
function setUp(...answers: (ApiResponse | Error)[]) {
  const urls: string[] = [];
  const errors: unknown[] = [];
  const events: string[] = [];
  const clock = manualClock(new Date(0));
  const outer = new AbortController();
  let throwsOn = '';
  const informer = startInformer<StoredObject>({
    path: pods,
    clock,
    signal: outer.signal,
    send: async (_method, url) => {
      urls.push(url);
      const next = answers.shift();
      if (next instanceof Error) throw next;
      return next ?? new Promise(() => {});
    },
    onEvent: ({ type, object }) => {
      events.push(`${type} ${object.metadata.name} ${object.metadata.resourceVersion}`);
      if (object.metadata.name === throwsOn) throw new Error(`not ${throwsOn}`);
    },
    onError: (error) => errors.push(error),
  });
  return { informer, urls, errors, events, clock, outer, failOn: (name: string) => (throwsOn = name) };
}

const watchFrom = (version: string): string => `${pods}?watch=true&allowWatchBookmarks=true&resourceVersion=${version}`;

describe('an informer', () => {
  it('lists, then watches from the version of the list, and keeps what it saw', async () => {
    const watch = openWatch();
    const { informer, urls, events } = setUp(
      list('5', pod('a', '3'), pod('b', '4', { namespace: 'far' })),
      watch.response,
    );
    await until('it watches', () => urls.length === 2);
    assert.deepEqual(urls, [pods, watchFrom('5')]);
    assert.deepEqual(events, ['ADDED a 3', 'ADDED b 4']);
    watch.event('MODIFIED', pod('a', '6', { managedFields: [{ manager: 'x' }], labels: { a: 'b' } }));
    watch.event('ADDED', pod('c', '7'));
    watch.event('DELETED', pod('b', '8', { namespace: 'far' }));
    await until('all was seen', () => events.length === 5);
    assert.deepEqual(events.slice(2), ['MODIFIED a 6', 'ADDED c 7', 'DELETED b 8']);
    assert.deepEqual(informer.get('lab', 'a')?.metadata, {
      name: 'a',
      namespace: 'lab',
      resourceVersion: '6',
      labels: { a: 'b' },
    });
    const names = (namespace?: string) => informer.list(namespace).map(({ metadata }) => metadata.name);
    assert.deepEqual([names(), names('lab'), names('far')], [['a', 'c'], ['a', 'c'], []]);
    assert.equal(informer.get('far', 'b'), undefined);
    informer.stop();
  });

  it('goes on after a bookmark, and reads events that come in pieces', async () => {
    const [first, second] = [openWatch(), openWatch()];
    const { informer, urls, events } = setUp(list('5'), first.response, second.response);
    await informer.synced;
    const line = JSON.stringify({ type: 'ADDED', object: pod('a', '6') });
    first.send(line.slice(0, 20));
    first.send(`${line.slice(20)}\n\n`);
    first.event('BOOKMARK', { metadata: { resourceVersion: '9' } });
    // the last event has no line end
    first.send(JSON.stringify({ type: 'ADDED', object: pod('b', '10') }));
    first.end();
    await until('the next watch', () => urls.length === 3);
    assert.deepEqual([urls[2], events], [watchFrom('10'), ['ADDED a 6', 'ADDED b 10']]);
    second.event('BOOKMARK', { metadata: { resourceVersion: '12' } });
    second.end();
    await until('another watch', () => urls.length === 4);
    assert.equal(urls[3], watchFrom('12'));
    informer.stop();
  });

  it('lists again at once when the version is gone, and tells what changed meanwhile', async () => {
    const watch = openWatch();
    const { informer, urls, events, errors } = setUp(
      list('5', pod('same', '1'), pod('changed', '2'), pod('gone', '3')),
      watch.response,
      list('20', pod('same', '1'), pod('changed', '18'), pod('new', '19')),
    );
    await informer.synced;
    watch.event('ERROR', { code: 410, reason: 'Expired', message: 'too old' });
    await until('the second list was told', () => events.length === 6);
    assert.deepEqual(events.slice(3), ['DELETED gone 3', 'MODIFIED changed 18', 'ADDED new 19']);
    assert.deepEqual([urls[2], errors], [pods, []]);
    informer.stop();
  });

  it('tells other faults and tries again a second later; that nothing is there yet is none', async () => {
    const watch = openWatch();
    const { informer, urls, errors, clock } = setUp(
      refusal(404, 'NotFound'),
      new Error('lost'),
      list('5'),
      { status: 200, headers: {}, body: '' },
      list('6'),
      refusal(403, 'Forbidden'),
      list('7'),
      watch.response,
    );
    await until('all were asked for', () => {
      clock.advance(1000);
      return urls.length === 8;
    });
    assert.deepEqual(
      errors.map((error) => (error as Error).message),
      ['lost', `a watch of ${pods} was answered without a stream`, 'Forbidden'],
    );
    assert.deepEqual([urls[3], urls[5], urls[7]], [watchFrom('5'), watchFrom('6'), watchFrom('7')]);
    informer.stop();
  });

  it('waits a whole second', async () => {
    const { informer, urls, clock, errors } = setUp(new Error('lost'), list('5'));
    await until('it failed', () => errors.length === 1);
    clock.advance(999);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(urls.length, 1);
    clock.advance(1);
    await until('it asked again', () => urls.length > 1);
    informer.stop();
  });

  it('goes on when a handler throws', async () => {
    const watch = openWatch();
    const { informer, events, errors, failOn } = setUp(list('5'), watch.response);
    await informer.synced;
    failOn('a');
    watch.event('ADDED', pod('a', '6'));
    watch.event('ADDED', pod('b', '7'));
    await until('both were seen', () => events.length === 2);
    assert.deepEqual(errors.map(String), ['Error: not a']);
    assert.ok(informer.get('lab', 'a'));
    informer.stop();
  });

  it('tells nothing more once it is stopped, by itself or with all others', async () => {
    for (const how of ['stop', 'abort'] as const) {
      const watch = openWatch();
      const { informer, events, urls, outer, clock, errors } = setUp(list('5'), watch.response, new Error('late'));
      await informer.synced;
      if (how === 'stop') informer.stop();
      else outer.abort();
      watch.event('ADDED', pod('a', '6'));
      watch.end();
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(5000);
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual([events, urls.length, errors], [[], 2, []], how);
    }
    const { informer, urls, clock, errors } = setUp(new Error('lost'));
    await until('it failed', () => errors.length === 1);
    informer.stop();
    clock.advance(5000);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(urls.length, 1);
  });
});
