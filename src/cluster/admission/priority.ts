/** Priority: pods get the value of their class, and there is one default class (plugin/pkg/admission/priority). */
import { fields, number, text } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';
import { forbidden } from '../../kube/status.js';
import { systemPriorities } from '../../kube/system-priorities.js';
import type { AdmissionAttributes, AdmissionPlugin, AdmissionReads } from './admission.js';

const usualPolicy = 'PreemptLowerPriority';

/** The priority of a class's pods. */
interface Class {
  name: string;
  value: number;
  policy: string;
}

/** The plug-in; throws an ApiError 403 for a class that is not there, and for a value that is not that of the class. */
export function priority(reads: AdmissionReads): AdmissionPlugin {
  return (attributes) => {
    const { operation, kind, subresource, object, oldObject } = attributes;
    if (kind.kind !== 'Pod' || subresource || !object) return;
    const spec = fields(object.spec);
    if (operation === 'UPDATE') keepPriority(spec, fields(oldObject?.spec));
    if (operation === 'CREATE') resolve(attributes, spec, reads.priorityClasses());
  };
}

function resolve({ kind, name }: AdmissionAttributes, spec: Record<string, unknown>, all: readonly KubeObject[]): void {
  const asked = text(spec.priorityClassName);
  const found = asked ? classNamed(asked, all) : defaultClass(all);
  if (!found) throw forbidden(kind, name, `no PriorityClass with name ${asked} was found`);
  const given = 'must not be provided in pod spec; priority admission controller computed';
  if (spec.priority !== undefined && spec.priority !== found.value) {
    const why = `the integer value of priority (${spec.priority}) ${given} ${found.value} from the given PriorityClass name`;
    throw forbidden(kind, name, why);
  }
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== found.policy) {
    const own = String(spec.preemptionPolicy);
    const why = `the string value of PreemptionPolicy (${own}) ${given} ${found.policy} from the given PriorityClass name`;
    throw forbidden(kind, name, why);
  }
  if (found.name) spec.priorityClassName = found.name;
  spec.priority = found.value;
  spec.preemptionPolicy = found.policy;
}

function classNamed(name: string, all: readonly KubeObject[]): Class | undefined {
  const system = Object.hasOwn(systemPriorities, name) ? systemPriorities[name] : undefined;
  if (system !== undefined) return { name, value: system, policy: usualPolicy };
  const found = all.find(({ metadata }) => metadata.name === name);
  return found && classOf(found);
}

const classOf = ({ metadata, value, preemptionPolicy }: KubeObject): Class => ({
  name: metadata.name ?? '',
  value: number(value) ?? 0,
  policy: text(preemptionPolicy) || usualPolicy,
});

/** The default class of the lowest value, as two can be made at once; zero without one. */
function defaultClass(all: readonly KubeObject[]): Class {
  const classes = all.filter(({ globalDefault }) => globalDefault === true).map(classOf);
  const [lowest] = classes.sort((a, b) => a.value - b.value);
  return lowest ?? { name: '', value: 0, policy: usualPolicy };
}

/** The validating half: throws an ApiError 403 for a second default class. */
export function oneDefaultPriority(reads: AdmissionReads): AdmissionPlugin {
  return ({ operation, kind, name, object }) => {
    if (kind.kind !== 'PriorityClass' || object?.globalDefault !== true || operation === 'DELETE') return;
    const other = reads.priorityClasses().find(({ globalDefault }) => globalDefault === true)?.metadata.name;
    if (other === undefined || other === name) return;
    throw forbidden(kind, name, `PriorityClass ${other} is already marked as default. Only one default can exist`);
  };
}

/** Priority and preemption policy stay as at creation where the client leaves them out. */
function keepPriority(spec: Record<string, unknown>, old: Record<string, unknown>): void {
  for (const field of ['priority', 'preemptionPolicy']) {
    if (spec[field] === undefined && old[field] !== undefined) spec[field] = old[field];
  }
}
