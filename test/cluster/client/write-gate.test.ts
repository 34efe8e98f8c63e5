import assert from 'node:assert/strict';
import type { ApiRequest, ApiResponse } from '../../../src/cluster/chain/handler.js';
import { writeGate } from '../../../src/cluster/client/write-gate.js';
import { isApiError } from '../../../src/kube/status.js';
import { apiRequest } from '../../helpers/api-request.js';

const path = '/api/v1/namespaces/lab/pods';

const request = (method: string, signal: AbortSignal = new AbortController().signal): ApiRequest =>
  apiRequest(method, path, { signal });

describe('the gate before the writes of controllers', () => {
  let served: string[];
  let answer: () => ApiResponse | Promise<ApiResponse>;
  beforeEach(() => {
    served = [];
    answer = () => ({ status: 200, headers: {} });
  });
  const gate = () =>
    writeGate(({ method }) => {
      served.push(method);
      return answer();
    });

  it('lets reads through, holds writes, and lets them go on in their order', async () => {
    const { handle, set } = gate();
    await set('held');
    const writes = [handle(request('POST')), handle(request('DELETE'))];
    await handle(request('GET'));
    assert.deepEqual(served, ['GET']);
    await set('open');
    await Promise.all(writes);
    assert.deepEqual(served, ['GET', 'POST', 'DELETE']);
  });

  it('waits for all writes that are under way', async () => {
    const { handle, set } = gate();
    const finish: ((response: ApiResponse) => void)[] = [];
    answer = () => new Promise((resolve) => finish.push(resolve));
    const writes = [handle(request('POST')), handle(request('DELETE'))];
    let isHeld = false;
    const held = set('held').then(() => {
      isHeld = true;
    });
    for (const [index, write] of writes.entries()) {
      await Promise.resolve();
      assert.equal(isHeld, false);
      finish[index]?.({ status: 201, headers: {} });
      await write;
    }
    await held;
  });

  it('refuses those that wait and those that come, as forbidden', async () => {
    const { handle, set } = gate();
    await set('held');
    const waiting = handle(request('POST'));
    await set('refusing');
    for (const write of [waiting, handle(request('PATCH'))]) {
      await assert.rejects(Promise.resolve(write), (error: unknown) => isApiError(error, 'Forbidden'));
    }
    assert.deepEqual(served, []);
  });

  it('keeps no write whose sender has gone', async () => {
    const { handle, set } = gate();
    await set('held');
    const gone = new AbortController();
    const write = handle(request('POST', gone.signal));
    gone.abort();
    assert.equal((await write).status, 200);
  });
});
