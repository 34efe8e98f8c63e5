/**
 * The grader as a client of the submission's API server. It uses the credential that the learner may have, too; its requests
 * are told apart by their `Audit-ID`, which nobody else knows.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubelabError } from '../../errors.js';
import type { KubeObject } from '../../kube/object.js';
import type { Client } from '../../request/api.js';
import { connect } from '../../request/connect.js';

/** What the grader asks. */
export interface GraderClient {
  /** Every object of every kind that can be listed, without the data of Secrets, ordered by kind, namespace and name. */
  objects(): Promise<KubeObject[]>;
  /** The same, when controllers have done what follows from the last request; at the latest after 5 s. */
  settledObjects(): Promise<KubeObject[]>;
  /** Sends a request that the audit log shows; returns the id by which it is found there. */
  mark(): Promise<string>;
  /** True for the id of one of its own requests. */
  isOwn(auditID: string): boolean;
  close(): Promise<void>;
}

interface ApiResource {
  name: string;
  kind: string;
  verbs: readonly string[];
}

const TIMEOUT_MS = 15_000;
/** For all objects together. */
const LISTING_MS = 60_000;
const SETTLE_MS = 5000;
const SETTLE_STEP_MS = 100;
const PAGE = 500;
/** More than this cannot be judged. */
const MOST_OBJECTS = 20_000;

/** A client for the kubeconfig (a path or its text). Its functions throw CLUSTER_NOT_RUNNING when no answer comes. */
export async function graderClient(kubeconfig: string): Promise<GraderClient> {
  const client: Client = await connect({ kubeconfig, timeout: TIMEOUT_MS, userAgent: 'kubelab-grade' });
  const own = new Set<string>();
  let listing: AbortSignal | undefined;

  async function get<T>(
    path: string,
    query: Record<string, string | number> = {},
    id: string = randomUUID(),
  ): Promise<T> {
    own.add(id);
    const signal = listing ? { signal: listing } : {};
    const exchange = await client.get(path, { query, headers: { 'audit-id': id }, ...signal });
    if (!exchange.ok) {
      throw new KubelabError(
        'CLUSTER_NOT_RUNNING',
        `the cluster gave no answer to ${path} (${exchange.status ?? 'none'})`,
        {
          hint: 'see whether it still runs, and whether the kubeconfig is of its administrator',
        },
      );
    }
    return exchange.body as T; // of the shape that the path has
  }

  async function listAll(path: string, apiVersion: string, kind: string): Promise<KubeObject[]> {
    const objects: KubeObject[] = [];
    let next: string | undefined = '';
    while (next !== undefined) {
      const page: { items?: KubeObject[]; metadata?: { continue?: string } } = await get(path, {
        limit: PAGE,
        ...(next ? { continue: next } : {}),
      });
      objects.push(...(page.items ?? []).map((item) => withoutSecrets({ ...item, apiVersion, kind })));
      if (objects.length > MOST_OBJECTS) throw tooMany();
      next = page.metadata?.continue || undefined;
    }
    return objects;
  }

  async function groupVersions(): Promise<string[]> {
    const { groups } = await get<{ groups: { preferredVersion: { groupVersion: string } }[] }>('/apis');
    return ['v1', ...groups.map(({ preferredVersion }) => preferredVersion.groupVersion)];
  }

  async function objects(): Promise<KubeObject[]> {
    listing = AbortSignal.timeout(LISTING_MS);
    try {
      return await listEverything();
    } finally {
      listing = undefined;
    }
  }

  async function listEverything(): Promise<KubeObject[]> {
    const all: KubeObject[] = [];
    for (const apiVersion of await groupVersions()) {
      // Events say what happened, and lie in two groups; the audit log says it better.
      if (apiVersion.startsWith('events.k8s.io/')) continue;
      const root = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
      const { resources } = await get<{ resources: ApiResource[] }>(root);
      for (const { name, kind, verbs } of resources) {
        if (name.includes('/') || !verbs.includes('list') || kind === 'Event') continue;
        all.push(...(await listAll(`${root}/${name}`, apiVersion, kind)));
      }
    }
    if (all.length > MOST_OBJECTS) throw tooMany();
    return all.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  return {
    objects,
    async settledObjects() {
      const deadline = performance.now() + SETTLE_MS;
      let found = await objects();
      for (let before = ''; before !== versionsOf(found) && performance.now() < deadline; found = await objects()) {
        before = versionsOf(found);
        await sleep(SETTLE_STEP_MS);
      }
      return found;
    },
    async mark() {
      const id = randomUUID();
      await get('/api', {}, id);
      return id;
    },
    isOwn: (auditID) => own.has(auditID),
    close: () => client.close(),
  };
}

/** What changes with every write, but for those by which a node says that it lives. */
function versionsOf(objects: readonly KubeObject[]): string {
  return objects
    .filter(({ kind }) => kind !== 'Lease' && kind !== 'Node')
    .map(({ metadata }) => `${metadata.uid} ${metadata.resourceVersion}`)
    .join();
}

function keyOf({ apiVersion, kind, metadata }: KubeObject): string {
  return [apiVersion, kind, metadata.namespace ?? '', metadata.name].join(' ');
}

/** Evidence is shown to people and written down; that a key is there is all that may be known of a Secret's data. */
function withoutSecrets(object: KubeObject): KubeObject {
  if (object.kind !== 'Secret') return object;
  const { data } = object as { data?: object };
  const { [LAST_APPLIED]: _, ...annotations } = object.metadata.annotations ?? {};
  const metadata = object.metadata.annotations ? { ...object.metadata, annotations } : object.metadata;
  const keys = Object.keys(data ?? {});
  return { ...object, metadata, ...(data ? { data: Object.fromEntries(keys.map((key) => [key, ''])) } : {}) };
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function tooMany(): KubelabError {
  return new KubelabError('CLUSTER_NOT_RUNNING', `the cluster holds more than ${MOST_OBJECTS} objects`, {
    hint: 'grade on a cluster that holds nothing else',
  });
}
