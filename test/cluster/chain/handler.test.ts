import assert from 'node:assert/strict';
import { answerOf, reach, warn, whenThere } from '../../../src/cluster/chain/handler.js';
import { apiRequest } from '../../helpers/api-request.js';

describe('what stages note of a request', () => {
  it('are the stages it came to, each once in a row', () => {
    const request = apiRequest('GET', '/api');
    for (const stage of ['authentication', 'authorization', 'authorization', 'routing'] as const) reach(request, stage);
    assert.deepEqual(request.reached, ['authentication', 'authorization', 'routing']);
  });

  it('are warnings, each once, and none where nothing is warned of', () => {
    const request = apiRequest('GET', '/api');
    warn(request);
    assert.ok(!('warnings' in request));
    warn(request, 'a', 'b', 'a');
    warn(request, 'c', 'b');
    assert.deepEqual(request.warnings, ['a', 'b', 'c']);
  });
});

describe('an answer of the stages behind', () => {
  const request = apiRequest('GET', '/api');
  const answered = { status: 200, headers: {}, body: 'ok' };
  const failed = (error: unknown) => ({ ...answered, body: `failed: ${(error as Error).message}` });
  const seen = (response: typeof answered) => ({ ...response, body: `seen: ${response.body}` });
  const rest: [string, () => typeof answered | Promise<typeof answered>, string][] = [
    ['at once', () => answered, 'seen: ok'],
    ['later', async () => answered, 'seen: ok'],
    ['that throws', () => assert.fail('no'), 'failed: no'],
    ['that rejects', async () => assert.fail('no'), 'failed: no'],
  ];
  for (const [how, next, body] of rest) {
    it(how, async () => {
      const given = answerOf(next, request, (response) => seen(response as typeof answered), failed);
      assert.equal(given instanceof Promise, ['later', 'that rejects'].includes(how));
      assert.equal((await given).body, body);
    });
  }

  it('is given on without a promise where none is needed', async () => {
    assert.equal(
      whenThere(1, (n) => n + 1),
      2,
    );
    assert.equal(await whenThere(Promise.resolve(1), (n) => n + 1), 2);
  });
});
