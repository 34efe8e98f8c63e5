/** The error for an exchange that is not a success, where one was demanded. */
import { KubelabError } from '../errors.js';
import type { Exchange } from './exchange.js';
import { expiredSentence } from './expired-credential.js';

const exchanges = new WeakMap<KubelabError, Exchange>();

/** The exchange that {@link failedRequest} made this error of; undefined for any other error. */
export function exchangeBehind(error: unknown): Exchange | undefined {
  return error instanceof KubelabError ? exchanges.get(error) : undefined;
}

/** The error for an exchange that is not a success; its message is that of the server, its hint `advice` when there is some. */
export function failedRequest(exchange: Exchange, advice?: string): KubelabError {
  const { request, status, failure, body } = exchange;
  const what = `${request.method} ${request.path}`;
  const words: unknown = typeof body === 'object' && body !== null ? body.message : undefined;
  const message = failure
    ? `${what} was not answered: ${failure.message}`
    : `${what} was answered with ${status}${typeof words === 'string' ? `: ${words}` : ''}`;
  const error = new KubelabError('REQUEST_FAILED', message, {
    hint:
      failure?.hint ??
      advice ??
      expiredSentence(exchange) ??
      'Send it without `must` and look at `await exchange.explain()`.',
  });
  exchanges.set(error, exchange);
  return error;
}
