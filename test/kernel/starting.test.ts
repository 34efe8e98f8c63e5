import assert from 'node:assert/strict';
import { Subscriber } from 'zeromq';
import { endpoint } from '../../src/notebook/connection.js';
import { type Message, parseMessage } from '../../src/notebook/messages.js';
import { type ProtocolKernel, protocolKernel } from '../helpers/protocol-kernel.js';

describe('the status of a kernel that has started', () => {
  let kernel: ProtocolKernel;
  before(async () => {
    kernel = await protocolKernel();
  });
  after(() => kernel.close());

  /** The states that somebody who subscribes now is told unasked, by signed messages, until `isEnough`. */
  async function toldUnasked(
    isEnough: (unasked: unknown[], last: Message) => boolean,
    meanwhile: () => Promise<unknown> = async () => {},
  ): Promise<unknown[]> {
    const iopub = new Subscriber({ linger: 0, receiveTimeout: 30_000 });
    const unasked: unknown[] = [];
    const read = async (): Promise<void> => {
      for await (const frames of iopub) {
        const message = parseMessage(frames, kernel.info.key);
        if (message.parentHeader.msg_id === undefined) unasked.push(message.content.execution_state);
        if (isEnough(unasked, message)) return;
      }
    };
    try {
      iopub.connect(endpoint(kernel.info, 'iopub'));
      iopub.subscribe();
      await Promise.all([read(), meanwhile()]);
      return unasked;
    } finally {
      iopub.close();
    }
  }

  it('J13: is starting, and then idle, for each who subscribes before the first cell', async () => {
    for (const time of ['first', 'second']) {
      const states = await toldUnasked(({ length }) => length === 2);
      assert.deepEqual(states, ['starting', 'idle'], time);
    }
  });

  it('J13: is told only in answers once a cell has run', async () => {
    await kernel.execute('1');
    const states = await toldUnasked(
      (_, { header }) => header.msg_type === 'execute_result',
      () => kernel.execute('await new Promise((done) => setTimeout(done, 300)); 2'),
    );
    assert.deepEqual(states, []);
  });
});
