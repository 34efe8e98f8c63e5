import assert from 'node:assert/strict';
import { jobId, packOrder, queueName, readOrder, resultKey } from '../../src/queue/travelling.js';
import { code } from '../helpers/small-course.js';

describe('what travels to a worker', () => {
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: [code('a', "'ä \u{1f600} \\ud800'")],
  } as const;
  const order = { exercise: 'small', limits: { timeoutMs: 5 }, notebook: { ...notebook, cells: [...notebook.cells] } };

  it('comes as it was sent', async () => {
    for (const asked of ['all', new Set(['/Pod', 'apps/Deployment'])] as const) {
      const packed = JSON.parse(JSON.stringify(await packOrder({ ...order, asked }))) as unknown;
      assert.deepEqual(await readOrder(packed), { ...order, asked });
    }
  });

  it('meets at a queue of its version, whose name has no colon, and comes back at a key of its job', () => {
    assert.equal(queueName('1.2:x:y'), 'runs-1.2_x_y');
    assert.equal(resultKey('a-job'), 'kubelab:result:a-job');
  });

  it('is refused when it is something else', async () => {
    const packed = await packOrder({ ...order, asked: 'all' });
    await assert.rejects(readOrder({ ...packed, more: 1 }));
    await assert.rejects(readOrder({ ...packed, notebook: Buffer.from('no gzip').toString('base64') }));
  });

  it('has an id by its content, its learner and the version, and by the key of the machine', async () => {
    const packed = await packOrder({ ...order, asked: 'all' });
    const key = Buffer.alloc(32, 1);
    const whose = { learner: 'ada', version: '1' };
    const own = jobId(packed, whose, key);
    assert.equal(jobId(await packOrder({ ...order, asked: 'all' }), whose, key), own);
    const others = [
      jobId({ ...packed, limits: {} }, whose, key),
      jobId(packed, { ...whose, learner: 'bob' }, key),
      jobId(packed, { ...whose, version: '2' }, key),
      jobId(packed, whose, Buffer.alloc(32, 2)),
    ];
    assert.equal(new Set([own, ...others]).size, 5);
  });
});
