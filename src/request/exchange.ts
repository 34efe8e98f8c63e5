/** One request and its answer: the thing that a lesson looks at. */
import type { Identity } from '../auth/identity.js';
import type { CertificateFacts } from '../inspect/x509.js';
import type { JsonBody } from './api.js';

/** The request. Its `authorization` header is redacted unless the client reveals. */
export interface ExchangeRequest {
  method: string;
  /** Path and query. */
  path: string;
  url: string;
  headers: Record<string, string>;
  body?: unknown;
}

/** The answer without its body. */
export interface ExchangeResponse {
  status: number;
  reason: string;
  headers: Record<string, string>;
}

/** The outcome of the handshake. */
export interface TlsFacts {
  protocol: string;
  cipher: string;
  /** True when the server's certificate was checked and found good. */
  verified: boolean;
  /** The check in words: the CA, or a fault. */
  verification: string;
  /** The code of the check that failed, such as `UNABLE_TO_VERIFY_LEAF_SIGNATURE`. */
  fault?: string;
  serverName: string;
  server?: CertificateFacts;
  /** The certificate that this client offered. */
  client?: { subject: string; fingerprint256: string };
}

/** Milliseconds of each part; a part that did not happen (a reused connection has no handshake) is left out. */
export interface Timings {
  dns?: number;
  connect?: number;
  tls?: number;
  firstByte?: number;
  total: number;
  /** True when the request went over a connection of an earlier one. */
  reused: boolean;
}

/** Why there is no answer. */
export interface Failure {
  stage: 'credential' | 'dns' | 'connect' | 'proxy' | 'tls' | 'timeout' | 'aborted' | 'answer';
  /** The code that Node gives, such as `ECONNREFUSED`. */
  code: string;
  /** The fault in words. */
  message: string;
  /** A remedy, in words. */
  hint: string;
  /** How three programs word the same fault. */
  dialects: { curl?: string; kubectl?: string; node: string };
}

/** The stages of an explanation, with a sentence for each. */
export interface Explained {
  /** One sentence for the whole. */
  summary: string;
  /** The source of the findings: the practice cluster itself, or the client, by looking at what it sent. */
  source: 'practice cluster' | 'client';
  findings: {
    stage: string;
    /** `not asked`: the request had nothing for that stage. `unknown`: the answer does not tell. */
    outcome: 'passed' | 'refused' | 'not reached' | 'not asked' | 'unknown';
    detail: string;
    remedy?: string;
  }[];
  toString(): string;
}

/** Options of `curl()` and `kubectl()`. */
export interface CommandOptions {
  /**
   * A folder: ca.crt, client.crt, client.key and token are written there (the last two for you alone), and the command names
   * them.
   */
  files?: string;
}

/** One request and its answer. Shows itself as text; `show(exchange)` draws it. */
export interface Exchange<T = JsonBody> {
  readonly request: ExchangeRequest;
  /** Undefined when nothing answered; then `failure` says why. */
  readonly response: ExchangeResponse | undefined;
  /** The HTTP status; 0 when nothing answered. */
  readonly status: number;
  /** True for 2xx. */
  readonly ok: boolean;
  /** The answer's body, parsed when it is JSON, as it came: nothing is redacted in it. */
  readonly body: T;
  /** The body as text; of a cut-off answer, the part that came. */
  readonly text: string;
  readonly tls: TlsFacts | undefined;
  readonly timings: Timings;
  readonly identity: Identity;
  readonly failure: Failure | undefined;
  /** The `curl` command for this request; `{ files: DIR }` writes the files that it names. */
  curl(options?: CommandOptions): string;
  /** The `kubectl` command for this request, or why there is none; `{ files: DIR }` as with curl. */
  kubectl(options?: CommandOptions): string;
  /** The outcome of each stage in plain words; for 401 and 403 why, and what would change it. */
  explain(): Promise<Explained>;
  /** Draws it in a notebook, writes it elsewhere. */
  show(options?: { reveal?: boolean }): void;
  /** The text that the exchange shows, redacted. */
  toString(): string;
  /** Input of `JSON.stringify`, redacted. */
  toJSON(): object;
}
