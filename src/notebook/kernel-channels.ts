/**
 * The sockets to a kernel, and the requests under way on them. A request is done when its reply has come on the channel
 * it was sent on and the status `idle` on iopub: the two channels race, and only both together mean that all was said.
 */
import { type ConnectionInfo, endpoint } from './connection.js';
import { type Message, makeRequest, parseMessage, serialiseMessage } from './messages.js';
import { zeromq } from './zeromq.js';

/** Takes the messages on iopub that belong to one request, also those that come after its reply. */
type OnPublished = (msgType: string, content: Record<string, unknown>) => void;

/** How much a kernel may say. */
export interface ReceiveLimits {
  /** The longest message; the connection of a longer one is closed. */
  messageBytes: number;
  /** All messages together. */
  totalBytes: number;
}

/** How many messages wait here for being read when a kernel is limited; the others wait in its own memory. */
const MESSAGES_WAITING = 32;

/** The sockets of one kernel. */
export interface KernelChannels {
  /** Sends a request, and resolves with the content of its reply; with undefined when the channels are closed before. */
  request(
    channel: 'shell' | 'control',
    msgType: string,
    content: Record<string, unknown>,
    onPublished?: OnPublished,
  ): Promise<Record<string, unknown> | undefined>;
  /** When the last message came, by `performance.now()`. */
  readonly lastMessageAt: number;
  /**
   * Resolves when the kernel's end of iopub has been closed: all that it published has come by then. At once while there is no
   * connection, and for a kernel of which nothing more is read, as it has said too much.
   */
  readonly iopubEnded: Promise<void>;
  /** How many messages were refused, and why the last one was. */
  readonly refused: { count: number; reason?: string };
  close(): void;
}

interface Exchange {
  reply?: Record<string, unknown>;
  idle: boolean;
  onPublished?: OnPublished;
  finish(reply: Record<string, unknown> | undefined): void;
}

/** How long `idle` may lack after a reply while nothing else comes: a kernel may drop messages when it is flooded. */
const IDLE_OVERDUE_MS = 5000;

/**
 * Connects to a kernel; it may start listening later. `onFlood` is called when it has said more than `limits` allow. Throws ENVIRONMENT
 * on a system that zeromq has no build for.
 */
export function openChannels(
  info: ConnectionInfo,
  session: string,
  limits?: ReceiveLimits & { onFlood(): void },
): KernelChannels {
  const { Dealer, Subscriber } = zeromq();
  const options = {
    linger: 0,
    reconnectInterval: 20,
    ...(limits ? { maxMessageSize: limits.messageBytes, receiveHighWaterMark: MESSAGES_WAITING } : {}),
  };
  const sockets = { shell: new Dealer(options), control: new Dealer(options), iopub: new Subscriber(options) };
  /** Requests by id; requests that listen to iopub stay, for output of a cell after its end. */
  const exchanges = new Map<string, Exchange>();
  const refused: { count: number; reason?: string } = { count: 0 };
  let [iopubEnded, endIopub] = [Promise.resolve(), (): void => {}];
  let lastMessageAt = performance.now();
  let received = 0;
  let closed = false;

  function settle(exchange: Exchange): void {
    const { reply } = exchange;
    if (!reply) return;
    if (exchange.idle) {
      exchange.finish(reply);
      return;
    }
    const cameAt = lastMessageAt;
    setTimeout(() => lastMessageAt === cameAt && exchange.finish(reply), IDLE_OVERDUE_MS).unref();
  }

  function take(channel: keyof typeof sockets, message: Message): void {
    lastMessageAt = performance.now();
    const exchange = exchanges.get(message.parentHeader.msg_id ?? '');
    if (!exchange) return;
    if (channel !== 'iopub') exchange.reply = message.content;
    else if (message.header.msg_type !== 'status') exchange.onPublished?.(message.header.msg_type, message.content);
    else if (message.content.execution_state === 'idle') exchange.idle = true;
    settle(exchange);
  }

  async function listen(channel: keyof typeof sockets): Promise<void> {
    for await (const frames of sockets[channel]) {
      received += (frames as Buffer[]).reduce((sum, { length }) => sum + length, 0);
      if (limits && received > limits.totalBytes) {
        endIopub();
        limits.onFlood();
        return;
      }
      let message: Message;
      try {
        message = parseMessage(frames as Buffer[], info.key);
      } catch (error) {
        refused.count += 1;
        refused.reason = (error as Error).message;
        continue;
      }
      take(channel, message);
    }
  }

  sockets.iopub.events
    .on('connect', () => {
      iopubEnded = new Promise((resolve) => {
        endIopub = resolve;
      });
    })
    .on('disconnect', () => endIopub());
  for (const channel of ['shell', 'control', 'iopub'] as const) {
    sockets[channel].connect(endpoint(info, channel));
    if (channel === 'iopub') sockets.iopub.subscribe();
    // A socket that fails while it is closed has nothing more to say.
    listen(channel).catch(() => {});
  }

  return {
    request(channel, msgType, content, onPublished) {
      const message = makeRequest(msgType, content, { session });
      const id = message.header.msg_id;
      return new Promise((resolve, reject) => {
        const finish = (reply: Record<string, unknown> | undefined): void => {
          if (!onPublished || closed) exchanges.delete(id);
          resolve(reply);
        };
        if (closed) return finish(undefined);
        exchanges.set(id, { idle: false, finish, ...(onPublished ? { onPublished } : {}) });
        sockets[channel].send(serialiseMessage(message, info.key)).catch(reject);
      });
    },
    get lastMessageAt() {
      return lastMessageAt;
    },
    get iopubEnded() {
      return iopubEnded;
    },
    refused,
    close() {
      if (closed) return;
      closed = true;
      for (const socket of Object.values(sockets)) socket.close();
      for (const exchange of exchanges.values()) exchange.finish(undefined);
    },
  };
}
