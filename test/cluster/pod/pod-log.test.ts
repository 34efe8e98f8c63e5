import assert from 'node:assert/strict';
import type { ApiRequest, ApiResponse } from '../../../src/cluster/chain/handler.js';
import { systemClock } from '../../../src/cluster/clock.js';
import { podLogHandler } from '../../../src/cluster/pod/pod-log.js';
import type { PodObject } from '../../../src/cluster/pod/pod-request.js';
import { createRuntime, type NodeRuntime } from '../../../src/cluster/pod/runtime.js';
import type { ApiError } from '../../../src/kube/status.js';

const NOW = new Date('2026-03-04T05:06:07.890Z');
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);

describe('pods/log', () => {
  const runtime: NodeRuntime = createRuntime({
    clock: systemClock,
    server: () => ({ host: '127.0.0.1', port: 1 }),
    randomUUID: () => 'id',
  });
  const pod: PodObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'lab', uid: 'u' },
    spec: { containers: [{ name: 'c' }, { name: 'silent' }, { name: 'waits' }], initContainers: [{ name: 'first' }] },
    status: {
      containerStatuses: [
        { name: 'waits', state: { waiting: { reason: 'ImagePullBackOff' } } },
        { name: 'silent', state: {} },
      ],
      initContainerStatuses: [{ name: 'first', state: { waiting: { reason: 'PodInitializing' } } }],
    },
  };
  const handler = podLogHandler(
    (namespace, name) => (`${namespace}/${name}` === 'lab/p' ? pod : undefined),
    runtime,
    () => NOW,
  );
  const asked = (query: string, signal = new AbortController().signal, name = 'p'): Promise<ApiResponse> =>
    Promise.resolve().then(() =>
      handler({
        query: new URLSearchParams(query),
        info: { namespace: 'lab', name },
        signal,
        reached: [],
      } as unknown as ApiRequest),
    );
  const text = async (query: string): Promise<string> => {
    const { status, headers, body } = await asked(query);
    assert.deepEqual([status, headers], [200, { 'content-type': 'text/plain' }]);
    return Buffer.from(body as string | Uint8Array).toString();
  };
  const refused = async (query: string, name = 'p'): Promise<[number, string]> => {
    try {
      await asked(query, undefined, name);
    } catch (error) {
      const { status } = error as ApiError;
      return [status.code ?? 0, status.message ?? ''];
    }
    return assert.fail('it was answered');
  };

  beforeEach(async () => {
    const sandbox = { namespace: 'lab', name: 'p', uid: 'u', hostname: 'p', podIP: '10.244.0.3' };
    const config = {
      ...{ name: 'c', image: 'pause', command: ['/pause'], args: [], env: {}, mounts: [] },
      ...{ stdin: false, stdinOnce: false, tty: false, uid: 0, gid: 0 },
    };
    runtime.remove('u');
    await runtime.start(sandbox, config);
    runtime.find('u', 'c')?.log.append('lost\n', ago(100));
    runtime.kill('u', 'c');
    await runtime.start(sandbox, config);
    const log = runtime.find('u', 'c')?.log;
    log?.append('one\ntwo\r\n', ago(60));
    log?.append('thrée\n', ago(10));
    log?.append('no end', ago(1));
  });
  after(() => runtime.stop());
  const log = () => runtime.find('u', 'c')?.log ?? assert.fail('there is no log');

  it('has the whole lines so far', async () => assert.equal(await text('container=c'), 'one\ntwo\nthrée\n'));

  it('of a container that has ended has its last line, too', async () => {
    runtime.kill('u', 'c');
    assert.equal(await text('container=c'), 'one\ntwo\nthrée\nno end\n');
  });

  for (const [query, wanted] of [
    ['tailLines=2', 'two\nthrée\n'],
    ['tailLines=0', ''],
    ['tailLines=10', 'one\ntwo\nthrée\n'],
    ['limitBytes=5', 'one\nt'],
    ['tailLines=1&limitBytes=3', 'thr'],
    ['sinceSeconds=30', 'thrée\n'],
    ['sinceSeconds=60', 'one\ntwo\nthrée\n'],
    ['sinceTime=2026-03-04T05:05:08Z', 'thrée\n'],
    ['previous=true', 'lost\n'],
    ['timestamps=true&tailLines=1', '2026-03-04T05:05:57.890000000Z thrée\n'],
  ] as const) {
    it(`selects: ${query}`, async () => assert.equal(await text(`container=c&${query}`), wanted));
  }

  it('is empty where nothing runs and nothing is waited for', async () => {
    assert.equal(await text('container=silent'), '');
  });

  for (const [query, code, message] of [
    ['container=waits', 400, 'container "waits" in pod "p" is waiting to start: ImagePullBackOff'],
    ['container=first', 400, 'container "first" in pod "p" is waiting to start: PodInitializing'],
    ['container=silent&previous=true', 400, 'previous terminated container "silent" in pod "p" not found'],
    ['', 400, 'a container name must be specified for pod p, choose one of: [first c silent waits]'],
    ['container=d', 400, 'container d is not valid for pod p'],
  ] as const) {
    it(`is refused: ${query || 'no container'}`, async () => assert.deepEqual(await refused(query), [code, message]));
  }

  it('of a pod that is not there is refused', async () => {
    assert.deepEqual(await refused('container=c', 'q'), [404, 'pods "q" not found']);
  });

  /** All that a stream says until it ends; `next` is called with the pieces so far. */
  async function streamed(query: string, next: (pieces: string[], abort: () => void) => void): Promise<string[]> {
    const controller = new AbortController();
    const { stream } = await asked(`container=c&follow=true&${query}`, controller.signal);
    const pieces: string[] = [];
    for await (const piece of stream ?? []) {
      pieces.push(Buffer.from(piece as Uint8Array).toString());
      next(pieces, () => controller.abort());
    }
    return pieces;
  }

  it('is followed from its last lines to its end', async () => {
    const pieces = await streamed('tailLines=1&timestamps=true', ({ length }) => {
      if (length === 1) log().append(' now\n', NOW);
      else runtime.kill('u', 'c');
    });
    assert.deepEqual(pieces, ['2026-03-04T05:05:57.890000000Z thrée\n', '2026-03-04T05:06:07.890000000Z no end now\n']);
  });

  it('is followed until the client goes', async () => {
    const pieces = await streamed('tailLines=2', (_, abort) => abort());
    assert.deepEqual(pieces, ['two\nthrée\n']);
    assert.deepEqual(log().lines().length, 3);
  });

  it('is followed until the limit, and no further', async () => {
    const pieces = await streamed('tailLines=1&limitBytes=10', () => log().append(' more\n', NOW));
    assert.deepEqual(pieces, ['thrée\n', 'no ']);
  });

  it('that has ended is followed to its end at once', async () => {
    runtime.kill('u', 'c');
    assert.deepEqual(await streamed('', () => {}), ['one\ntwo\nthrée\nno end\n']);
  });
});
