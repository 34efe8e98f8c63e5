/** What is wrong with an answer. */
import { parse } from 'yaml';
import { objectOfProtobuf } from '../../src/cluster/wire/protobuf.js';
import type { Status } from '../../src/kube/status.js';
import type { FuzzRequest } from './fuzz-requests.js';
import type { RawAnswer } from './raw-client.js';

/** Answers of 500 and more that are as they should be: the reason is in the Status. */
const statedFaults: readonly RegExp[] = [
  // nothing listens behind a proxy here
  /^error trying to reach service: dial tcp /,
  /^no endpoints available for service /,
  /^no service port \d+ found for service /,
  /^Timeout: Too large resource version: /,
  // what stands behind an upgrade is not there, which is no fault of the request
  /^error upgrading connection: in the containers of the practice cluster nothing listens on a port$/,
  /^Internal error occurred: unable to upgrade connection: container not found \("/,
  // Kubernetes has no better one for these faults of a request
  /^failed to create typed patch object \(/,
  /^failed to convert new object \(/,
  /^resourceVersion: Invalid value: /,
  /^unsupported role reference kind: "/,
  /^strconv\.ParseUint: parsing "/,
  /^resourceVersion should not be set on objects to be created$/,
  /^\[?(target|metadata)\.\w+: (Required|Invalid|Unsupported) value/,
  /^unknown patch type: /,
  /^expected a \S+( \S+)?, but received a /,
  /^map: .* does not contain declared merge key: /s,
  /^value for key \d+ is not a map$/,
  /^unable to find api field in struct /,
  /^no elements in any of the given slices$/,
  /^list element types are not identical: /,
  /^cannot merge lists without merge key for /,
  /^merging lists cannot yet be specified in the patch$/,
  /^The order in patch list:\n/,
  /^invalid byte in chunk length$/,
];

/** True for the message of an answer of 500 and more that is as it should be. */
export function isStatedFault(message: string | undefined): boolean {
  return statedFaults.some((words) => words.test(message ?? ''));
}

/** The faults of an answer; none for a good one. `secret` is text that this client may not see. */
export function faultsOf(request: FuzzRequest, answer: RawAnswer, secret: string | undefined): string[] {
  const { status, headers, body } = answer;
  const text = body.toString();
  const faults: string[] = [];
  if (secret && (text.includes(secret) || text.includes(base64(secret)) || JSON.stringify(headers).includes(secret))) {
    faults.push('shows what this user may not read');
  }
  if (status === 0) return request.broken ? faults : [...faults, 'is none: the connection was closed'];
  // the socket's own words for what is no HTTP
  const bare = headers['content-type'] === 'text/plain; charset=utf-8' && headers.connection?.toLowerCase() === 'close';
  if (request.broken && bare && [400, 431, 501, 505].includes(status)) return faults;
  if (request.method === 'HEAD' || status === 304 || status === 101) return faults;
  if (status === 417) return faults;
  // Go's library says no more to a WebSocket whose page is not told
  const wantsSocket = request.bytes.toString('latin1').includes('\r\nupgrade: websocket\r\n');
  if (status === 403 && wantsSocket && body.length === 0) return faults;
  const parsed = documentOf(request, answer);
  if (parsed instanceof Error) return [...faults, `cannot be read: ${parsed.message}`];
  const api = /^\/(api\/[^/?]+|apis\/[^/?]+\/[^/?]+)\/[^/?]/.test(request.target);
  // about a group that nobody serves, and a path that is none, no router has words of its own
  const unrouted = (status === 404 && text === '404 page not found\n') || (status === 400 && bare);
  if (unrouted) return faults;
  // what stands behind a proxy answers in its own words
  const proxied = status === 404 && /\/proxy(\/|\?|$)/.test(request.target);
  if (status >= 400 && !proxied && (api || status === 401 || status === 403 || status >= 500)) {
    faults.push(...faultsOfStatus(status, parsed as Status | undefined));
  }
  if (status >= 500 && !isStatedFault((parsed as Status | undefined)?.message)) {
    faults.push('is a fault of the server');
  }
  return faults;
}

/** The document in the body, or the fault of one that cannot be read; undefined for a stream, and for what is none of these. */
function documentOf(request: FuzzRequest, { status, headers, body }: RawAnswer): unknown {
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/json')) {
    const isStream = request.stream && headers['transfer-encoding'] === 'chunked';
    return isStream ? undefined : jsonOf(body.toString());
  }
  if (status < 400) return undefined;
  if (type === 'application/yaml') return yamlOf(body.toString());
  return type === 'application/vnd.kubernetes.protobuf' ? protobufOf(body) : undefined;
}

function faultsOfStatus(code: number, parsed: Status | undefined): string[] {
  if (typeof parsed !== 'object' || parsed === null) return ['is no Status'];
  const { kind, apiVersion, status, message, reason } = parsed;
  const good =
    kind === 'Status' &&
    apiVersion === 'v1' &&
    status === 'Failure' &&
    parsed.code === code &&
    typeof message === 'string';
  const reasoned = reason !== undefined || isStatedFault(message);
  return good && reasoned ? [] : ['is no valid Status'];
}

function protobufOf(body: Buffer): unknown {
  try {
    return objectOfProtobuf(body);
  } catch (error) {
    return error as Error;
  }
}

function yamlOf(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    return error as Error;
  }
}

function jsonOf(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    return error as Error;
  }
}

const base64 = (secret: string): string => Buffer.from(secret).toString('base64').slice(0, -4);
