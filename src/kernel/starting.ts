/**
 * The status `starting`, which a kernel publishes of itself. After a kernel has died, Jupyter starts another, and a front end
 * that waits for it shows "Dead kernel" until it hears this; tslab never says it.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#kernel-status
 */
import { createHmac, randomUUID } from 'node:crypto';
import type { Publisher, XPublisher } from 'zeromq';
import { zeromq } from '../notebook/zeromq.js';
import type { Server, TslabJupyter } from './tslab.js';

/** The first byte of a subscriber's message (https://rfc.zeromq.org/spec/29/). */
const SUBSCRIBES = 1;

/**
 * Makes the kernel say so to all clients that subscribe before its first cell. A message from before a subscription is lost,
 * so that iopub becomes a socket that tells of its subscribers.
 */
export function announceStart(server: TslabJupyter['ZmqServer']['prototype']): void {
  const { bindSocket } = server;
  server.bindSocket = async function (socket, port) {
    if (socket !== this.iopub) return bindSocket.call(this, socket, port);
    const iopub = tellingOfSubscribers(socket as Publisher); // tslab's iopub is one
    this.iopub = iopub;
    await bindSocket.call(this, iopub, port);
    void greetSubscribers(this, iopub);
  };
}

function tellingOfSubscribers(iopub: Publisher): XPublisher {
  const { XPublisher } = zeromq();
  const { sendHighWaterMark, sendTimeout } = iopub;
  iopub.close();
  return new XPublisher({ sendHighWaterMark, sendTimeout, verbosity: 'allSubs' });
}

async function greetSubscribers(server: Server, iopub: XPublisher): Promise<void> {
  const session = randomUUID();
  for await (const [frame] of iopub) {
    if (frame?.[0] !== SUBSCRIBES || server.handler.execCount > 0) continue;
    // the second one is for a client that has had its first answer already, and would wait for ever
    const both = ['starting', 'idle'].map((state) => iopub.send(statusMessage(state, server.connInfo.key, session)));
    await Promise.all(both);
  }
}

/**
 * A status that is no answer to anything, signed
 * (https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol).
 */
function statusMessage(state: string, key: string, session: string): string[] {
  const header = {
    ...{ version: '5.3', date: new Date().toISOString(), session, username: 'kernel' },
    ...{ msg_type: 'status', msg_id: randomUUID() },
  };
  const parts = [header, {}, {}, { execution_state: state }].map((part) => JSON.stringify(part));
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return ['<IDS|MSG>', hmac.digest('hex'), ...parts];
}
