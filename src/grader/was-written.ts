/** The earlier objects that a learner has changed: they are the learner's from then on. */
import type { AuditEvent } from '../kube/audit-event.js';
import { kindOfObject } from '../kube/kinds.js';
import { type KubeObject, parseApiVersion } from '../kube/object.js';
import type { Evidence } from './evidence.js';

/** The objects that were there before and that the learner has not changed since; a rehearsal, or a patch of nothing, changes none. */
export function leftAlone({ before, objects, audit }: Pick<Evidence, 'before' | 'objects' | 'audit'>): KubeObject[] {
  const standing = new Set(objects.map(versionOf));
  return before.filter((object) => standing.has(versionOf(object)) || !wasWritten(object, audit));
}

function versionOf({ metadata: { uid, resourceVersion } }: KubeObject): string {
  return `${uid} ${resourceVersion}`;
}

/** Whether a request of the audit log created or changed the object, so that it is no longer the one that was found there. */
export function wasWritten({ apiVersion, kind, metadata }: KubeObject, audit: readonly AuditEvent[]): boolean {
  const { group } = parseApiVersion(apiVersion);
  const resource = kindOfObject(group, kind)?.resource;
  return audit.some(
    ({ verb, objectRef, responseStatus }) =>
      ['create', 'update', 'patch'].includes(verb) &&
      (responseStatus?.code ?? 0) < 300 &&
      objectRef?.resource === resource &&
      (objectRef?.apiGroup ?? '') === group &&
      objectRef?.name === metadata.name &&
      // a namespace is in itself, as the API server counts it
      (kind === 'Namespace' || (objectRef?.namespace ?? '') === (metadata.namespace ?? '')),
  );
}
