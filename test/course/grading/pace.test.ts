import assert from 'node:assert/strict';
import type { ApiRequest, ApiResponse, Handler } from '../../../src/cluster/chain/handler.js';
import { type Pace, paceRequests, SLOW_DOWN } from '../../../src/course/grading/pace.js';
import { requestInfo } from '../../../src/kube/request-info.js';
import { apiRequest } from '../../helpers/api-request.js';

const KB = 1024;

describe('the pace of a submission', () => {
  let told = 0;
  const paceOf = (free: number, limit: number): Pace =>
    paceRequests({ free, limit, pass: 'the-grader-', onSlow: () => told++ });
  const request = (more: Partial<ApiRequest> = {}): ApiRequest =>
    apiRequest('GET', '/api/v1/pods', { auditID: 'a-learner', ...more });
  const answer = (): ApiResponse => ({ status: 200, headers: {}, body: '' });

  beforeEach(() => {
    told = 0;
  });

  it('answers at once, and says nothing, what a lesson asks', () => {
    const pace = paceOf(64 * KB, 640 * KB);
    const asked = request();
    for (let i = 0; i < 20; i++) assert.deepEqual(pace.stage(answer)(asked), answer());
    assert.deepEqual([asked.warnings, told], [undefined, 0]);
  });

  it('counts a request as two kilobytes at least, and says that it is enough above what is free alone', () => {
    const pace = paceOf(20 * KB, 640 * KB);
    const stage = pace.stage(answer);
    for (let i = 0; i < 10; i++) {
      stage(request());
      pace.audited(1);
    }
    assert.equal(told, 0);
    stage(request());
    assert.equal(told, 1);
  });

  it('is slower the nearer the limit is', async () => {
    const secondOf = (free: number, limit: number): Promise<unknown> => {
      const pace = paceOf(free, limit);
      pace.audited(free + 2 * KB); // two kilobytes of it are those of the request
      const stage = pace.stage(answer);
      stage(request());
      return Promise.resolve(stage(request()));
    };
    // what has been written already counts by the room that it leaves alone
    const near = secondOf(1024 * 1024 * KB, 1024 * 1024 * KB + 8 * KB).then(() => 'near');
    const far = secondOf(64 * KB, 12 * 1024 * KB).then(() => 'far');
    assert.equal(await Promise.race([near, far]), 'far');
  });

  it('G3: lets a flood wait, says so in the answer, and does not let it get to the limit', async () => {
    const [free, limit] = [64 * KB, 64 * 1024 * KB];
    const pace = paceOf(free, limit);
    let audited = 0;
    const handler: Handler = () => {
      audited += 3 * KB;
      pace.audited(3 * KB);
      return answer();
    };
    const stage = pace.stage(handler);
    const asked = Array.from({ length: 150 }, () => request());
    const answers = asked.map((each) => stage(each));
    const immediate = answers.filter((each) => !(each instanceof Promise)).length;
    assert.ok(immediate > 15 && immediate < 30, `${immediate} answered at once`);
    await Promise.any(answers.slice(immediate + 3)); // they go on, one after the other
    assert.ok(audited > free && audited < free + 40 * KB, `${audited} bytes`);
    assert.deepEqual([asked.at(immediate + 1)?.warnings, told], [[SLOW_DOWN], 1]);
  });

  it('refuses those for whom there is no place to wait in, without handling them', async () => {
    let handled = 0;
    const stage = paceOf(0, 64 * KB).stage(() => {
      handled++;
      return answer();
    });
    const answers = await Promise.all(
      Array.from({ length: 300 }, () => Promise.race([stage(request()), Promise.resolve(undefined)])),
    );
    const refused = answers.filter((each) => each?.status === 429);
    assert.deepEqual([refused.length, handled], [99, 1]);
    assert.equal(refused[0]?.headers['retry-after'], '1');
  });

  it('forgets those who have gone while they waited', async () => {
    let handled = 0;
    const pace = paceOf(0, 6 * 1024 * KB); // a second request waits for a tenth of a second
    const stage = pace.stage(() => {
      handled++;
      return answer();
    });
    stage(request());
    await stage(request({ signal: AbortSignal.abort() }));
    assert.equal(handled, 1);
  });

  it('lets the grader pass whoever waits', async () => {
    const pace = paceOf(0, 64 * KB);
    const stage = pace.stage(answer);
    stage(request());
    assert.ok(stage(request()) instanceof Promise);
    assert.deepEqual(stage(request({ auditID: 'the-grader-1' })), answer());
  });

  describe('of requests that are handled at the same time', () => {
    /** A stage with room for much, whose handler answers when it is told to. */
    const begin = () => {
      const handled: { request: ApiRequest; end: (answer: ApiResponse | Promise<never>) => void }[] = [];
      const stage = paceOf(1024 * 1024 * KB, 2048 * 1024 * KB).stage(
        (request) => new Promise((end) => void handled.push({ request, end })),
      );
      return { stage, handled };
    };

    it('lets sixteen in, and another for each that ends, in whatever way', async () => {
      const { stage, handled } = begin();
      const asked = Array.from({ length: 19 }, () => request({ receivedAt: new Date(0) }));
      const answers = asked.map((each) => Promise.resolve(stage(each)));
      assert.equal(handled.length, 16);
      handled[0]?.end(answer());
      assert.deepEqual(await answers[0], answer());
      assert.equal(handled.length, 17);
      handled[1]?.end(Promise.reject(new Error('no')));
      await assert.rejects(async () => answers[1], { message: 'no' });
      assert.equal(handled.length, 18);
      assert.deepEqual(
        handled.map(({ request }) => asked.indexOf(request)),
        [...asked.keys()].slice(0, 18),
      );
      for (const { end } of handled) end(answer());
      await Promise.all(answers.slice(2, 18));
      handled[18]?.end(answer());
      assert.deepEqual(await answers[18], answer());
      // the time of a request that waited begins when it is handled
      assert.deepEqual(
        asked.map(({ receivedAt }) => receivedAt.getTime() > 0),
        asked.map((_, i) => i >= 16),
      );
    });

    it('counts neither watches nor what was answered or failed at once', async () => {
      const watches = begin();
      const watch = requestInfo('GET', '/api/v1/watch/pods');
      for (let i = 0; i < 40; i++) watches.stage(request({ info: watch }));
      assert.equal(watches.handled.length, 40);
      let handled = 0;
      const stage = paceOf(1024 * 1024 * KB, 2048 * 1024 * KB).stage(() => {
        handled++;
        throw new Error('at once');
      });
      for (let i = 0; i < 40; i++) assert.throws(() => stage(request()), { message: 'at once' });
      assert.equal(handled, 40);
    });
  });
});
