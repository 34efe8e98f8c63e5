/** Which HTTP proxy a request goes through: that of the kubeconfig, else of the environment; never one for loopback. */
import { BlockList, isIP } from 'node:net';
import { KubelabError } from '../errors.js';

/** A proxy. */
export interface HttpProxy {
  /** Its URL without user and password. */
  shown: string;
  uri: string;
}

/** The proxy for a server; undefined for a direct request. Throws ARGUMENT_INVALID for a proxy that is no URL. */
export function proxyFor(
  server: string,
  proxyUrl: string | undefined,
  env: Record<string, string | undefined>,
): HttpProxy | undefined {
  const { protocol, hostname, port } = new URL(server);
  if (isLoopback(hostname)) return undefined;
  if (proxyUrl) return proxy(proxyUrl, 'of the kubeconfig');
  // as kubectl: the proxy of plain requests is not that of others
  const [name, usualPort] = protocol === 'https:' ? ['HTTPS_PROXY', '443'] : ['HTTP_PROXY', '80'];
  const uri = env[name.toLowerCase()] ?? env[name];
  if (!uri || isExcepted(hostname, port || usualPort, env.no_proxy ?? env.NO_PROXY ?? '')) return undefined;
  return proxy(uri, `in ${name}`);
}

function proxy(uri: string, where: string): HttpProxy {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new KubelabError('ARGUMENT_INVALID', `The proxy ${where} is not the URL of an HTTP proxy.`, {
      hint: 'Write it as http://HOST:PORT; SOCKS proxies are not supported.',
    });
  }
  return { shown: `${url.protocol}//${url.host}`, uri };
}

/** True for this machine's own addresses. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '::1' ||
    (isIP(host) === 4 && host.startsWith('127.'))
  );
}

// names mean themselves and what ends in them, `10.0.0.0/8` is a range, as Go reads NO_PROXY
function isExcepted(hostname: string, port: string, list: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return list
    .toLowerCase()
    .split(/[,\s]+/)
    .filter(Boolean)
    .some((entry) => {
      if (entry === '*' || entry === host) return true;
      const [address = '', bits] = entry.split('/');
      if (bits !== undefined) return isIP(address) !== 0 && inRange(host, address, Number(bits));
      const [, name = '', wantedPort] = /^\*?\.?(.+?)(?::(\d+))?$/.exec(entry) ?? [];
      if (wantedPort && wantedPort !== port) return false;
      return host === name || host.endsWith(`.${name}`);
    });
}

function inRange(host: string, address: string, bits: number): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(host) !== isIP(address) || !(bits >= 0 && bits <= (family === 'ipv6' ? 128 : 32))) return false;
  const range = new BlockList();
  range.addSubnet(address, bits, family);
  return range.check(host, family);
}
