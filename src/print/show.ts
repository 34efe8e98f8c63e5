/** `show`: draws values in a notebook, and writes them as text where nothing can be drawn. */
import { loadKubeconfigOption } from '../auth/kubeconfig.js';
import { findKubeconfig } from '../auth/resolve.js';
import { KubelabError } from '../errors.js';
import { refusePromises, withoutPromises } from '../forgotten-await.js';
import { issuerChain, keyFits } from '../inspect/chain.js';
import { decodeJwt, encodedParts, type JsonWebKeySet, verifyJwt } from '../inspect/jwt.js';
import { decodeCertificate, pemBlocks } from '../inspect/x509.js';
import type { Client } from '../request/api.js';
import { rawOf } from '../request/sent-exchange.js';
import { plainView, tableBlock } from './any-view.js';
import { type CertificateContext, certificateView } from './certificate-view.js';
import { diffView } from './diff-view.js';
import { display } from './display.js';
import { viewOf } from './face.js';
import { jwtView } from './jwt-view.js';
import { kubeconfigView } from './kubeconfig-view.js';
import { isObject } from './policy.js';
import { secretView } from './secret-view.js';
import type {
  AccessOptions,
  CertificateOptions,
  LeastOptions,
  MatrixOptions,
  TableOptions,
  WatchShowOptions,
  WhyOptions,
} from './show-options.js';
import { ownView } from './shows-itself.js';
import { showWatch } from './watch-show.js';

/** The `show` functions draw in a notebook and write text elsewhere. Secrets are redacted unless `reveal`. */
export interface Show {
  /** An exchange, a client, an explanation, a list of objects, or anything else. */
  (value: unknown, options?: { reveal?: boolean }): void;
  /**
   * A certificate (PEM): subject with user and groups, issuers, validity, usages, names, fingerprint. With `key` and
   * `ca`: whether they fit it.
   */
  certificate(pem: string, options?: CertificateOptions): void;
  /** A token, opened: each claim with its meaning. With `jwks` (keys, or the exchange of `/openid/v1/jwks`) its signature is checked. */
  jwt(token: string, options?: { jwks?: JsonWebKeySet | object; reveal?: boolean }): Promise<void>;
  /** A kubeconfig: contexts, clusters and users, the current path marked. Without a path, the one that `connect()` would take. */
  kubeconfig(path?: string, options?: { reveal?: boolean }): void;
  /** A Secret, or the exchange of one, with its data decoded. */
  secret(secret: unknown, options?: { reveal?: boolean }): void;
  /** Rows as a table; columns are the keys of the rows unless named. */
  table(rows: readonly object[], columns?: readonly string[], options?: TableOptions): void;
  /**
   * Access rights as boxes joined by lines: subject, binding, role, rules, each role once.
   * `await show.access({ namespace: 'lab' })` reads roles and bindings with the client of `connect()`; `from` names another
   * client, or data read before.
   */
  access(options?: AccessOptions): Promise<void>;
  /**
   * Why a client may do something, or not: `await show.why(robot, 'list', 'pods', { namespace: 'lab' })`. Shows the rule that
   * allows it, or the gap where a binding is missing, with the command that would add it.
   */
  why(client: Client, verb: string, resource: string, options?: WhyOptions): Promise<void>;
  /**
   * The roles that would have been enough for a client's requests, each rule with the requests that needed it, and the grants
   * that were never used: `await show.least(robot)`. Goes by the audit log of the practice cluster; elsewhere by the requests of
   * this notebook.
   */
  least(client: Client, options?: LeastOptions): Promise<void>;
  /**
   * Access rights as the server answers, with differences first:
   * `await show.matrix([admin, robot], { resources: ['pods'] })`. Each client asks about itself; a user name in the list is asked about by the first client.
   */
  matrix(who: readonly (Client | string)[], options: MatrixOptions): Promise<void>;
  /**
   * A resource or path, watched: a table that changes with what it shows, for `seconds` (10 unless told) or
   * until it has seen so many `events`. Begin it, make changes, then await it: `const watching = show.watch(admin, 'pods', { namespace: 'lab' })`.
   */
  watch(client: Client, resource: string, options?: WatchShowOptions): Promise<void>;
  /** An object before and after (objects or exchanges): the fields that differ. */
  diff(before: unknown, after: unknown, options?: { reveal?: boolean }): void;
}

function showAny(value: unknown, { reveal }: { reveal?: boolean } = {}): void {
  refusePromises('show', [value]);
  display(ownView(value) ?? viewOf(value, reveal) ?? plainView(value, reveal === true));
}

function invalid(message: string, hint: string): KubelabError {
  return new KubelabError('ARGUMENT_INVALID', message, { hint });
}

/** The checks of a certificate: against the others in its text, a CA and a key. */
function certificateContext(pem: string, rest: string, { key, ca }: CertificateOptions): CertificateContext {
  const chain = issuerChain(pem, `${rest}\n${ca ?? ''}`);
  const own = decodeCertificate(pem);
  const signers = own.selfSigned ? [own] : chain.issuers;
  const known = new Set(pemBlocks(ca ?? '').map((block) => decodeCertificate(block).fingerprint256));
  return {
    chain,
    keyFits: key === undefined ? undefined : keyFits(pem, typeof key === 'string' ? key : key.pem),
    caFits: ca === undefined ? undefined : signers.some(({ fingerprint256 }) => known.has(fingerprint256)),
  };
}

const parts: Omit<Show, never> = {
  certificate(pem, options = {}) {
    refusePromises('show.certificate', [pem, options]);
    const blocks = typeof pem === 'string' ? pemBlocks(pem) : [];
    const all = blocks.length > 0 ? blocks : [pem];
    display(
      all.flatMap((one, index) =>
        // a key and a CA are about the first; what follows it is its chain
        certificateView(decodeCertificate(one), Date.now(), certificateContext(one, pem, index === 0 ? options : {})),
      ),
    );
  },
  kubeconfig(path, { reveal = false } = {}) {
    refusePromises('show.kubeconfig', [path]);
    const found =
      path === undefined ? findKubeconfig() : { kubeconfig: loadKubeconfigOption(path), source: 'as named' };
    display(kubeconfigView(found.kubeconfig, found.source, reveal));
  },
  secret(secret, { reveal } = {}) {
    refusePromises('show.secret', [secret]);
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
    refusePromises('show.table', [rows]);
    if (!Array.isArray(rows) || rows.some((row) => typeof row !== 'object' || row === null)) {
      throw invalid('A table is made of a list of objects.', "Write show.table([{ name: 'a', size: 1 }]).");
    }
    display([tableBlock(rows, columns, caption)]);
  },
  diff(before, after, { reveal = false } = {}) {
    refusePromises('show.diff', [before, after]);
    const body = (value: unknown): unknown => rawOf(value)?.body ?? value;
    display(diffView(body(before), body(after), reveal));
  },
  ...withoutPromises<Pick<Show, 'jwt' | 'access' | 'why' | 'least' | 'matrix' | 'watch'>>('show', {
    async jwt(token, { jwks } = {}) {
      const facts = decodeJwt(token);
      const keys = rawOf(jwks)?.body ?? jwks;
      const verification = keys === undefined ? undefined : await verifyJwt(token, keys);
      display(jwtView(facts, { encoded: encodedParts(token), verification, now: Date.now() }));
    },
    async access(options) {
      // loaded when needed: code that asks the cluster would slow down the first cell
      const { accessOf } = await import('./show-access.js');
      display(await accessOf(options));
    },
    async why(client, verb, resource, options) {
      const { whyOf } = await import('./show-access.js');
      display(await whyOf(client, verb, resource, options));
    },
    async least(client, options) {
      const { leastOf } = await import('./show-least.js');
      display(await leastOf(client, options));
    },
    async matrix(who, options) {
      const { matrixOf } = await import('./matrix.js');
      display(await matrixOf(who, options));
    },
    watch: showWatch,
  }),
};

/** Draws in a notebook, writes text elsewhere. */
export const show: Show = Object.assign(showAny, parts);
