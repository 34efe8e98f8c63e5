/**
 * The one place where secrets are cut out of outputs: tokens, private keys, the data of Secrets and the header that
 * carries a credential. Works on values and on text, so that no way of rendering has to remember it.
 */
import { isDeepStrictEqual } from 'node:util';
import { tooDeepInJson } from '../json-depth.js';
import { yamlDocuments } from '../kube-yaml.js';
import { redacted, redactText } from '../redact-text.js';
import { yamlLibrary } from '../when-needed.js';
import { isRecord } from './loose.js';

const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie']);

/** Headers without credentials; the scheme (`Bearer`) stays, since its shape matters. */
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

/** A copy of a body without its secrets. `resource` is that of the request: a patch of a Secret does not say its kind. */
export function redactBody(body: unknown, resource = ''): unknown {
  if (typeof body === 'string') return redactBodyText(body, resource);
  if (resource === 'secrets' && Array.isArray(body)) return body.map((step) => redactStep(step));
  return redactValue(body, [], resource === 'secrets' ? 'Secret' : '');
}

/** A kind with a secret field, in JSON or YAML. */
const SECRET_KIND = /\bkind["']?\s*:\s*["']?(?:Secret|TokenRequest|TokenReview|ExecCredential|Config)\b/;
/** Characters of YAML that are still read: the parser takes its time. */
const MOST_YAML = 200_000;
/** How deep JSON may nest: no object of Kubernetes nests nearly as deep. */
const DEEPEST = 1000;

/** A body that is sent or came as text: JSON, the lines of a watch, or YAML is redacted by its fields and written anew. */
function redactBodyText(text: string, resource: string): string {
  const ofSecrets = resource === 'secrets';
  if (!ofSecrets && !SECRET_KIND.test(text)) return redactText(text);
  const read = jsonIn(text) ?? jsonLinesIn(text) ?? yamlIn(text);
  // a text about Secrets that nobody can read may hold any part of one
  if (!read) return ofSecrets ? redacted(text) : redactText(text);
  const shown = read.values.map((value) =>
    typeof value === 'string' ? redactText(value) : redactBody(value, resource),
  );
  return read.isAll && isDeepStrictEqual(shown, read.values) ? redactText(text) : read.write(shown);
}

/** The values in a text, and how they are written. */
interface ReadText {
  values: unknown[];
  /** False when the text holds more than its values: a field that is written twice, and counts by its last value. */
  isAll: boolean;
  write(values: unknown[]): string;
}

/** The value of a JSON text. Throws for other text, and for JSON that nests too deeply to be walked through. */
function parsed(text: string): unknown {
  if (tooDeepInJson(text, DEEPEST) !== undefined) throw new SyntaxError('it nests too deeply');
  return JSON.parse(text);
}

function jsonIn(text: string): ReadText | undefined {
  try {
    const space = text.includes('\n') ? 2 : 0;
    const values = [parsed(text)];
    return { values, isAll: isAllOf(text, values), write: ([value]) => JSON.stringify(value, null, space) };
  } catch {
    return undefined;
  }
}

function jsonLinesIn(text: string): ReadText | undefined {
  try {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const values: unknown[] = lines.map(parsed);
    const write = (shown: unknown[]): string => shown.map((value) => `${JSON.stringify(value)}\n`).join('');
    return { values, isAll: isAllOf(text, values), write };
  } catch {
    return undefined;
  }
}

/** True for JSON that is written of `values`, but for white space between its words. */
function isAllOf(text: string, values: readonly unknown[]): boolean {
  let isInside = false;
  // quote by quote: a pattern for a whole string would overflow at one of some megabytes
  const words = text.replace(/\\.|"|\s+/g, (found) => {
    if (found === '"') isInside = !isInside;
    return isInside || found.trim() !== '' ? found : '';
  });
  return words === values.map((value) => JSON.stringify(value)).join('');
}

function yamlIn(text: string): ReadText | undefined {
  const documents = text.length > MOST_YAML ? undefined : yamlDocuments(text);
  if (!documents || documents.some(({ fault }) => fault)) return undefined;
  const write = (shown: unknown[]): string => shown.map((value) => yamlLibrary().stringify(value)).join('---\n');
  // `<<` brings in fields that others stand before
  return { values: documents.map(({ value }) => value), isAll: !text.includes('<<'), write };
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
      const at = typeof value.kind === 'string' ? [key] : [...path, key];
      // an item of a SecretList does not say its kind: it inherits it
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
