/** What a case of our own conformance list is, and how it is run: one request, and what any API server must answer. */
import assert from 'node:assert/strict';
import type { Client, JsonBody } from '../../src/request/api.js';
import type { Exchange } from '../../src/request/exchange.js';
import { until } from '../helpers/until.js';

/** Who sends a request: the administrator, nobody, the account `robot`, or a user whom the administrator acts as. */
export type Sender = 'admin' | 'anonymous' | 'robot' | { user: string; groups?: string[] };

/** What must hold of the answer. Strings in messages may hold `NS` for the namespace of the run. */
export interface Expected {
  status: number;
  reason?: string;
  message?: string | RegExp;
  /** Fields by path: `metadata.name`, `items.0.kind`; undefined for a field that must not be there. */
  fields?: Record<string, unknown>;
  holds?(body: JsonBody, exchange: Exchange): boolean;
}

/** One case. `NS` in paths and bodies stands for the namespace of the run. */
export interface Case {
  name: string;
  as?: Sender;
  method?: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Asked again until it holds: what controllers do takes a while. */
  eventually?: true;
  expect: Expected;
}

/** The senders of one run. */
export interface Senders {
  namespace: string;
  client(sender: Sender): Promise<Client>;
}

const insert = <T>(value: T, namespace: string): T =>
  JSON.parse(JSON.stringify(value).replaceAll('NS', namespace)) as T;

/** Sends the request of a case and judges the answer; throws an AssertionError that holds the answer. */
export async function runCase(test: Case, senders: Senders): Promise<void> {
  const { namespace } = senders;
  const client = await senders.client(test.as ?? 'admin');
  const ask = (): Promise<Exchange> =>
    client.request({
      method: test.method ?? 'GET',
      path: insert(test.path, namespace),
      ...(test.body === undefined ? {} : { body: insert(test.body, namespace) }),
      ...(test.headers ? { headers: test.headers } : {}),
    });
  if (!test.eventually) return judge(await ask(), test.expect, namespace);
  let last: unknown;
  await until(
    test.name,
    async () => {
      try {
        judge(await ask(), test.expect, namespace);
        return true;
      } catch (error) {
        last = error;
        return false;
      }
    },
    60_000,
  ).catch(() => {
    throw last;
  });
}

function judge(exchange: Exchange, expected: Expected, namespace: string): void {
  const body: JsonBody = exchange.body;
  const shown = `${exchange.status} ${typeof body === 'string' ? body : JSON.stringify(body)}`;
  assert.equal(exchange.status, expected.status, shown);
  if (expected.reason !== undefined) assert.equal(body.reason, expected.reason, shown);
  if (typeof expected.message === 'string') assert.equal(body.message, insert(expected.message, namespace), shown);
  else if (expected.message) assert.match(String(body.message), expected.message);
  for (const [path, value] of Object.entries(expected.fields ?? {})) {
    assert.deepEqual(at(body, path), insert({ value }, namespace).value, `${path} of ${shown}`);
  }
  if (expected.holds) assert.ok(expected.holds(body, exchange), shown);
}

function at(body: JsonBody, path: string): unknown {
  return path.split('.').reduce((value: JsonBody, key) => value?.[key], body);
}
