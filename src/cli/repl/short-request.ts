/** `GET pods`: a request as HTTPie and curl take it, written as the code that sends it. */
import { KubelabError } from '../../errors.js';

const SHORT = /^\s*(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\s+(\S+)\s*([\s\S]*)$/i;
/** Words that stand between two values in TypeScript, and an operator. */
const OPERATOR = /^(in|of|as|is|instanceof|satisfies|[^/\w].*)$/;

/** A request as it was typed. */
export interface ShortRequest {
  method: string;
  path: string;
  /** A TypeScript expression; empty without a body. */
  body: string;
}

/** The request that a text begins with; undefined for any other code. */
export function shortRequest(text: string): ShortRequest | undefined {
  const [, method, path, body = ''] = SHORT.exec(text) ?? [];
  if (method === undefined || path === undefined || isCode(method, path)) return undefined;
  return { method: method.toUpperCase(), path, body: body.trimEnd() };
}

/** True for a method in small letters that is a name of TypeScript here, such as `get = 1` and `delete object.field`. */
function isCode(method: string, path: string): boolean {
  if (method === method.toUpperCase()) return false;
  return OPERATOR.test(path) || (method === 'delete' && !path.includes('/'));
}

/**
 * The code that sends it with `client`. A path without a slash at its beginning is one of the core group's in the namespace `ns`:
 * `pods/web`. Throws ARGUMENT_INVALID for a whole URL, and for options of kubectl.
 */
export function codeOfRequest({ method, path, body }: ShortRequest): string {
  if (/^\w+:\/\//.test(path)) {
    throw new KubelabError(
      'ARGUMENT_INVALID',
      'a request here is a method and a path, and the server is that of `client`',
      {
        hint: 'GET /api/v1/namespaces/default/pods',
      },
    );
  }
  if (body.startsWith('-')) {
    throw new KubelabError('ARGUMENT_INVALID', `a request here has no options such as ${body.split(/\s/, 1)[0]}`, {
      hint: 'the namespace is that of .ns, and all else stands in the path: GET /api/v1/pods?labelSelector=app%3Dweb',
    });
  }
  const quoted = path.startsWith('/')
    ? quote(path)
    : `\`/api/v1/namespaces/\${ns}/${path.replaceAll(/[`\\]|\$\{/g, '\\$&')}\``;
  const hasMethod =
    ['POST', 'PUT', 'PATCH'].includes(method) || (body === '' && (method === 'GET' || method === 'DELETE'));
  if (hasMethod) return `await client.${method.toLowerCase()}(${quoted}${body === '' ? '' : `, ${body}`})`;
  return `await client.request({ method: '${method}', path: ${quoted}${body === '' ? '' : `, body: ${body}`} })`;
}

/** A text as TypeScript in this project writes it. */
export function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
