/**
 * How exchanges and clients show themselves. This folder does not draw: a client's maker hands it a face, the notebook's
 * is in print/. The plain face here is for programs.
 */
import { inspect } from 'node:util';
import type { Client, ExecResult } from './api.js';
import type { Exchange, Explained } from './exchange.js';

/** The functions that draw exchanges and clients, and explain answers. */
export interface Face {
  /** The text of `util.inspect` and `toString`. */
  text(exchange: Exchange): string;
  show(exchange: Exchange, reveal: boolean): void;
  explain(exchange: Exchange): Promise<Explained>;
  client(client: Client): string;
  execResult(result: ExecResult): string;
  /** The output for a notebook, by media type; `text/plain` is always there. */
  bundle(value: Exchange | Client | ExecResult): Record<string, string>;
}

/** The method by which a kernel asks a cell's last value for its output (the convention of Deno's kernel). */
export const jupyterDisplay: unique symbol = Symbol.for('Jupyter.display');

/** One line each, no explanation beyond the answer's words. */
export const plainFace: Face = {
  text: line,
  show: (exchange) => console.log(line(exchange)),
  explain: (exchange) =>
    Promise.resolve({ summary: line(exchange), source: 'client', findings: [], toString: () => line(exchange) }),
  client: ({ server, identity }) => `Client of ${server} as ${identity.description}`,
  execResult: ({ exitCode, exchange }) => (exitCode === undefined ? line(exchange) : `exit code ${exitCode}`),
  bundle: (value) => ({ 'text/plain': inspect(value) }),
};

function line({ request, status, failure, response, body }: Exchange): string {
  const said = typeof body === 'object' && body !== null && typeof body.message === 'string' ? `: ${body.message}` : '';
  const answer = failure ? failure.message : `${status} ${response?.reason ?? ''}${status >= 400 ? said : ''}`;
  return `${request.method} ${request.path} -> ${answer.trim()}`;
}
