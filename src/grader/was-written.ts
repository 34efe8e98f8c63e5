/** The earlier objects that a learner has changed: they are the learner's from then on. */
import type { AuditEvent } from '../kube/audit-event.js';
import { kindOfObject } from '../kube/kinds.js';
import { type KubeObject, parseApiVersion } from '../kube/object.js';
import type { Evidence } from './evidence.js';
import { seenRequests } from './seen-request.js';

/** The objects that were there before and that the learner has not changed since; a rehearsal, or a patch of nothing, changes none. */
export function leftAlone({ before, objects, audit }: Pick<Evidence, 'before' | 'objects' | 'audit'>): KubeObject[] {
  const standing = new Set(objects.map(versionOf));
  const wasWritten = writtenIn(audit);
  return before.filter((object) => standing.has(versionOf(object)) || !wasWritten(object));
}

function versionOf({ metadata: { uid, resourceVersion } }: KubeObject): string {
  return `${uid} ${resourceVersion}`;
}

/** Sub-resources that are created or written, and leave the object that they belong to as it is. */
const OF_THEIR_OWN = new Set(['token', 'eviction', 'exec', 'attach', 'portforward', 'proxy', 'log']);

/** Tells of an object whether a request of the audit log created or changed it, so that it is no longer the one that was found there. */
export function writtenIn(audit: readonly AuditEvent[]): (object: KubeObject) => boolean {
  const written = new Set(
    seenRequests(audit, 'server')
      .filter(({ event, code, dryRun, subresource }) => {
        const writes = ['create', 'update', 'patch'].includes(event.verb) && !OF_THEIR_OWN.has(subresource);
        return writes && code >= 200 && code < 300 && !dryRun;
      })
      .map(({ group, resource, namespace, name }) => keyOf(group, resource, namespace, name)),
  );
  return ({ apiVersion, kind, metadata: { namespace = '', name = '' } }) => {
    const { group } = parseApiVersion(apiVersion);
    const resource = kindOfObject(group, kind)?.resource;
    return resource !== undefined && written.has(keyOf(group, resource, namespace, name));
  };
}

/** A namespace is in itself, as the API server counts it. */
function keyOf(group: string, resource: string, namespace: string, name: string): string {
  return JSON.stringify([group, resource, resource === 'namespaces' ? '' : namespace, name]);
}
