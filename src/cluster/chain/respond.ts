/** Answers that any stage gives: a Status for an error, JSON, plain text. */
import { goJson } from '../../kube/go-json.js';
import { internalError, isApiError, type Status } from '../../kube/status.js';
import { errorFormat } from '../registry/negotiation.js';
import { encodedValue, type Format } from '../wire/encoded-value.js';
import type { ApiRequest, ApiResponse } from './handler.js';

/**
 * The answer for an error, in a form that the client takes: an ApiError's own Status, for any other fault a 500 that tells
 * nothing of the inside.
 */
export function errorResponse(error: unknown, request: ApiRequest): ApiResponse {
  const { status, headers } = isApiError(error) ? error : internalError('the request could not be served');
  const response = statusResponse(status, errorFormat(request));
  Object.assign(response.headers, headers);
  const seconds = status.details?.retryAfterSeconds;
  if (seconds) response.headers['retry-after'] = String(seconds);
  // as the refusals of the authorization stage are marked, and no others
  if (request.audit.annotations['authorization.k8s.io/decision'] === 'forbid') {
    response.headers['x-content-type-options'] = 'nosniff';
  }
  return response;
}

function statusResponse(status: Status, format: Format | undefined): ApiResponse {
  const code = status.code ?? 500;
  // a client that accepts none of the formats may be a person with a browser: indented JSON
  if (!format) return { ...jsonResponse(code, undefined), body: goJson(status, 2) };
  const { type, body } = encodedValue(format, status);
  return { status: code, headers: { 'content-type': type }, body };
}

/** A JSON answer. */
export function jsonResponse(status: number, value: unknown, headers: Record<string, string> = {}): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: `${goJson(value)}\n`,
  };
}

/** A plain text answer, as Go's http package writes it. */
export function textResponse(status: number, text: string): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    body: text,
  };
}

/** True when the client would rather read JSON with line breaks: it says so, or is one that a person sits at. */
export function wantsPretty(request: ApiRequest): boolean {
  const asked = request.query.get('pretty');
  if (asked) return /^(1|t|T|true|TRUE|True)$/.test(asked);
  const agent = [request.headers['user-agent'] ?? []].flat()[0] ?? '';
  return /^(curl|Wget|Mozilla\/5\.0)/.test(agent);
}

/** The answer's JSON with line breaks, and without one at its end; any other body as it is. */
export function prettyPrinted(response: ApiResponse): ApiResponse {
  const type = [response.headers['content-type'] ?? []].flat()[0] ?? '';
  if (response.body === undefined || !/^application\/json\b/.test(type)) return response;
  // a document that is kept as bytes is sent as it is kept
  if (typeof response.body !== 'string' || !response.body.endsWith('\n')) return response;
  try {
    return { ...response, body: goJson(JSON.parse(response.body), 2) };
  } catch {
    return response;
  }
}
