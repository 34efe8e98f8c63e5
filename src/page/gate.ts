/**
 * Access to the page. The address holds a token behind `#`, which no request and no Referer carries; the page changes it once for
 * a cookie and a key. Browsers send a cookie of 127.0.0.1 to every port there, so a server of another user could see it: the key, which
 * the page keeps in the storage of its own origin, is asked for as well. Neither is written to a file.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Checks requests to one server. */
export interface Gate {
  /** A fresh token, good for one change. */
  newToken(): string;
  /** Takes a token; the cookie and the key for it, or undefined when it is unknown or was used. */
  change(token: string): { setCookie: string; key: string } | undefined;
  /** True when the request names this server as its host, so that no name of another's domain leads here. */
  isForHere(request: IncomingMessage): boolean;
  /** True when a page of this server sent the request. */
  isFromHere(request: IncomingMessage): boolean;
  hasCookie(request: IncomingMessage): boolean;
  isKey(key: string): boolean;
}

/** How many tokens wait to be changed at most; the oldest ends. */
const TOKENS = 8;

/** The gate of the server on a port of 127.0.0.1, and of its address behind a proxy, `base`, where it has one. */
export function makeGate(port: number, base?: URL): Gate {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, ...(base ? [base.host] : [])];
  const name = `kubelab-${port}`;
  const cookie = secret();
  const key = secret();
  let tokens: string[] = [];
  return {
    newToken() {
      const token = secret();
      tokens = [...tokens, token].slice(-TOKENS);
      return token;
    },
    change(token) {
      const known = tokens.find((one) => same(one, token));
      if (known === undefined) return undefined;
      tokens = tokens.filter((one) => one !== known);
      return {
        setCookie: `${name}=${cookie}; HttpOnly; SameSite=Strict; Path=${base?.pathname ?? '/'}${base?.protocol === 'https:' ? '; Secure' : ''}`,
        key,
      };
    },
    isForHere: ({ headers }) => hosts.includes(headers.host ?? ''),
    isFromHere({ headers }) {
      // a proxy may hand on the host that the browser asked for, or name this server
      const own = headers.host === base?.host ? base?.origin : `http://${headers.host}`;
      const isOwn = headers.origin !== undefined && [own, base?.origin].includes(headers.origin);
      return isOwn && !['cross-site', 'same-site'].includes(siteOf(headers));
    },
    hasCookie({ headers }) {
      const pairs = (headers.cookie ?? '').split(/;\s*/).map((pair) => pair.split('='));
      return pairs.some(([called, value]) => called === name && same(value ?? '', cookie));
    },
    isKey: (given) => same(given, key),
  };
}

function siteOf(headers: IncomingMessage['headers']): string {
  return [headers['sec-fetch-site'] ?? ''].flat()[0] ?? '';
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in a time that does not depend on where the two differ. */
function same(a: string, b: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
