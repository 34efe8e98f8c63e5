/** Which objects a ResourceQuota with scopes is about (podMatchesScopeFunc and pvcMatchesScopeFunc in pkg/quota/v1/evaluator/core). */
import { type Fields, fields, isFields, list, text, texts } from '../../../kube/fields.js';
import { formatGroupResource, type GroupResource, type KubeObject } from '../../../kube/object.js';
import { qosClass } from './pod/qos-class.js';

/** Whether the quota is about the object: all of the quota's scopes are true of it. Only pods and claims are in scopes. */
export function isInScope(quota: KubeObject, resource: GroupResource, object: KubeObject): boolean {
  const { scopes, scopeSelector } = fields(quota.spec);
  const terms: Fields[] = [
    ...texts(scopes).map((scopeName) => ({ scopeName, operator: 'Exists' })),
    ...list(fields(scopeSelector).matchExpressions),
  ];
  if (terms.length === 0) return true;
  switch (formatGroupResource(resource)) {
    case 'pods':
      return terms.every((term) => isOfPod(term, fields(object.spec)));
    case 'persistentvolumeclaims':
      return terms.every((term) => term.scopeName === 'VolumeAttributesClass' && selects(term, attributesOf(object)));
    default:
      return false;
  }
}

/** A text that changes whenever a change of the object can take it into other scopes. */
export const scopeStamp = (object: KubeObject): string =>
  [isTerminating(fields(object.spec)), ...attributesOf(object)].join(' ');

/** Whether a pod has a deadline (`activeDeadlineSeconds`). */
export const isTerminating = (spec: Fields): boolean => typeof spec.activeDeadlineSeconds === 'number';

function isOfPod(term: Fields, spec: Fields): boolean {
  switch (term.scopeName) {
    case 'BestEffort':
      return qosClass(spec) === 'BestEffort';
    case 'NotBestEffort':
      return qosClass(spec) !== 'BestEffort';
    case 'Terminating':
      return isTerminating(spec);
    case 'NotTerminating':
      return !isTerminating(spec);
    case 'PriorityClass':
      return selects(term, [text(spec.priorityClassName)]);
    case 'CrossNamespacePodAffinity':
      return hasForeignAffinity(spec);
    default:
      return false;
  }
}

/** The VolumeAttributesClasses that a claim names, that its volume has, and that it is being given; empty where there is none. */
function attributesOf({ spec, status }: KubeObject): string[] {
  const { currentVolumeAttributesClassName: current, modifyVolumeStatus } = fields(status);
  const target = fields(modifyVolumeStatus).targetVolumeAttributesClassName;
  return [fields(spec).volumeAttributesClassName, current, target].map(text);
}

/** Whether the term of a scope selector is true of one of the names; without any name, of an object that has none. */
function selects({ operator, values }: Fields, all: readonly string[]): boolean {
  const names = all.filter((name) => name !== '');
  const isOne = (name: string | undefined): boolean => {
    if (operator === 'Exists') return name !== undefined;
    if (operator === 'DoesNotExist') return name === undefined;
    const isNamed = name !== undefined && texts(values).includes(name);
    return operator === 'In' ? isNamed : !isNamed;
  };
  return names.length === 0 ? isOne(undefined) : names.some(isOne);
}

function hasForeignAffinity(spec: Fields): boolean {
  const { podAffinity, podAntiAffinity } = fields(spec.affinity);
  const terms = [podAffinity, podAntiAffinity].flatMap((affinity) => {
    const { requiredDuringSchedulingIgnoredDuringExecution: required, ...rest } = fields(affinity);
    const preferred = list(rest.preferredDuringSchedulingIgnoredDuringExecution);
    return [...list(required), ...preferred.map(({ podAffinityTerm }) => fields(podAffinityTerm))];
  });
  return terms.some(({ namespaces, namespaceSelector }) => texts(namespaces).length > 0 || isFields(namespaceSelector));
}
