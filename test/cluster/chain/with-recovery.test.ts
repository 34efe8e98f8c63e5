import assert from 'node:assert/strict';
import type { ApiRequest, ApiResponse } from '../../../src/cluster/chain/handler.js';
import { withRecovery } from '../../../src/cluster/chain/with-recovery.js';
import { type ManualClock, manualClock } from '../../../src/cluster/clock.js';
import { requestInfo } from '../../../src/kube/request-info.js';

const noon = new Date('2026-01-01T12:00:00Z');

function request(clock: ManualClock, url: string): ApiRequest {
  return {
    auditID: url,
    method: 'GET',
    url,
    query: new URLSearchParams(url.split('?')[1]),
    headers: {},
    info: requestInfo('GET', url),
    body: async () => Buffer.alloc(0),
    clientCertificates: [],
    sourceIPs: [],
    receivedAt: clock.now(),
    signal: new AbortController().signal,
    audit: { annotations: {} },
    findings: [],
    reached: [],
  };
}

describe('the time a request may take', () => {
  const pods = '/api/v1/namespaces/lab/pods';
  const unanswered = (): Promise<ApiResponse> => new Promise(() => {});
  const codeOf = (response: ApiResponse): string => `${response.status} ${JSON.parse(String(response.body)).reason}`;

  it('ends each request that is not answered a minute after it came, and only that one', async () => {
    const clock = manualClock(noon);
    const handle = withRecovery({ clock, onError: assert.fail }, unanswered);
    const late: string[] = [];
    const send = (name: string): void => {
      const answer = Promise.resolve(handle(request(clock, `${pods}/${name}`)));
      void answer.then((response) => late.push(`${name} ${codeOf(response)}`));
    };
    send('a');
    clock.advance(30_000);
    send('b');
    clock.advance(29_999);
    await new Promise(setImmediate);
    assert.deepEqual(late, []);
    clock.advance(1);
    await new Promise(setImmediate);
    assert.deepEqual(late, ['a 504 Timeout']);
    clock.advance(30_000);
    await new Promise(setImmediate);
    assert.deepEqual(late, ['a 504 Timeout', 'b 504 Timeout']);
    send('c');
    clock.advance(60_000);
    await new Promise(setImmediate);
    assert.deepEqual(late.slice(2), ['c 504 Timeout']);
  });

  it('has no end for a watch', async () => {
    const clock = manualClock(noon);
    let ended = false;
    const handle = withRecovery({ clock, onError: assert.fail }, unanswered);
    void Promise.resolve(handle(request(clock, `${pods}?watch=1`))).then(() => {
      ended = true;
    });
    clock.advance(3_600_000);
    await new Promise(setImmediate);
    assert.equal(ended, false);
  });
});
