/**
 * The grader as a client of the submission's API server. It uses the credential that the learner may have, too; its requests
 * are told apart by their `Audit-ID`, which the learner does not know.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubelabError } from '../../errors.js';
import { type AskedKinds, isAsked } from '../../grader/asked-kinds.js';
import { kindOfObject } from '../../kube/kinds.js';
import { type KubeObject, parseApiVersion } from '../../kube/object.js';
import type { Client } from '../../request/api.js';
import { connect } from '../../request/connect.js';
import type { Failure } from '../../request/exchange.js';
import { wasCutOff } from '../../request/failure.js';

/** The requests of the grader. */
export interface GraderClient {
  /** Every object of the asked kinds (of all without them), without the data of Secrets, by kind, namespace and name. */
  objects(asked?: AskedKinds): Promise<KubeObject[]>;
  /** The objects once the controllers have reacted to the last request; at the latest after 5 s. */
  settledObjects(asked?: AskedKinds): Promise<KubeObject[]>;
  /** Sends a request that the audit log shows; returns the id by which it is found there. */
  mark(): Promise<string>;
  /** True for the id of one of its own requests. */
  isOwn(auditID: string): boolean;
  close(): Promise<void>;
}

/** An answer of aggregated discovery (KEP-3352), as far as it is used. */
interface Discovery {
  items?: {
    metadata: { name?: string };
    versions: {
      version: string;
      resources: { resource: string; responseKind: { kind: string }; verbs: readonly string[] }[];
    }[];
  }[];
}

/** A machine that grades may be busy with other submissions. */
const TIMEOUT_MS = 30_000;
/** The time for listing all objects. */
const LISTING_MS = 60_000;
const SETTLE_MS = 5000;
/** How long the store must be quiet: controllers of a real cluster ask one another, those of a practice cluster follow at once. */
const QUIET_MS = { real: 500, practice: 40 };
const PAGE = 500;
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
/** The most objects that can be judged. */
const MOST_OBJECTS = 20_000;

/**
 * A client for the kubeconfig (a path or its text); the ids of its requests begin with `pass`. Its functions throw
 * CLUSTER_NOT_RUNNING when no answer comes.
 */
export async function graderClient(kubeconfig: string, kind: 'real' | 'practice', pass = ''): Promise<GraderClient> {
  const client: Client = await connect({ kubeconfig, timeout: TIMEOUT_MS, userAgent: 'kubelab-grade' });
  const own = new Set<string>();
  const newId = (): string => `${pass}${randomUUID()}`;
  let listing: AbortSignal | undefined;

  async function get<T>(
    path: string,
    { id = newId(), accept, query }: { id?: string; accept?: string; query?: Record<string, string | number> } = {},
  ): Promise<T> {
    own.add(id);
    const headers = { 'audit-id': id, ...(accept ? { accept } : {}) };
    const options = { headers, ...(query ? { query } : {}), ...(listing ? { signal: listing } : {}) };
    let exchange = await client.get(path, options);
    // a server may close a connection that was idle just when it is used again
    if (exchange.failure && wasCutOff(exchange.failure)) exchange = await client.get(path, options);
    if (!exchange.ok) throw noAnswer(path, exchange.failure ? whyOf(exchange.failure) : String(exchange.status));
    return exchange.body as T; // of the shape that the path has
  }

  async function listAll(path: string, apiVersion: string, kind: string): Promise<KubeObject[]> {
    const objects: KubeObject[] = [];
    let next: string | undefined = '';
    while (next !== undefined) {
      const page: { items?: KubeObject[]; metadata?: { continue?: string } } = await get(path, {
        query: { limit: PAGE, ...(next ? { continue: next } : {}) },
      });
      objects.push(...(page.items ?? []).map((item) => withoutSecrets({ ...item, apiVersion, kind })));
      if (objects.length > MOST_OBJECTS) throw tooMany();
      next = page.metadata?.continue || undefined;
    }
    return objects;
  }

  /** The kinds that can be listed, each in the version that its group prefers of those that have it. */
  async function listed(root: '/api' | '/apis'): Promise<{ path: string; apiVersion: string; kind: string }[]> {
    const { items } = await get<Discovery>(root, { accept: AGGREGATED });
    if (!items) throw noAnswer(root, 'no aggregated discovery');
    return items.flatMap(({ metadata: { name: group = '' }, versions }) => {
      const known = new Set<string>();
      return versions.flatMap(({ version, resources }) => {
        const apiVersion = group ? `${group}/${version}` : version;
        const own = resources.filter(
          ({ resource, responseKind: { kind }, verbs }) =>
            verbs.includes('list') && !known.has(resource) && !isImitation(group, kind, resource),
        );
        for (const { resource } of own) known.add(resource);
        return own.map(({ resource, responseKind: { kind } }) => ({
          path: `${root}/${apiVersion}/${resource}`,
          apiVersion,
          kind,
        }));
      });
    });
  }

  /** The version of the store; every list tells it. */
  async function revision(): Promise<string> {
    const { metadata } = await get<{ metadata: { resourceVersion: string } }>('/api/v1/namespaces', {
      query: { limit: 1 },
    });
    return metadata.resourceVersion;
  }

  async function objects(asked: AskedKinds = 'all'): Promise<KubeObject[]> {
    listing = AbortSignal.timeout(LISTING_MS);
    try {
      return await listAsked(asked);
    } finally {
      listing = undefined;
    }
  }

  async function listAsked(asked: AskedKinds): Promise<KubeObject[]> {
    const all: KubeObject[] = [];
    for (const { path, apiVersion, kind } of [...(await listed('/api')), ...(await listed('/apis'))]) {
      // they say what happened, and lie in two groups; the audit log says it better
      if (kind === 'Event' && asked === 'all') continue;
      const { group } = parseApiVersion(apiVersion);
      if (isAsked(asked, group, kind)) all.push(...(await listAll(path, apiVersion, kind)));
    }
    if (all.length > MOST_OBJECTS) throw tooMany();
    return all.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  return {
    objects,
    async settledObjects(asked) {
      const deadline = performance.now() + SETTLE_MS;
      let [before, version] = ['', await revision()];
      for (;;) {
        const found = await objects(asked);
        await sleep(QUIET_MS[kind]);
        const now = await revision();
        // a cluster of more than one node writes leases all the time: there the objects themselves are compared
        if (now === version || before === versionsOf(found) || performance.now() > deadline) return found;
        [before, version] = [versionsOf(found), now];
      }
    },
    async mark() {
      const id = newId();
      await get('/api', { id });
      return id;
    },
    isOwn: (auditID) => own.has(auditID),
    close: () => client.close(),
  };
}

/** A text that changes with every write, but for those by which a node says that it lives. */
function versionsOf(objects: readonly KubeObject[]): string {
  return objects
    .filter(({ kind }) => kind !== 'Lease' && kind !== 'Node')
    .map(({ metadata }) => `${metadata.uid} ${metadata.resourceVersion}`)
    .join();
}

function keyOf({ apiVersion, kind, metadata }: KubeObject): string {
  return [apiVersion, kind, metadata.namespace, metadata.name].join(' ');
}

/** The object, with the keys alone of a Secret's data: evidence is shown to people and written down. */
function withoutSecrets(object: KubeObject): KubeObject {
  if (object.kind !== 'Secret') return object;
  const { data } = object as { data?: object };
  const { [LAST_APPLIED]: _, ...annotations } = object.metadata.annotations ?? {};
  const metadata = object.metadata.annotations ? { ...object.metadata, annotations } : object.metadata;
  const keys = Object.keys(data ?? {});
  return { ...object, metadata, ...(data ? { data: Object.fromEntries(keys.map((key) => [key, ''])) } : {}) };
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** True for a custom resource in a group of Kubernetes' own whose kind is that of another resource there: `RoleBinding`. */
function isImitation(group: string, kind: string, resource: string): boolean {
  const own = kindOfObject(group, kind);
  return own !== undefined && own.resource !== resource;
}

/** Why there was no answer, in a word or two: the address may be a socket of a sandbox, which says nothing to people. */
function whyOf({ stage, code }: Failure): string {
  return stage === 'timeout' ? `none within ${TIMEOUT_MS / 1000} s` : code;
}

function noAnswer(path: string, what: string): KubelabError {
  return new KubelabError('CLUSTER_NOT_RUNNING', `the cluster gave no answer to ${path} (${what})`, {
    hint: 'see whether it still runs, and whether the kubeconfig is of its administrator',
  });
}

function tooMany(): KubelabError {
  return new KubelabError('CLUSTER_NOT_RUNNING', `the cluster holds more than ${MOST_OBJECTS} objects`, {
    hint: 'grade on a cluster that holds nothing else',
  });
}
