/**
 * Judges ServiceAccount tokens: signature, issuer, audience, time, and that the account and the object that the token is
 * bound to still live (pkg/serviceaccount/jwt.go, claims.go, legacy.go). Words are those of the API server's log.
 */
import type { KeyObject } from 'node:crypto';
import type { KubeObject } from '../../kube/object.js';
import { credentialIdKey, serviceAccountGroups, serviceAccountUsername, type UserInfo } from '../../kube/user.js';
import type { Clock } from '../clock.js';
import type { AuthenticationResult, TokenAuthenticator } from './authenticator.js';
import { type DecodedJwt, decodeJwt, keyId, publicHalf, verifiesJwt } from './jwt.js';

/** What the judge of tokens may read. */
export interface TokenReads {
  /** `resource` is serviceaccounts, secrets, pods or nodes (the last without a namespace). */
  read(
    resource: 'serviceaccounts' | 'secrets' | 'pods' | 'nodes',
    namespace: string,
    name: string,
  ): KubeObject | undefined;
}

/** Issuer of the tokens without expiry that token Secrets hold. */
export const legacyIssuer = 'kubernetes/serviceaccount';
/** Clocks differ; tokens are taken this long after their end and before their beginning. */
const leewaySeconds = 60;
const invalid = 'invalid bearer token';
const invalidated = 'service account token has been invalidated';
const claim = (name: string): string => `kubernetes.io/serviceaccount/${name}`;

class TokenFault extends Error {
  readonly remedy: string;
  constructor(reason: string, remedy: string) {
    super(reason);
    this.remedy = remedy;
  }
}

/** A judge of tokens that `issuer` has signed with `key`, or that token Secrets hold. */
export function serviceAccountTokens(options: {
  key: Promise<KeyObject>;
  issuer: string;
  /** The API server's own audiences. */
  audiences: readonly string[];
  reads: TokenReads;
  clock: Clock;
}): TokenAuthenticator {
  const { issuer, reads, clock } = options;
  let keys: Promise<{ id: string; publicKey: KeyObject }> | undefined;
  // a token is decoded and its signature verified once; what may change since (time, the objects) is looked at every time
  const verified = new Map<string, { token: string; jwt: DecodedJwt }>();
  // looked up by its end, which is hashed quicker than the whole and is another one for each token
  const endOf = (token: string): string => token.slice(-64);

  const verify = async (token: string, jwt: DecodedJwt): Promise<void> => {
    keys ??= options.key.then((key) => ({ id: keyId(key), publicKey: publicHalf(key) }));
    const { id, publicKey } = await keys;
    const { kid } = jwt.header;
    if (typeof kid === 'string' && kid !== id) {
      throw new TokenFault(
        'invalid signature, no keys found',
        `The token was signed with another key (${kid}) than this server's (${id}): it is of another cluster, or of this one before it was made anew. Ask this cluster for a token.`,
      );
    }
    if (!verifiesJwt(jwt, publicKey)) {
      throw new TokenFault(
        'go-jose/go-jose: error in cryptographic primitive',
        'The signature does not fit: the token was changed on its way, cut off, or signed with another key. Take it anew and whole.',
      );
    }
    if (verified.size >= 10_000) verified.clear();
    verified.set(endOf(token), { token, jwt });
  };

  /** What a token with a good signature is worth now; throws a TokenFault. */
  const judge = (token: string, jwt: DecodedJwt, wanted: readonly string[] | undefined): AuthenticationResult => {
    const isLegacy = jwt.claims.iss === legacyIssuer;
    const own = isLegacy ? [...options.audiences] : audiencesOf(jwt);
    const targets = wanted?.length ? wanted : options.audiences;
    const audiences = own.filter((a) => targets.includes(a));
    if (audiences.length === 0) {
      throw new TokenFault(
        `token audiences ${goList(own)} is invalid for the target audiences ${goList(targets)}`,
        'The token was made for somebody else. Ask for one without audiences, or with the audience of the API server.',
      );
    }
    const user = isLegacy ? legacyUser(jwt, token, reads) : boundUser(jwt, reads, clock.now());
    return { outcome: 'authenticated', user, audiences, method: 'service account token' };
  };

  const judgeNew = async (token: string, wanted: readonly string[] | undefined): Promise<AuthenticationResult> => {
    const jwt = decodeJwt(token);
    if (!jwt)
      return refused(
        invalid,
        'This is no JWT: three parts of base64url, apart by dots. Was it cut off, or still in base64?',
      );
    if (jwt.header.alg !== 'RS256') {
      return refused(
        invalid,
        `The token says that it is signed with "${String(jwt.header.alg)}"; this server takes RS256 alone.`,
      );
    }
    const iss = jwt.claims.iss;
    if (iss !== issuer && iss !== legacyIssuer) {
      return refused(
        invalid,
        `The token's issuer is ${JSON.stringify(iss)}, this server's is ${JSON.stringify(issuer)}: it is of another cluster or service.`,
      );
    }
    try {
      await verify(token, jwt);
      return judge(token, jwt, wanted);
    } catch (error) {
      return refusedBy(error);
    }
  };

  return (token, wanted) => {
    const seen = verified.get(endOf(token));
    if (seen?.token !== token) return judgeNew(token, wanted);
    try {
      return judge(token, seen.jwt, wanted);
    } catch (error) {
      return refusedBy(error);
    }
  };
}

/** The refusal for a TokenFault; throws any other error on. */
function refusedBy(error: unknown): AuthenticationResult {
  if (!(error instanceof TokenFault)) throw error;
  return refused(`[${invalid}, ${error.message}]`, error.remedy);
}

const refused = (reason: string, remedy: string): AuthenticationResult => ({ outcome: 'refused', reason, remedy });

/** A list of strings as Go's `%q` writes it. */
const goList = (list: readonly string[]): string => `[${list.map((s) => JSON.stringify(s)).join(' ')}]`;

function audiencesOf(jwt: DecodedJwt): string[] {
  const { aud } = jwt.claims;
  return (Array.isArray(aud) ? aud : [aud]).filter((a): a is string => typeof a === 'string');
}

interface Reference {
  name: string;
  uid: string;
}

function reference(value: unknown): Reference | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, uid } = value as Partial<Record<'name' | 'uid', unknown>>; // each is checked here
  return typeof name === 'string' && typeof uid === 'string' ? { name, uid } : undefined;
}

/** Whom the claims name; whether they still hold is looked at every time. */
const users = new WeakMap<DecodedJwt, UserInfo>();

function boundUser(jwt: DecodedJwt, reads: TokenReads, now: Date): UserInfo {
  const seconds = now.getTime() / 1000;
  const { exp, nbf, jti } = jwt.claims;
  if (typeof exp === 'number' && seconds > exp + leewaySeconds) {
    throw new TokenFault(
      'service account token has expired',
      `The token ended at ${dateOf(exp)}, now it is ${now.toISOString()}. Ask for a new one (TokenRequest, kubectl create token).`,
    );
  }
  if (typeof nbf === 'number' && seconds < nbf - leewaySeconds) {
    throw new TokenFault(
      'service account token is not valid yet',
      `The token begins at ${dateOf(nbf)}, now it is ${now.toISOString()}. Compare the clocks.`,
    );
  }
  const own = jwt.claims['kubernetes.io'];
  const claims = (typeof own === 'object' && own !== null ? own : {}) as Record<string, unknown>;
  const namespace = typeof claims.namespace === 'string' ? claims.namespace : '';
  const account = reference(claims.serviceaccount);
  if (!account) throw new TokenFault('service account token claims could not be validated', 'Ask for a new token.');
  checkAccount(namespace, account, reads);

  const secret = reference(claims.secret);
  if (secret) checkBound('secret', reads.read('secrets', namespace, secret.name), secret);
  const pod = reference(claims.pod);
  if (pod) checkBound('pod', reads.read('pods', namespace, pod.name), pod);
  const node = reference(claims.node);
  // with a pod the node is told, and only without one is the token bound to it
  if (node && !pod) checkBound('node', reads.read('nodes', '', node.name), node);

  const known = users.get(jwt);
  if (known) return known;
  const extra: Record<string, string[]> = {};
  const tell = (key: string, value: string | undefined): void => {
    if (value !== undefined) extra[`authentication.kubernetes.io/${key}`] = [value];
  };
  if (typeof jti === 'string') extra[credentialIdKey] = [`JTI=${jti}`];
  tell('node-name', node?.name);
  tell('node-uid', node?.uid);
  tell('pod-name', pod?.name);
  tell('pod-uid', pod?.uid);
  const user: UserInfo = {
    username: serviceAccountUsername(namespace, account.name),
    uid: account.uid,
    groups: serviceAccountGroups(namespace),
    extra,
  };
  users.set(jwt, user);
  return user;
}

/** The date of a NumericDate (RFC 7519), or the number itself when it is beyond all dates. */
function dateOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString();
}

function checkAccount(namespace: string, account: Reference, reads: TokenReads): void {
  const found = reads.read('serviceaccounts', namespace, account.name);
  if (!found) {
    throw new TokenFault(
      `serviceaccounts ${JSON.stringify(account.name)} not found`,
      `The service account ${namespace}/${account.name} is gone, and its tokens with it.`,
    );
  }
  if (found.metadata.uid !== account.uid) {
    throw new TokenFault(
      `service account UID (${found.metadata.uid}) does not match claim (${account.uid})`,
      `The service account ${namespace}/${account.name} was deleted and made again since. Ask for a new token.`,
    );
  }
}

function checkBound(kind: 'secret' | 'pod' | 'node', found: KubeObject | undefined, bound: Reference): void {
  const what = `The token was bound to the ${kind} ${JSON.stringify(bound.name)}`;
  if (!found) throw new TokenFault(invalidated, `${what}, which is gone. Ask for a new token.`);
  if (found.metadata.uid !== bound.uid) {
    throw new TokenFault(
      `${kind} UID (${found.metadata.uid}) does not match service account ${kind} ref claim (${bound.uid})`,
      `${what}, which was deleted and made again since. Ask for a new token.`,
    );
  }
}

/** The user of a token without expiry: it lives as long as its Secret holds it. */
function legacyUser(jwt: DecodedJwt, token: string, reads: TokenReads): UserInfo {
  const text = (name: string): string => {
    const value = jwt.claims[claim(name)];
    return typeof value === 'string' ? value : '';
  };
  const [namespace, secretName] = [text('namespace'), text('secret.name')];
  const account = { name: text('service-account.name'), uid: text('service-account.uid') };
  if (!namespace || !secretName || !account.name || !account.uid) {
    throw new TokenFault('service account token claims could not be validated', 'Ask for a new token.');
  }
  const secret = reads.read('secrets', namespace, secretName);
  const held = (secret?.data as Record<string, string> | undefined)?.token; // a Secret's data is a map of base64
  if (held === undefined || Buffer.from(held, 'base64').toString() !== token) {
    throw new TokenFault(
      invalidated,
      `The Secret ${namespace}/${secretName} that held this token is gone or holds another.`,
    );
  }
  checkAccount(namespace, account, reads);
  return {
    username: serviceAccountUsername(namespace, account.name),
    uid: account.uid,
    groups: serviceAccountGroups(namespace),
  };
}
