/**
 * The framing of pods/exec and pods/attach over WebSocket: the first byte of every message names a channel
 * (k8s.io/apimachinery/pkg/util/httpstream/wsstream, remotecommand v4 and KEP-4006 v5).
 */

/** The channels by name; `close` is a message of v5 whose one byte names the channel that ends. */
export const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

/** The sub-protocols that are spoken, the best first. */
const subprotocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;

/** The first sub-protocol that both sides speak; undefined when there is none. */
export function chooseSubprotocol(offered: Iterable<string>): string | undefined {
  const theirs = new Set(offered);
  return subprotocols.find((name) => theirs.has(name));
}

/** A message for a channel. */
export function encodeFrame(to: number, data: Uint8Array | string): Buffer {
  const payload = typeof data === 'string' ? Buffer.from(data) : data;
  const frame = Buffer.allocUnsafe(payload.length + 1);
  frame[0] = to;
  frame.set(payload, 1);
  return frame;
}

/** Channel and data of a message; undefined for an empty one, which says nothing. */
export function decodeFrame(message: Buffer): { from: number; data: Buffer } | undefined {
  const from = message[0];
  return from === undefined ? undefined : { from, data: message.subarray(1) };
}

/** The size that a resize message holds; undefined for other data. */
export function decodeResize(data: Buffer): { columns: number; rows: number } | undefined {
  try {
    const size: unknown = JSON.parse(data.toString('utf8'));
    if (size === null || typeof size !== 'object') return undefined;
    const { Width, Height } = size as { Width?: unknown; Height?: unknown };
    return typeof Width === 'number' && typeof Height === 'number' ? { columns: Width, rows: Height } : undefined;
  } catch {
    return undefined;
  }
}

/** The Status that the error channel carries at the end of a command. */
export function exitStatus(exitCode: number): object {
  if (exitCode === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  };
}
