/**
 * A stage of the API server: a function from a request to an answer. Both are plain values, so that the same chain serves
 * a TLS socket, the controllers inside the process, and a test.
 */
import type { Duplex } from 'node:stream';
import type { AuditLevel } from '../../kube/audit-event.js';
import type { Stage, StageFinding } from '../../kube/explanation.js';
import type { RequestInfo } from '../../kube/request-info.js';
import type { UserInfo } from '../../kube/user.js';

/** Header names in lower case; a repeated header is a list. */
export type Headers = Record<string, string | string[] | undefined>;

/** A request on its way through the stages; each stage fills in its findings. */
export interface ApiRequest {
  /** Also sent back as the `Audit-Id` header. */
  auditID: string;
  method: string;
  /** Path and query as they came. */
  url: string;
  query: URLSearchParams;
  headers: Headers;
  info: RequestInfo;
  /** The whole body, read once; throws an ApiError 413 over the limit. */
  body(): Promise<Buffer>;
  /** DER of the client's certificate and of the ones sent with it, leaf first; empty without one. */
  clientCertificates: readonly Buffer[];
  sourceIPs: string[];
  receivedAt: Date;
  /** Aborted when the client has gone or the server stops. */
  signal: AbortSignal;
  /** The socket of a WebSocket upgrade (exec), not yet answered. */
  upgrade?: { socket: Duplex; head: Buffer };
  /** Set by authentication; replaced by impersonation, which keeps the caller in `impersonator`. */
  user?: UserInfo;
  impersonator?: UserInfo;
  /** The client's Warning headers, whatever the answer is. */
  warnings?: string[];
  /** Notes for the audit stage, beside the facts above. */
  audit: AuditNotes;
  /** The stages' findings, for {@link Explanation}; kept only by the practice cluster. */
  findings: StageFinding[];
  /** The stages that the request has come to, in that order: the last one is where it is. */
  reached: Stage[];
}

/** The stages' notes for the audit log. */
export interface AuditNotes {
  level?: AuditLevel;
  annotations: Record<string, string>;
  /** The object as decoded from the body (before admission), and the one answered. */
  requestObject?: unknown;
  responseObject?: unknown;
  /** The verb by which a constrained impersonation was allowed, such as `impersonate:user-info`. */
  impersonationConstraint?: string;
  /** Facts of the object that was sent: its event tells them where the path does not. */
  sent?: { namespace?: string; name?: string; uid?: string; resourceVersion?: string };
}

/** An answer. Exactly one of `body`, `stream` and `upgraded` is there. */
export interface ApiResponse {
  status: number;
  headers: Record<string, string | string[]>;
  body?: Buffer | string;
  /** For watches and logs: chunks until it ends; stop reading by `return()`. */
  stream?: AsyncIterable<Buffer | string>;
  /** The stage has answered on the upgraded socket itself; resolves when that connection is over. */
  upgraded?: Promise<void>;
}

/** Adds to the client's warnings; each of them is said once. */
export function warn(request: ApiRequest, ...warnings: readonly string[]): void {
  if (warnings.length > 0) request.warnings = [...new Set([...(request.warnings ?? []), ...warnings])];
}

/** Notes that the request has come to a stage: a refusal from now on is that stage's. */
export function reach({ reached }: Pick<ApiRequest, 'reached'>, stage: Stage): void {
  if (reached.at(-1) !== stage) reached.push(stage);
}

/** A stage, or the rest of the chain behind a stage. */
export type Handler = (request: ApiRequest) => ApiResponse | Promise<ApiResponse>;

/**
 * The result of `go` for a value: at once when the value is there. Most requests have nothing to wait for, and a turn
 * through a promise for every stage would take a fifth of their time.
 */
export function whenThere<T, U>(value: T | Promise<T>, go: (value: T) => U | Promise<U>): U | Promise<U> {
  return value instanceof Promise ? value.then(go) : go(value);
}

/** The answer of the rest of the chain as `answered` gives it on, or for an error the answer of `failed`. */
export function answerOf(
  next: Handler,
  request: ApiRequest,
  answered: (response: ApiResponse) => ApiResponse,
  failed: (error: unknown) => ApiResponse,
): ApiResponse | Promise<ApiResponse> {
  let response: ReturnType<Handler>;
  try {
    response = next(request);
  } catch (error) {
    return failed(error);
  }
  return response instanceof Promise ? response.then(answered, failed) : answered(response);
}
