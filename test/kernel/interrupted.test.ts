import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { type LessonCluster, lessonCluster } from '../helpers/lesson-cluster.js';
import { type Answer, type ProtocolKernel, protocolKernel } from '../helpers/protocol-kernel.js';
import { until } from '../helpers/until.js';

describe('a cell that is interrupted', () => {
  let lessons: LessonCluster;
  let kernel: ProtocolKernel;
  before(async () => {
    lessons = await lessonCluster();
    kernel = await protocolKernel(lessons.env);
  });
  after(async () => {
    await kernel.close();
    await lessons.stop();
  });

  /** Runs code, and interrupts it as Jupyter does when it has said something. */
  async function interrupted(code: string, isReady = (): boolean => true): Promise<Answer> {
    const published: Answer['published'] = [];
    const isOutput = ([type]: [string, unknown]): boolean => type === 'stream' || type.endsWith('display_data');
    const running = kernel.ask('shell', 'execute_request', { code }, (type, content) =>
      published.push([type, content]),
    );
    let reply: Record<string, unknown> | undefined;
    void running.then((came) => {
      reply = came;
    });
    await until('the first output', () => (published.some(isOutput) && isReady()) || reply !== undefined);
    assert.equal(reply, undefined, JSON.stringify(published));
    kernel.child.signal('SIGINT');
    return { reply: (await until('the reply', () => reply)) ?? {}, published };
  }
  const fault = ({ published }: Answer): Record<string, unknown> =>
    published.find(([type]) => type === 'error')?.[1] ?? {};

  it('J15: says so in its output, whether it waits or computes', async () => {
    for (const code of [
      "console.log('waits'); await new Promise((done) => setTimeout(done, 50_000));",
      "console.log('computes'); for (;;) {}",
    ]) {
      const answer = await interrupted(code);
      const { ename, evalue, traceback } = fault(answer);
      assert.deepEqual(
        [answer.reply.status, ename, evalue],
        ['error', 'Interrupted', 'the cell was interrupted'],
        code,
      );
      assert.deepEqual((traceback as string[]).map(stripVTControlCharacters), [
        'Interrupted: the cell was interrupted',
      ]);
    }
  });

  it('J15: shows nothing more, though its code goes on', async () => {
    const answer = await interrupted(
      "const ticks = setInterval(() => console.log('tick'), 5);\nconsole.log('first'); await new Promise(() => {});",
    );
    const { published } = await kernel.execute('await new Promise((done) => setTimeout(done, 100));');
    const types = answer.published.map(([type]) => type).filter((type) => type !== 'status');
    assert.equal(types.at(-1), 'error', 'nothing comes after the error');
    assert.deepEqual(
      published.map(([type]) => type),
      ['execute_input'],
      'nor in the next cell',
    );
  });

  it('J15: has show.watch say it, too', async () => {
    const sent = (stage: string): boolean =>
      lessons.cluster.events.some(
        (event) =>
          event.verb === 'watch' && event.stage === stage && event.user.username?.startsWith('system:') === false,
      );
    const answer = await interrupted(
      "import { connect, show } from 'kubelab'; await show.watch(await connect(), 'namespaces', { seconds: 50 })",
      () => sent('ResponseStarted'),
    );
    assert.equal(fault(answer).ename, 'Interrupted');
    const shown = answer.published.flatMap(([type, { data }]) => (type.endsWith('display_data') ? [data] : []));
    const [first, last] = [shown[0], shown.at(-1)].map((data) => JSON.stringify(data));
    assert.match(first ?? '', /under way/);
    assert.match(last ?? '', /interrupted after \d+ s/);
    assert.doesNotMatch(last ?? '', /under way/);
    await until('the end of the request', () => sent('ResponseComplete'));
  });
});
