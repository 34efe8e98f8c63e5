/** What a client is warned of when it writes an object that is valid: the strategies' WarningsOnCreate and WarningsOnUpdate. */
import { dnsLabelFaults } from '../../kube/names.js';
import type { KubeObject } from '../../kube/object.js';
import { fields } from '../schema/access.js';
import { podWarnings } from './pod-warnings.js';

const better = 'which can result in surprising behavior; a DNS label is recommended';
const enforce = 'kubernetes.io/enforce-mountable-secrets';

function nameWarnings({ metadata }: KubeObject, used: string): string[] {
  const faults = dnsLabelFaults(metadata.name ?? '');
  return faults.length > 0 ? [`metadata.name: this is used in ${used}, ${better}: [${faults.join(' ')}]`] : [];
}

const templateWarnings = (object: KubeObject): string[] =>
  podWarnings(fields(fields(object.spec).template), 'spec.template.');

/** The warnings about a new object. */
export function warningsOnCreate(object: KubeObject): string[] {
  switch (object.kind) {
    case 'Pod':
      return [...nameWarnings(object, "the Pod's hostname"), ...podWarnings(object)];
    case 'Deployment':
    case 'ReplicaSet':
      return [...nameWarnings(object, 'Pod names and hostnames'), ...templateWarnings(object)];
    case 'ServiceAccount':
      return object.metadata.annotations?.[enforce] === undefined ? [] : [mountableSecrets];
    default:
      return [];
  }
}

/** The warnings about an object that is to replace another; of pods there are none. */
export function warningsOnUpdate(object: KubeObject, old: KubeObject): string[] {
  switch (object.kind) {
    case 'Deployment':
    case 'ReplicaSet':
      return object.metadata.generation === old.metadata.generation ? [] : templateWarnings(object);
    case 'ServiceAccount': {
      const [now, had] = [object.metadata.annotations?.[enforce], old.metadata.annotations?.[enforce]];
      return now !== undefined && had === undefined ? [mountableSecrets] : [];
    }
    default:
      return [];
  }
}

const mountableSecrets = `metadata.annotations[${enforce}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`;
