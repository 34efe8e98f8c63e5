/** `kubelab request`: one request from the shell, with the exchange as notebooks show it. */
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { checkYaml } from '../../checked-yaml.js';
import { isKubelabError, KubelabError } from '../../errors.js';
import { readNamedFile } from '../../named-file.js';
import { connect } from '../../print/connect.js';
import { explainedExchange } from '../../print/explained-exchange.js';
import type { Client } from '../../request/api.js';
import type { Exchange } from '../../request/exchange.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Io } from '../terminal/terminal.js';
import { commandHere } from '../words.js';

/** The options of `request`. */
export interface RequestCommandOptions {
  /** The user to act as. */
  as?: string;
  /** The file of a bearer token, which takes the place of the kubeconfig's credential. */
  token?: string;
  /** The file of the body, JSON or YAML; `-` for the standard input. */
  body?: string;
  explain?: boolean;
  json?: boolean;
}

/**
 * Sends it to the cluster that `connect()` finds. Resolves with 0 for 2xx, 4 for 4xx, 5 for 5xx, 1 for any other status and 3 without
 * an answer. Throws what `connect()` throws, ARGUMENT_INVALID for a method or a path that is none, and FILE_MISSING.
 */
export async function request(method: string, path: string, options: RequestCommandOptions, io: Io): Promise<ExitCode> {
  if (!/^[A-Za-z]+$/.test(method) || !path.startsWith('/')) {
    throw new KubelabError('ARGUMENT_INVALID', 'a request is a method and a path that begins with a slash', {
      hint: 'kubelab request GET /api/v1/namespaces/default/pods',
    });
  }
  const { as, token, body } = options;
  const upper = method.toUpperCase();
  const client = await clientFor(io);
  try {
    const asked = client.with({
      ...(token === undefined ? {} : { token: resolve(token) }),
      ...(as === undefined ? {} : { impersonate: { user: as } }),
    });
    const exchange = await asked.request({
      ...{ method: upper, path, signal: io.signals.interruption },
      ...(body === undefined ? {} : { body: await bodyOf(body, io) }),
      ...(upper === 'PATCH' ? { headers: { 'content-type': 'application/merge-patch+json' } } : {}),
    });
    io.signals.interruption.throwIfAborted();
    const explained = options.explain ? await exchange.explain() : undefined;
    if (options.json) {
      const shown = JSON.parse(JSON.stringify(exchange)) as object;
      io.out.line(JSON.stringify(explained ? { ...shown, explained } : shown, null, 2));
    } else {
      io.out.line(explained ? explainedExchange(exchange, explained) : String(exchange));
    }
    return exitCodeFor(exchange);
  } finally {
    await client.close();
  }
}

/** A client of the cluster that is there. The error of `connect()` without one is worded for a notebook. */
async function clientFor(io: Io): Promise<Client> {
  try {
    return await connect({}, { env: io.env });
  } catch (error) {
    if (!isKubelabError(error) || (error.code !== 'NO_CLUSTER' && error.code !== 'CLUSTER_STALE')) throw error;
    const { code, message, place } = error;
    throw new KubelabError(code, message, {
      hint: `start the practice cluster and ask again: ${commandHere('cluster up --detach', io)}`,
      cause: error,
      ...(place ? { place } : {}),
    });
  }
}

async function bodyOf(file: string, { stdin }: Io): Promise<unknown> {
  const isPiped = file === '-';
  const written = isPiped
    ? await text(stdin)
    : readNamedFile(file, 'the body', 'name a file with JSON or YAML after --body, or - for the standard input');
  // JSON is YAML, too
  const named = { text: written, file: isPiped ? 'the standard input' : file };
  const source = { ...named, what: 'the body', code: 'ARGUMENT_INVALID', hint: 'mend the file' } as const;
  return checkYaml(source, z.unknown()).value;
}

function exitCodeFor({ status, failure }: Exchange): ExitCode {
  if (failure || status === 0) return EXIT.environment;
  if (status >= 200 && status < 300) return EXIT.ok;
  if (status >= 500) return EXIT.serverFault;
  return status >= 400 ? EXIT.refused : EXIT.failed;
}
