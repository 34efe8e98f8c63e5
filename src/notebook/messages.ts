/**
 * The Jupyter wire protocol's messages: frames to message and back, signed with HMAC-SHA256.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { KubelabError } from '../errors.js';

/** The header that each message carries, and that answers carry as their parent. */
interface MessageHeader {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
}

/** One message. `parentHeader` is empty where nothing is answered. */
export interface Message {
  identities: Buffer[];
  header: MessageHeader;
  parentHeader: Partial<MessageHeader>;
  metadata: Record<string, unknown>;
  content: Record<string, unknown>;
  buffers: Buffer[];
}

/** The version of the protocol that requests declare. */
const PROTOCOL_VERSION = '5.3';

const DELIMITER = Buffer.from('<IDS|MSG>');

/** A request with a fresh id. */
export function makeRequest(
  msgType: string,
  content: Record<string, unknown>,
  options: { session: string; id?: string; now?: Date },
): Message {
  const header: MessageHeader = {
    msg_id: options.id ?? randomUUID(),
    msg_type: msgType,
    session: options.session,
    username: 'kubelab',
    date: (options.now ?? new Date()).toISOString(),
    version: PROTOCOL_VERSION,
  };
  return { identities: [], header, parentHeader: {}, metadata: {}, content, buffers: [] };
}

/** The frames of a message: identities, delimiter, signature, four JSON parts, buffers. */
export function serialiseMessage(message: Message, key: string): Buffer[] {
  const parts = [message.header, message.parentHeader, message.metadata, message.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  return [...message.identities, DELIMITER, Buffer.from(sign(parts, key)), ...parts, ...message.buffers];
}

/** The message in `frames`. Throws MESSAGE_INVALID when they are no message, or were signed with another key. */
export function parseMessage(frames: Buffer[], key: string): Message {
  const at = frames.findIndex((frame) => frame.equals(DELIMITER));
  if (at < 0) throw invalid('it has no <IDS|MSG> delimiter');
  const [signature, ...parts] = frames.slice(at + 1);
  const signed = parts.slice(0, 4);
  if (!signature || signed.length < 4) throw invalid('it has fewer than four parts');
  const expected = Buffer.from(sign(signed, key));
  if (key !== '' && !(signature.length === expected.length && timingSafeEqual(signature, expected))) {
    throw invalid('its signature was not made with the key of this connection');
  }
  const [header, parentHeader, metadata, content] = signed.map(parsePart);
  return {
    identities: frames.slice(0, at),
    // The signature shows that the kernel of this connection made these; the protocol gives their shape.
    header: header as unknown as MessageHeader,
    parentHeader: parentHeader as Partial<MessageHeader>,
    metadata: metadata ?? {},
    content: content ?? {},
    buffers: parts.slice(4),
  };
}

/** The signature in hex; empty for an empty key, which switches signing off. */
function sign(parts: Buffer[], key: string): string {
  if (key === '') return '';
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}

function parsePart(part: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(part.toString());
  } catch {
    throw invalid('one of its parts is not JSON');
  }
  if (typeof value !== 'object' || value === null) throw invalid('one of its parts is not an object');
  return value as Record<string, unknown>;
}

function invalid(why: string): KubelabError {
  return new KubelabError('MESSAGE_INVALID', `a message of the kernel was refused: ${why}`, {
    hint: 'start the kernel again; when it happens again, something else answers on its sockets',
  });
}
