/**
 * Requests in steps by which a real kube-apiserver and the practice cluster were once told apart, and what the real one answered.
 * `../../../shared/findings/differences.json` holds them.
 */
import assert from 'node:assert/strict';
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExtendedKeyUsage } from '@peculiar/x509';
import type { AuditEvent } from '../../src/kube/audit-event.js';
import { type Answer, type Api, adminOf, apiOf, type Body, type Credential } from '../helpers/api.js';
import { authorityOf, issue } from '../helpers/issue-certificate.js';
import type { TestCluster } from '../helpers/practice-cluster.js';
import { until } from '../helpers/until.js';

/** A value of an answer, by its place in it; `null` where there is none. */
export interface Difference {
  request: string;
  at: string;
  real: unknown;
}

/** What is done: a request, a token that is signed, or a wait for the controllers. */
export interface Step {
  /** What comes of it is not looked at. */
  setup?: true;
  path?: string;
  method?: string;
  as?: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** Variables, each with the field of the answer that it takes. */
  save?: Record<string, string>;
  sign?: {
    from: string;
    to: string;
    claims?: Record<string, unknown>;
    header?: Record<string, unknown>;
    signature?: string;
  };
  /** Of a list, the names of its items. */
  pick?: string;
  /** A status that comes after a while. */
  until?: number;
  stream?: boolean;
}

/** Steps, and what a real server answered. */
export interface DifferenceCase {
  case: string;
  steps: Step[];
  differences: Difference[];
}

/** The cluster that is asked; its keys are in `pki`. */
export interface Asked {
  cluster: TestCluster;
  pki: string;
}

/** What came of a request: what differences point into. */
interface Outcome {
  request: string;
  status: number;
  headers: Answer['headers'];
  body: unknown;
  audit: AuditEvent[];
}

/** Takes the steps of a case, and returns those of its differences that are still there, a line each. */
export async function differencesLeft(test: DifferenceCase, run: string, asked: Asked): Promise<string[]> {
  const outcomes: Outcome[] = [];
  const variables: Record<string, string> = { run };
  const clients: Api[] = [];
  const audited = new Set(test.differences.flatMap(({ request, at }) => (at.startsWith('/audit/') ? [request] : [])));
  try {
    for (const step of test.steps) {
      if (step.sign) signed(step.sign, variables, asked.pki);
      else if (step.path === undefined) await settled(asked.cluster);
      else {
        const client = apiOf(asked.cluster, await credentialOf(step.as ?? 'admin', variables, asked));
        clients.push(client);
        const outcome = await outcomeOf({ ...step, path: step.path }, client, variables, asked.cluster, audited);
        if (!step.setup) outcomes.push(outcome);
      }
    }
  } finally {
    for (const client of clients) client.close();
  }
  return [...unlike(test.differences, outcomes, run)];
}

/** Each difference belongs to the first request of its words that has not had that place yet. */
function* unlike(differences: readonly Difference[], outcomes: readonly Outcome[], run: string): Generator<string> {
  const had = new Map<Outcome, Set<string>>();
  for (const { request, at, real } of differences) {
    const outcome = outcomes.find((each) => each.request === request && !had.get(each)?.has(at));
    assert.ok(outcome, `no request "${request}" is left for ${at}`);
    had.set(outcome, (had.get(outcome) ?? new Set()).add(at));
    const own = valueAt(outcome, at);
    if (!isLike(real, own, run)) yield `${request} ${at}: ${JSON.stringify(own)} instead of ${JSON.stringify(real)}`;
  }
}

function valueAt(outcome: Outcome, at: string): unknown {
  const [, pointer = '', keys] = /^(.*?)( \(order of keys\))?$/.exec(at) ?? [];
  let value: unknown = outcome;
  const words = pointer.split('/').slice(1);
  while (words.length > 0) {
    if (typeof value !== 'object' || value === null) return null;
    const holder = value as Record<string, unknown>;
    // a key may hold slashes
    const most = words.findIndex((_, i) => words.slice(0, words.length - i).join('/') in holder);
    if (most < 0) return null;
    value = holder[words.splice(0, words.length - most).join('/')];
  }
  return keys ? Object.keys(value as object).join(' ') : (value ?? null);
}

const PATTERNS: Record<string, string> = {
  time: '\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z',
  uid: '[\\da-f-]{36}',
  sha: 'X509SHA256=[\\da-f]{64}',
  rv: '\\d+',
  pem: '[\\w+/=]+',
  admin: '[\\w:-]+',
  server: '[\\w.:\\[\\]-]+',
};

function isLike(real: unknown, own: unknown, run: string): boolean {
  if (typeof real === 'string') {
    if (typeof own !== 'string') return false;
    // long ones were noted as JSON, and cut off
    const cut = real.startsWith('"') && real.endsWith('...');
    const text = real.replace(/(?<=ResourceVersion in object meta: )\d+/, '<rv>').slice(0, cut ? -3 : undefined);
    const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const pattern = escaped.replace(/<(\w+)>/g, (whole, word: string) =>
      word === 'run' ? run : (PATTERNS[word] ?? whole),
    );
    return new RegExp(`^${pattern}${cut ? '' : '$'}`, 's').test(cut ? JSON.stringify(own) : own);
  }
  if (typeof real !== 'object' || real === null) return Object.is(real, own);
  if (typeof own !== 'object' || own === null || Array.isArray(real) !== Array.isArray(own)) return false;
  const keys = Object.keys(real);
  return (
    keys.length === Object.keys(own).length &&
    keys.every((key) => isLike(real[key as never], own[key as never] ?? null, run))
  );
}

async function outcomeOf(
  step: Step & { path: string },
  client: Api,
  variables: Record<string, string>,
  cluster: TestCluster,
  audited: ReadonlySet<string>,
): Promise<Outcome> {
  const { method = 'GET', path, body, headers, pick, save, as = 'admin' } = step;
  const inserted = <T>(value: T): T =>
    value === undefined
      ? value
      : (JSON.parse(
          JSON.stringify(value).replace(/\$\{(\w+)\}/g, (_, name: string) =>
            JSON.stringify(variables[name]).slice(1, -1),
          ),
        ) as T);
  const auditID = `difference-${variables.run}-${cluster.events.length}`;
  const ask = (): Promise<Answer> =>
    client.call(method, inserted(path), inserted(body), {
      headers: { 'user-agent': 'differ', 'audit-id': auditID, ...inserted(headers) },
    });
  let answer = await ask();
  if (step.until !== undefined) {
    await until(`${step.until} of ${path}`, async () => {
      answer = await ask();
      return answer.code === step.until;
    });
  }
  for (const [name, field] of Object.entries(save ?? {})) {
    variables[name] = String(field.split('.').reduce<unknown>((value, key) => (value as never)?.[key], answer.body));
  }
  const audit = (): AuditEvent[] => cluster.events.filter((event) => event.auditID === auditID);
  const request = `${as} ${method} ${path}`;
  if (audited.has(request)) await until(`the audit events of ${path}`, () => audit().length > 1);
  return {
    request,
    status: answer.code,
    headers: answer.headers,
    body: bodyOf(answer, pick),
    audit: audit(),
  };
}

function bodyOf(answer: Answer, pick: string | undefined): unknown {
  const isJson = (answer.headers['content-type'] ?? '').includes('json');
  if (pick === 'names') return { ...answer.body, items: answer.body.items.map(({ metadata }) => metadata.name) };
  if (pick === 'watch') {
    return answer.text
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const { type, object } = JSON.parse(line) as { type: string; object: Body & { code?: number } };
        return [type, object.kind, object.metadata?.name ?? null, object.code ?? null];
      });
  }
  if (pick === 'status') {
    const { kind, code, reason } = answer.body as { kind?: string; code?: number; reason?: string };
    return isJson ? { kind, code, reason } : answer.text;
  }
  return isJson ? answer.body : answer.text;
}

async function credentialOf(
  as: string,
  variables: Record<string, string>,
  { cluster, pki }: Asked,
): Promise<Credential> {
  const [kind = '', ...rest] = as.split(':');
  if (kind === 'admin') return cluster.admin;
  if (kind === 'anonymous') return {};
  if (kind === 'token') return { token: variables[rest.join(':')] ?? '' };
  if (kind === 'front') return cluster.frontProxyClient;
  const { subject } = JSON.parse(rest.join(':')) as { subject: string };
  const names = subject.split('/').filter(Boolean).join(', ');
  const ca = await authorityOf(pki, 'ca', 'CN=kubernetes');
  const { pem, key } = await issue(ca, { subject: names, usage: [ExtendedKeyUsage.clientAuth] });
  return { certPem: pem, keyPem: key };
}

/** Puts into `variables` a token with other claims or another header, signed by the cluster's key. */
function signed(step: NonNullable<Step['sign']>, variables: Record<string, string>, pki: string): void {
  const parts = (variables[step.from] ?? '').split('.').slice(0, 2);
  const [header, claims] = parts.map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as object);
  const merged = [
    { ...header, ...step.header },
    { ...claims, ...step.claims },
  ].map((part) => Object.fromEntries(Object.entries(part).filter(([, value]) => value !== null)));
  const input = merged.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const key = createPrivateKey(readFileSync(join(pki, 'sa.key')));
  const signature = step.signature ?? sign('sha256', Buffer.from(input), key).toString('base64url');
  variables[step.to] = `${input}.${signature}`;
}

/** Resolves when the controllers are done: three writes in a row have nobody's between them. */
async function settled(cluster: TestCluster): Promise<void> {
  const admin = adminOf(cluster);
  const mark = '/api/v1/namespaces/default/configmaps/kube-root-ca.crt';
  try {
    for (let [before, alone] = [0, 0]; alone < 2; ) {
      const { body } = await admin.patch(mark, { metadata: { annotations: { mark: String(before) } } });
      const now = Number(body.metadata.resourceVersion);
      alone = now === before + 1 ? alone + 1 : 0;
      before = now;
    }
  } finally {
    admin.close();
  }
}
