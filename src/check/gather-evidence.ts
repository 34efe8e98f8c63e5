/** Evidence over the wire: a program's readings of a running cluster, from the outside and as any client. */
import { askedKinds, isAsked } from '../grader/asked-kinds.js';
import type { Evidence } from '../grader/evidence.js';
import type { Rubric } from '../grader/rubric.js';
import { writtenIn } from '../grader/was-written.js';
import type { AuditEvent } from '../kube/audit-event.js';
import { kinds, resourcePath } from '../kube/kinds.js';
import type { KubeList, KubeObject } from '../kube/object.js';
import { isControlPlane } from '../kube/user.js';
import { checkUserAgent, isKubelabsOwn } from '../kube/user-agent.js';
import type { Client } from '../request/api.js';
import { failedRequest } from '../request/failed-request.js';
import { seenRequests } from '../seen-requests/seen-requests.js';

/** The options. */
export interface GatherOptions {
  client: Client;
  rubric: Rubric;
  /** Only requests that came at this moment (milliseconds) or later count. */
  since: number;
  /** The API server's audit log; without one the helper's own record is taken. */
  auditLog?: string;
  /** The objects that were there before; without them those that are older than `since` and were not written since. */
  before?: readonly KubeObject[];
  /** When this run began, where earlier ones count, too. */
  runBegan?: number;
}

/** The evidence as it is now. Throws REQUEST_FAILED when the client may not list the rubric's objects. */
export async function gatherEvidence(options: GatherOptions): Promise<Evidence> {
  const { client, rubric, since, auditLog } = options;
  const objects = await listObjects(client, rubric);
  const record = await seenRequests(client, { since, auditLog });
  const audit = record.filter((event) => !isKubelabsOwn(event.userAgent) && !isControlPlane(event.user.username));
  return {
    audit,
    objects,
    before: options.before ?? leftFromBefore(objects, since, { record, audit }),
    source: auditLog === undefined ? 'client' : 'server',
    ...(options.runBegan === undefined ? {} : { runBegan: options.runBegan }),
    cells: [],
  };
}

/** All objects of the kinds that the rubric asks about. Throws REQUEST_FAILED. */
export async function listObjects(client: Client, rubric: Rubric): Promise<KubeObject[]> {
  const reader = client.with({ userAgent: checkUserAgent });
  const found: KubeObject[] = [];
  const asked = askedKinds(rubric);
  for (const kind of listable.filter((one) => isAsked(asked, one.group, one.kind))) {
    const exchange = await reader.get<KubeList>(resourcePath(kind));
    // a cluster that has no such kind has no such object
    if (exchange.status === 404) continue;
    if (!exchange.ok) throw failedRequest(exchange);
    const { apiVersion, items } = exchange.body;
    found.push(
      ...items.map((item) => withoutData({ ...item, apiVersion: item.apiVersion ?? apiVersion, kind: kind.kind })),
    );
  }
  return found;
}

/** A grader sees which keys a Secret has and not their values; so does a self-check. */
function withoutData(object: KubeObject): KubeObject {
  if (object.kind !== 'Secret') return object;
  const keys = Object.keys((object as { data?: object }).data ?? {});
  return { ...object, data: Object.fromEntries(keys.map((key) => [key, ''])) };
}

const listable = kinds.filter(({ verbs, group }) => verbs.includes('list') && group !== 'events.k8s.io');

/**
 * The objects that are older than `since` and that no program has written since. creationTimestamp knows seconds only: in the
 * second of `since` an object is older when the record does not show its creation.
 */
function leftFromBefore(
  objects: readonly KubeObject[],
  since: number,
  { record, audit }: { record: readonly AuditEvent[]; audit: readonly AuditEvent[] },
): KubeObject[] {
  const [wasMade, wasWritten] = [writtenIn(record), writtenIn(audit)];
  const second = Math.floor(since / 1000) * 1000;
  return objects.filter((object) => {
    const created = Date.parse(object.metadata.creationTimestamp ?? '');
    const isOlder = created < second || (created === second && !wasMade(object));
    return isOlder && !wasWritten(object);
  });
}
