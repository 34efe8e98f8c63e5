/** The rules for a pod's resources as a whole (validatePodResources, pkg/apis/core/validation). */

import { type Fields, fields, list } from '../../../../../kube/fields.js';
import { qualifiedNameFaults } from '../../../../../kube/names.js';
import { formatQuantity } from '../../../../../kube/quantity.js';
import { type FieldError, fieldForbidden, invalid, notSupported } from '../../../../../kube/status.js';
import { amounts, isHugePages, isOfPods, together } from '../default-resources.js';
import { isStandardResource, validateResources } from './resources.js';

const ofPods = ['cpu', 'hugepages-', 'memory'];

function resourceName(name: string, path: string): FieldError[] {
  const errors = qualifiedNameFaults(name).map((f) => invalid(path, name, f));
  if (errors.length > 0) return errors;
  if (!isStandardResource(name)) return [invalid(path, name, 'must be a standard resource type or fully qualified')];
  return isOfPods(name) ? [] : [notSupported(path, name, ofPods)];
}

/** The faults of a PodSpec's resources at `path`; `claims` are the names of the pod's resource claims. */
export function validatePodResources(spec: Fields, claims: readonly string[], path: string): FieldError[] {
  if (fields(spec.os).name === 'windows') return [fieldForbidden(path, 'may not be set for a windows pod')];
  const why = 'claims may not be set for Resources at pod-level';
  return [
    ...(fields(spec.resources).claims === undefined ? [] : [fieldForbidden(`${path}.claims`, why)]),
    ...validateResources(fields(spec.resources), claims, path, resourceName),
    ...atLeastTogether(spec, 'requests', path),
    ...atLeastTogether(spec, 'limits', path),
    ...eachWithinLimits(spec, path),
  ];
}

/** The pod's requests cover those of its containers together; among limits, those of huge pages alone have to. */
function atLeastTogether(spec: Fields, kind: 'requests' | 'limits', path: string): FieldError[] {
  const given = amounts(fields(spec.resources)[kind]);
  return [...together(spec, kind)].flatMap(([name, total]) => {
    const whole = given.get(name);
    if (whole === undefined || total.nanos <= whole.nanos || (kind === 'limits' && !isHugePages(name))) return [];
    const fault = `must be greater than or equal to aggregate container ${kind} of ${formatQuantity(total)}`;
    return [invalid(`${path}.${kind}[${name}]`, formatQuantity(whole), fault)];
  });
}

/** No container's limit is above the pod's. The path of such a fault starts at the pod's resources. */
function eachWithinLimits(spec: Fields, path: string): FieldError[] {
  const given = amounts(fields(spec.resources).limits);
  return list(spec.containers).flatMap((container, i) =>
    [...amounts(fields(container.resources).limits)].flatMap(([name, limit]) => {
      const most = given.get(name);
      if (most === undefined || limit.nanos <= most.nanos) return [];
      const fault = `must be less than or equal to pod limits of ${formatQuantity(most)}`;
      return [invalid(`${path}.containers[${i}][${name}].limits`, formatQuantity(limit), fault)];
    }),
  );
}
