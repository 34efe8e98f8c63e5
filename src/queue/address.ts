/** Where the Redis of a queue is: the address that is named on the command line, and the password from the environment. */
import { KubelabError } from '../errors.js';

/** The environment variable of the password: a command line can be read by everybody on the machine. */
const PASSWORD_VARIABLE = 'KUBELAB_QUEUE_PASSWORD';

/** The address of a Redis, with the user and the password. */
export interface QueueAddress {
  host: string;
  port: number;
  db: number;
  tls: boolean;
  username?: string;
  password?: string;
  /** The address as messages may show it, without the password. */
  shown: string;
  /** Warnings about this address for the teacher, a sentence each. */
  warnings: string[];
}

const PORT = 6379;
const EXAMPLE = 'write it as rediss://HOST:PORT, or redis://127.0.0.1:6379';

/** The parsed address. Throws ARGUMENT_INVALID for text that is no Redis URL, and for a URL with a password in it. */
export function queueAddress(text: string, env: Record<string, string | undefined>): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const tls = url?.protocol === 'rediss:';
  if (!url || !(tls || url.protocol === 'redis:') || url.hostname === '') {
    // the message leaves out the address: a password may stand in it
    throw new KubelabError('ARGUMENT_INVALID', 'the address of the queue is no redis:// or rediss:// address', {
      hint: EXAMPLE,
    });
  }
  if (url.password !== '') {
    throw new KubelabError('ARGUMENT_INVALID', 'the address of the queue has a password in it', {
      hint: `put it into the environment, as ${PASSWORD_VARIABLE}, where other users of the machine cannot read it`,
    });
  }
  const path = url.pathname.replace(/^\//, '');
  if (!/^\d{0,5}$/.test(path) || url.search !== '' || url.hash !== '') {
    throw new KubelabError(
      'ARGUMENT_INVALID',
      'behind the port of the queue stands more than the number of a database',
      {
        hint: EXAMPLE,
      },
    );
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const password = env[PASSWORD_VARIABLE];
  const isHere = host === 'localhost' || host === '::1' || host.startsWith('127.');
  return {
    host,
    port: url.port === '' ? PORT : Number(url.port),
    db: Number(path),
    tls,
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(password ? { password } : {}),
    shown: `${url.protocol}//${url.host}${path === '' ? '' : `/${path}`}`,
    warnings:
      tls || isHere
        ? []
        : [`What travels to ${url.host} can be read and changed on the way: use rediss://, which is encrypted.`],
  };
}
