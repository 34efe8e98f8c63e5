/** `show`: draws what a notebook asks to see, and writes it as text where nothing can be drawn. */
import { inspect } from 'node:util';
import { loadKubeconfigOption } from '../auth/kubeconfig.js';
import { findKubeconfig } from '../auth/resolve.js';
import { KubelabError } from '../errors.js';
import { grantsOf } from '../inspect/access.js';
import { decodeJwt, type JsonWebKeySet, verifyJwt } from '../inspect/jwt.js';
import { decodeCertificate, pemBlocks } from '../inspect/x509.js';
import type { KubeObject } from '../kube/object.js';
import { redactText } from '../redact-text.js';
import { redactBody } from '../request/redact.js';
import { rawOf } from '../request/sent-exchange.js';
import { accessView } from './access-view.js';
import { certificateView } from './certificate-view.js';
import { display } from './display.js';
import { yaml } from './exchange-view.js';
import { viewOf } from './face.js';
import { jwtView } from './jwt-view.js';
import { kubeconfigView } from './kubeconfig-view.js';
import { secretView } from './secret-view.js';
import { ownView } from './shows-itself.js';
import { isList, tabulate } from './tabulate.js';
import type { View } from './view.js';

/** What may be told about a table. */
export interface TableOptions {
  caption?: string;
}

/** Whose rights, and which, `show.access` is to draw. */
export interface AccessOptions {
  /**
   * Where roles and bindings are: exchanges of `list('roles')`, `list('rolebindings')`, `list('clusterroles')` and
   * `list('clusterrolebindings')`, lists, or objects, in any order.
   */
  from: unknown[];
  /** A user name such as `system:serviceaccount:default:default`; everybody when left out. */
  user?: string;
  /** The groups that the user is in; a service account's own are added. */
  groups?: string[];
  /** Only what holds in this namespace. */
  namespace?: string;
  /** Only who may do this. */
  verb?: string;
  /** Only who may do it with this: `pods`, `pods/exec`, `deployments.apps`. */
  resource?: string;
}

/** What `show` can do; each draws in a notebook and writes text elsewhere. Secrets are redacted unless `reveal`. */
export interface Show {
  /** An exchange, a client, an explanation, a list of objects, or anything else. */
  (value: unknown, options?: { reveal?: boolean }): void;
  /** A certificate (PEM): subject, issuer, dates, usages, names, fingerprint. */
  certificate(pem: string): void;
  /** A token, opened. With `jwks` (keys, or the exchange of `/openid/v1/jwks`) its signature is checked. */
  jwt(token: string, options?: { jwks?: JsonWebKeySet | object; reveal?: boolean }): Promise<void>;
  /** A kubeconfig: contexts, and what each leads to. Without a path, the one that `connect()` would take. */
  kubeconfig(path?: string, options?: { reveal?: boolean }): void;
  /** A Secret, or the exchange of one, with its data decoded. */
  secret(secret: unknown, options?: { reveal?: boolean }): void;
  /** Rows as a table; columns are the keys of the rows unless named. */
  table(rows: readonly object[], columns?: readonly string[], options?: TableOptions): void;
  /** Who may do what, as a table and as a picture: subject, binding, role, rules. */
  access(options: AccessOptions): void;
}

function showAny(value: unknown, { reveal }: { reveal?: boolean } = {}): void {
  display(viewOf(value, reveal) ?? ownView(value) ?? plainView(value, reveal === true));
}

function plainView(value: unknown, reveal: boolean): View {
  if (value === undefined || value === null) return [{ type: 'text', text: String(value), tone: 'quiet' }];
  if (typeof value === 'string') return [{ type: 'text', text: reveal ? value : redactText(value) }];
  const shown = reveal ? value : redactBody(value);
  if (isList(shown)) return [tabulate(shown, '', Date.now())];
  if (Array.isArray(shown) && shown.length > 0 && shown.every((row) => typeof row === 'object' && row !== null)) {
    return shown.every(isObject)
      ? [tabulate({ apiVersion: 'v1', kind: 'List', metadata: {}, items: shown }, '', Date.now())]
      : [tableBlock(shown)];
  }
  if (typeof shown !== 'object') return [{ type: 'text', text: String(shown) }];
  // what has a text of its own, such as a key, keeps it
  const own = inspect.custom in (value as object) || !isPlain(value);
  return [{ type: 'code', text: own ? inspect(value, { depth: 4 }) : yaml(shown) }];
}

function isPlain(value: unknown): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

function isObject(value: unknown): value is KubeObject {
  return typeof value === 'object' && value !== null && 'kind' in value && 'metadata' in value;
}

function tableBlock(rows: readonly object[], columns?: readonly string[], caption = ''): View[number] {
  const names = columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return {
    type: 'table',
    caption,
    columns: [...names],
    rows: rows.map((row) => names.map((name) => cell((row as Record<string, unknown>)[name]))),
  };
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  return redactText(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/** The objects in exchanges, lists and objects; an item of a list takes its kind from the list. */
function objectsIn(source: unknown): KubeObject[] {
  const value: unknown = rawOf(source)?.body ?? source;
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (isList(value)) {
    const kind = value.kind.replace(/List$/, '');
    return value.items.map((item) => ({
      ...item,
      kind: item.kind ?? kind,
      apiVersion: item.apiVersion ?? value.apiVersion,
    }));
  }
  return isObject(value) ? [value] : [];
}

function question({ user, verb, resource, namespace }: AccessOptions): string {
  const what = `${verb ?? 'do what'}${resource ? `${verb ? '' : ' with'} ${resource}` : ''}`;
  return `${what}${namespace ? ` in ${namespace}` : ''}${user ? `, of ${user} and the groups they are in` : ''}`;
}

function invalid(message: string, hint: string): KubelabError {
  return new KubelabError('ARGUMENT_INVALID', message, { hint });
}

const parts: Omit<Show, never> = {
  certificate(pem) {
    const blocks = typeof pem === 'string' ? pemBlocks(pem) : [];
    const facts = blocks.length > 1 ? blocks.map((block) => decodeCertificate(block)) : [decodeCertificate(pem)];
    display(facts.flatMap((one) => certificateView(one, Date.now())));
  },
  async jwt(token, { jwks } = {}) {
    const facts = decodeJwt(token);
    const keys = rawOf(jwks)?.body ?? jwks;
    display(jwtView(facts, keys === undefined ? undefined : await verifyJwt(token, keys)));
  },
  kubeconfig(path, { reveal = false } = {}) {
    const found =
      path === undefined ? findKubeconfig() : { kubeconfig: loadKubeconfigOption(path), source: 'as named' };
    display(kubeconfigView(found.kubeconfig, found.source, reveal));
  },
  secret(secret, { reveal } = {}) {
    const raw = rawOf(secret);
    const object: unknown = raw?.body ?? secret;
    if (!isObject(object) || object.kind !== 'Secret') {
      throw invalid(
        'This is not a Secret.',
        "Give one: await client.get('/api/v1/namespaces/NAMESPACE/secrets/NAME').",
      );
    }
    display(secretView(object, reveal ?? raw?.connection.reveal ?? false));
  },
  table(rows, columns, { caption } = {}) {
    if (!Array.isArray(rows) || rows.some((row) => typeof row !== 'object' || row === null)) {
      throw invalid('A table is made of a list of objects.', "Write show.table([{ name: 'a', size: 1 }]).");
    }
    display([tableBlock(rows, columns, caption)]);
  },
  access(options) {
    if (!Array.isArray(options?.from)) {
      throw invalid(
        'show.access() needs the roles and bindings to look at.',
        "Write show.access({ from: [await client.list('clusterroles'), await client.list('clusterrolebindings'), …] }).",
      );
    }
    const { from: _from, ...filter } = options;
    display(accessView(grantsOf(objectsIn(options.from), filter), question(options)));
  },
};

/** Draws in a notebook, writes text elsewhere. */
export const show: Show = Object.assign(showAny, parts);
