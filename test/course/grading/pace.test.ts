import assert from 'node:assert/strict';
import type { ApiRequest, ApiResponse, Handler } from '../../../src/cluster/chain/handler.js';
import { type Pace, paceRequests, SLOW_DOWN } from '../../../src/course/grading/pace.js';
import { requestInfo } from '../../../src/kube/request-info.js';

const KB = 1024;

describe('the pace of a submission', () => {
  let told = 0;
  const paceOf = (free: number, limit: number): Pace =>
    paceRequests({ free, limit, pass: 'the-grader-', onSlow: () => told++ });
  const request = (more: Partial<ApiRequest> = {}): ApiRequest =>
    ({
      auditID: 'a-learner',
      url: '/api/v1/pods',
      query: new URLSearchParams(),
      headers: {},
      info: requestInfo('GET', '/api/v1/pods'),
      signal: new AbortController().signal,
      audit: { annotations: {} },
      ...more,
    }) as ApiRequest; // what this stage reads
  const answer = (): ApiResponse => ({ status: 200, headers: {}, body: '' });

  beforeEach(() => {
    told = 0;
  });

  it('answers at once, and says nothing, what a lesson asks', () => {
    const pace = paceOf(64 * KB, 640 * KB);
    const asked = request();
    for (let i = 0; i < 20; i++) assert.ok(!(pace.stage(answer)(asked) instanceof Promise));
    assert.deepEqual([asked.warnings, told], [undefined, 0]);
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

  it('lets the grader pass whoever waits', () => {
    const pace = paceOf(0, 64 * KB);
    const stage = pace.stage(answer);
    stage(request());
    assert.ok(stage(request()) instanceof Promise);
    assert.ok(!(stage(request({ auditID: 'the-grader-1' })) instanceof Promise));
  });
});
