/**
 * Jupyter's message `interrupt_request`, by which a cell is interrupted where no signal can do it (Windows); tslab does not know
 * it. It is read when the cell waits: a loop that never waits is not interrupted by it.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#kernel-interrupt
 */
import { type Message, makeRequest, parseMessage, serialiseMessage } from '../notebook/messages.js';
import type { TslabJupyter } from './tslab.js';

/** Has the server call `interrupt` for such a message, and answer it. */
export function answerInterruptRequests(server: TslabJupyter['ZmqServer']['prototype'], interrupt: () => void): void {
  const { handleShellMessage } = server;
  server.handleShellMessage = async function (socket, ...frames) {
    const { key } = this.connInfo;
    const request = interruptRequest(frames, key);
    if (!request) return handleShellMessage.call(this, socket, ...frames);
    const publish = (state: string): Promise<void> =>
      this.iopub.send(answerTo(request, 'status', { execution_state: state }, key));
    await publish('busy');
    interrupt();
    await socket.send(answerTo(request, 'interrupt_reply', { status: 'ok' }, key));
    await publish('idle');
  };
}

/** The message, if it is such a request. Throws MESSAGE_INVALID when it was signed with another key. */
function interruptRequest(frames: Buffer[], key: string): Message | undefined {
  if (!frames.some((frame) => frame.includes('"interrupt_request"'))) return undefined;
  const message = parseMessage(frames, key);
  return message.header.msg_type === 'interrupt_request' ? message : undefined;
}

function answerTo(
  { identities, header }: Message,
  type: string,
  content: Record<string, unknown>,
  key: string,
): Buffer[] {
  const answer = makeRequest(type, content, { session: header.session });
  return serialiseMessage({ ...answer, identities, parentHeader: header }, key);
}
