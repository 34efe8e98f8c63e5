/** A connection to the Redis of a queue; the client connects again whenever the connection is lost. */
import { once } from 'node:events';
import { isIP } from 'node:net';
import type { Redis as RedisClient, RedisOptions } from 'ioredis';
import type { QueueAddress } from './address.js';
import { connectionFault } from './connection-fault.js';
import { loadQueueLibraries, type QueueLibraries } from './libraries.js';

/** An open connection; the caller of `connectQueue` closes it. */
export interface QueueConnection {
  bullmq: QueueLibraries['bullmq'];
  redis: RedisClient;
  /** The address as messages may show it, without the password. */
  shown: string;
  close(): void;
}

/** Callbacks for an established connection that is lost, and found again. */
export interface ConnectionEvents {
  onLost?: () => void;
  onFound?: () => void;
}

/** How long the first answer may take. */
const FIRST_MS = 5000;
const MOST_WAIT_MS = 1000;

/**
 * Connects. Rejects with QUEUE_UNREACHABLE when no Redis answers there or the Redis refuses, with ENVIRONMENT where the libraries
 * are missing. Once connected, commands wait for a Redis that is gone.
 */
export async function connectQueue(
  address: QueueAddress,
  { onLost, onFound }: ConnectionEvents = {},
): Promise<QueueConnection> {
  const { bullmq, Redis } = await loadQueueLibraries();
  const { host, port, db, tls, username, password, shown } = address;
  const options: RedisOptions = {
    host,
    port,
    db,
    connectTimeout: FIRST_MS,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    // TLS names hosts by their names alone
    ...(tls ? { tls: isIP(host) ? {} : { servername: host } } : {}),
  };
  await tryOnce(new Redis({ ...options, lazyConnect: true, retryStrategy: () => null }), address);
  const redis = new Redis({
    ...options,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(times * 100, MOST_WAIT_MS),
  });
  let isThere = true;
  // each failed try is told, too
  redis.on('error', () => {});
  redis.on('close', () => {
    if (isThere) onLost?.();
    isThere = false;
  });
  redis.on('ready', () => {
    if (!isThere) onFound?.();
    isThere = true;
  });
  await once(redis, 'ready');
  return {
    bullmq,
    redis,
    shown,
    close: () => {
      isThere = false;
      redis.disconnect();
    },
  };
}

async function tryOnce(redis: RedisClient, address: QueueAddress): Promise<void> {
  let first: Error | undefined;
  redis.on('error', (error: Error) => {
    first ??= error;
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    throw connectionFault(first ?? (error as Error), address);
  } finally {
    redis.disconnect();
  }
}
