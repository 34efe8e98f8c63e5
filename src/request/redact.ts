/**
 * The one place where secrets are cut out of what is shown: tokens, private keys, the data of Secrets and the header that
 * carries a credential. Works on values and on text, so that no way of rendering has to remember it.
 */
import { redacted, redactText } from '../redact-text.js';
import { isRecord } from './loose.js';

const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie']);

/** Headers without what proves an identity; the scheme (`Bearer`) stays, since its shape matters. */
export function redactHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (!secretHeaders.has(name.toLowerCase())) return [name, redactText(value)];
      const scheme = /^[A-Za-z]+:? +/.exec(value)?.[0] ?? '';
      const rest = value.slice(scheme.length);
      return [name, rest ? `${scheme}${redacted(rest)}` : value];
    }),
  );
}

type Path = readonly string[];

/**
 * A copy of a body without its secrets. `resource` is what the request was about: a patch of a Secret does not say that
 * it is one.
 */
export function redactBody(body: unknown, resource = ''): unknown {
  if (resource === 'secrets' && Array.isArray(body)) return body.map((step) => redactStep(step));
  return redactValue(body, [], resource === 'secrets' ? 'Secret' : '');
}

// a step of a JSON patch on a Secret: { op, path: '/data/password', value }
function redactStep(step: unknown): unknown {
  if (!isRecord(step)) return redactValue(step, [], '');
  const { path, value, ...rest } = step;
  const at = typeof path === 'string' ? segmentsOf(path) : [];
  const secret = at[0] === 'data' || at[0] === 'stringData' || isSecretField('Secret', at);
  return {
    ...rest,
    path,
    ...(value === undefined ? {} : { value: secret ? hide(value) : redactValue(value, at, 'Secret') }),
  };
}

/** The fields that a JSON pointer names (RFC 6901). */
function segmentsOf(pointer: string): string[] {
  const segments = pointer.split('/').slice(1);
  return segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function redactValue(value: unknown, path: Path, kind: string): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, path, kind));
  if (!isRecord(value)) return value;
  // a Secret stays one under another kind: a mistyped kind does not show its data
  const own = typeof value.kind === 'string' && kind !== 'Secret' ? value.kind : kind;
  const inner = own.endsWith('List') ? own.slice(0, -4) : own;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => {
      // an item of a SecretList does not say its kind: it inherits it
      const at = key === 'items' || typeof value.kind === 'string' ? [key] : [...path, key];
      return [key, isSecretField(inner, at) ? hide(field) : redactValue(field, key === 'items' ? [] : at, inner)];
    }),
  );
}

/** True for the fields that hold a secret by their meaning, whatever they look like. */
function isSecretField(kind: string, path: Path): boolean {
  const field = path.join('.');
  switch (kind) {
    case 'Secret':
      return (
        field === 'data' ||
        field === 'stringData' ||
        field.endsWith('annotations.kubectl.kubernetes.io/last-applied-configuration')
      );
    case 'TokenRequest':
      return field === 'status.token';
    case 'TokenReview':
      return field === 'spec.token';
    case 'ExecCredential':
      return field === 'status.token' || field === 'status.clientKeyData';
    case 'Config':
      return /(^|\.)(token|password|client-key-data|id-token|refresh-token|access-token)$/.test(field);
    default:
      return false;
  }
}

function hide(value: unknown): unknown {
  if (typeof value === 'string') return redacted(value);
  if (Array.isArray(value)) return value.map(hide);
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, hide(field)]));
  return value;
}
