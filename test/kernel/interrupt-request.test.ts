import assert from 'node:assert/strict';
import { answerInterruptRequests } from '../../src/kernel/interrupt-request.js';
import { makeRequest, parseMessage, serialiseMessage } from '../../src/notebook/messages.js';
import { type ProtocolKernel, protocolKernel } from '../helpers/protocol-kernel.js';

type Reply = Record<string, unknown> | undefined;

describe('a kernel that gets interrupt_request', () => {
  let kernel: ProtocolKernel;
  before(async () => {
    kernel = await protocolKernel();
    await kernel.execute("const kept = 'kept';");
  });
  after(() => kernel.close());

  const interrupt = (): Promise<Reply> => kernel.ask('control', 'interrupt_request', {});
  /** Resolves when the cell waits; `ended` is its reply. */
  function waitingCell(): Promise<{ ended: Promise<Reply> }> {
    return new Promise((resolve) => {
      const code = "console.log('waits'); await new Promise(() => {});";
      const ended = kernel.ask('shell', 'execute_request', { code, silent: false }, (type) => {
        if (type === 'stream') resolve({ ended });
      });
    });
  }
  const runs = async (code: string): Promise<void> => {
    const { reply, published } = await kernel.execute(code);
    assert.equal(reply.status, 'ok', JSON.stringify(published));
  };

  it('ends the cell that waits and no other, and keeps its variables', async () => {
    for (let round = 0; round < 3; round++) {
      const { ended } = await waitingCell();
      const next = kernel.ask('shell', 'execute_request', { code: 'kept', silent: false });
      await kernel.ask('shell', 'comm_info_request', {}); // answered when all before it has come
      assert.deepEqual(await interrupt(), { status: 'ok' });
      const reply = await ended;
      assert.deepEqual([reply?.status, reply?.ename], ['error', 'Interrupted']);
      // as after each cell that fails: what was sent before is not run
      assert.equal((await next)?.status, 'aborted');
      await runs("await null; if (kept !== 'kept') throw kept;");
    }
  });

  it('does nothing where no cell runs', async () => {
    assert.deepEqual(await interrupt(), { status: 'ok' });
    await runs('await null; kept');
  });

  it('takes code that names the message for code', () => runs('JSON.stringify({ msg_type: "interrupt_request" })'));

  it('obeys nobody without its key', async () => {
    let interrupts = 0;
    const sent: unknown[] = [];
    const socket = { send: async (frames: unknown) => void sent.push(frames) };
    const server = { handleShellMessage: async () => assert.fail('tslab does not know the message') };
    answerInterruptRequests(server as never, () => interrupts++);
    const handle = (key: string): Promise<void> => {
      const frames = serialiseMessage(makeRequest('interrupt_request', {}, { session: 's' }), key);
      return (server.handleShellMessage as (...args: unknown[]) => Promise<void>).call(
        { connInfo: { key: 'its own' }, iopub: socket },
        ...[socket, ...frames],
      );
    };
    await assert.rejects(handle('another'), { code: 'MESSAGE_INVALID' });
    assert.deepEqual([interrupts, sent], [0, []]);
    await handle('its own');
    assert.equal(interrupts, 1);
    const answers = sent.map((frames) => parseMessage(frames as Buffer[], 'its own'));
    assert.deepEqual(
      answers.map(({ header, parentHeader, content }) => [header.msg_type, parentHeader.msg_type, content]),
      [
        ['status', 'interrupt_request', { execution_state: 'busy' }],
        ['interrupt_reply', 'interrupt_request', { status: 'ok' }],
        ['status', 'interrupt_request', { execution_state: 'idle' }],
      ],
    );
  });
});
