/** The token by which a list goes on where a page ended (k8s.io/apiserver/pkg/storage/continue.go). */
import { normalize } from 'node:path/posix';
import { goQuote } from '../../kube/go-quote.js';
import { badRequest } from '../../kube/status.js';

/** The start of a page. */
export interface ListPosition {
  /** The revision that the first page showed; -1 to go on at the present one. */
  revision: number;
  /** The key after which the next page starts, without the prefix. */
  start: string;
}

/** The token of a position. */
export function encodeContinue(position: ListPosition): string {
  const { revision: rv, start } = position;
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv, start })).toString('base64url');
}

/** The position of a token; throws an ApiError 400 with the words of Go's decoder. */
export function decodeContinue(token: string): ListPosition {
  const fault = (why: string): never => {
    throw badRequest(`invalid continue token: continue key is not valid: ${why}`);
  };
  const bad = token.search(/[^\w-]/);
  if (bad >= 0) fault(`illegal base64 data at input byte ${bad}`);
  if (token.length % 4 === 1) fault(`illegal base64 data at input byte ${token.length - 1}`);
  const bytes = Buffer.from(token, 'base64url');
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    fault(jsonFault(bytes.toString('latin1')));
  }
  const { v, rv, start } = (value ?? {}) as { v?: unknown; rv?: unknown; start?: unknown };
  if (v !== 'meta.k8s.io/v1') fault(`server does not recognize this encoded version ${v ?? ''}`);
  if (!Number.isSafeInteger(rv) || rv === 0) fault('incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  if (typeof start !== 'string' || start === '') fault('encoded start key empty (version meta.k8s.io/v1)');
  // a start outside the collection would be a way out of it
  if (normalize(`/${start}`) !== `/${String(start).replace(/^\//, '')}`) fault(String(start));
  return { revision: rv as number, start: start as string };
}

/** The error of Go's encoding/json for a text that is cut off, or does not begin as JSON, as made-up tokens do. */
function jsonFault(text: string): string {
  const [first] = /[^ \t\r\n]/.exec(text) ?? [];
  if (first === undefined || '{["tfn-0123456789'.includes(first)) return 'unexpected end of JSON input';
  const shown = first === "'" ? "\\'" : goQuote(first).slice(1, -1);
  return `invalid character '${shown}' looking for beginning of value`;
}
