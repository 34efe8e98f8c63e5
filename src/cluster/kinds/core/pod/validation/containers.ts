/** The rules for the lists of containers of a pod: containers, init containers and ephemeral containers. */

import { type Fields, isFields, list, text } from '../../../../../kube/fields.js';
import {
  duplicate,
  type FieldError,
  fieldForbidden,
  invalid,
  notSupported,
  required,
  tooMany,
} from '../../../../../kube/status.js';
import { fieldNotFound } from '../../../../validation/field-checks.js';
import { oneOf } from '../../../field-rules.js';
import { validateContainer, validateImageSpace } from './container.js';
import { probeNames, validateHandlers } from './container-handlers.js';
import type { Volumes } from './volumes.js';

/** The faults of all containers in the PodSpec at `path`. */
export function validateContainers(spec: Fields, volumes: Volumes, path: string): FieldError[] {
  return [
    ...validateRegular(spec, volumes, `${path}.containers`),
    ...validateInit(spec, volumes, `${path}.initContainers`),
    ...validateEphemeral(spec, volumes, `${path}.ephemeralContainers`),
  ];
}

function validateRegular(spec: Fields, volumes: Volumes, path: string): FieldError[] {
  const containers = list(spec.containers);
  if (containers.length === 0) return [required(path)];
  const names = new Set<string>();
  const errors = containers.flatMap((container, i) => {
    const at = `${path}[${i}]`;
    return [
      ...validateContainer(container, spec, volumes, at),
      ...uniqueName(container, names, at),
      ...validateHandlers(container, spec.terminationGracePeriodSeconds, at),
      ...validateRestarts(container, at),
    ];
  });
  return [...errors, ...hostPortConflicts(containers, path)];
}

function validateInit(spec: Fields, volumes: Volumes, path: string): FieldError[] {
  const names = new Set(list(spec.containers).map((c) => text(c.name)));
  return list(spec.initContainers).flatMap((container, i) => {
    const at = `${path}[${i}]`;
    const errors = [
      ...validateContainer(container, spec, volumes, at),
      // without a policy the rules are not looked at
      ...(container.restartPolicy === undefined ? missingPolicy(container, at) : validateRestarts(container, at)),
      ...uniqueName(container, names, at, 'if there is one'),
      // they run one by one, and Kubernetes takes each for the first
      ...hostPortConflicts([container], path),
    ];
    if (container.restartPolicy === 'Always') {
      return [...errors, ...validateHandlers(container, spec.terminationGracePeriodSeconds, at)];
    }
    for (const field of ['lifecycle', ...probeNames]) {
      if (!isFields(container[field])) continue;
      errors.push(fieldForbidden(`${at}.${field}`, 'may not be set for init containers without restartPolicy=Always'));
    }
    for (const [j, { restartPolicy: restart }] of list(container.resizePolicy).entries()) {
      if (restart !== 'RestartContainer') continue;
      const why = "must not be set to 'RestartContainer' for non-sidecar initContainers";
      errors.push(invalid(`${at}.resizePolicy[${j}].restartPolicy`, restart, why));
    }
    return errors;
  });
}

function uniqueName(container: Fields, names: Set<string>, at: string, counts?: 'if there is one'): FieldError[] {
  const name = text(container.name);
  if (names.has(name)) return [duplicate(`${at}.name`, name)];
  if (name !== '' || !counts) names.add(name);
  return [];
}

const restartPolicies = ['Always', 'Never', 'OnFailure'];
const ruleActions = ['Restart', 'RestartAllContainers'];
const ruleOperators = ['In', 'NotIn'];

/** When one container is started again (KEP-5307). */
function validateRestarts(container: Fields, at: string): FieldError[] {
  const [policy, rules] = [container.restartPolicy, list(container.restartPolicyRules)];
  const errors = [...missingPolicy(container, at), ...oneOf(policy, `${at}.restartPolicy`, restartPolicies)];
  if (rules.length > 20) errors.push(tooMany(`${at}.restartPolicyRules`, rules.length, 20));
  for (const [i, rule] of rules.entries()) {
    const path = `${at}.restartPolicyRules[${i}]`;
    const action = text(rule.action);
    if (!ruleActions.includes(action)) errors.push(notSupported(`${path}.action`, action, ruleActions));
    if (!isFields(rule.exitCodes)) {
      errors.push(required(`${path}.exitCodes`, 'must be specified'));
      continue;
    }
    const { operator, values } = rule.exitCodes;
    errors.push(...oneOf(text(operator), `${path}.exitCodes.operator`, ruleOperators));
    const count = Array.isArray(values) ? values.length : 0;
    if (count > 255) errors.push(tooMany(`${path}.exitCodes.values`, count, 255));
  }
  return errors;
}

function missingPolicy({ restartPolicy, restartPolicyRules }: Fields, at: string): FieldError[] {
  if (restartPolicy !== undefined || list(restartPolicyRules).length === 0) return [];
  return [required(`${at}.restartPolicy`, 'must specify restartPolicy when restart rules are used')];
}

function hostPortConflicts(containers: readonly Fields[], path: string): FieldError[] {
  const taken = new Set<string>();
  return containers.flatMap((container, c) =>
    list(container.ports).flatMap((port, p) => {
      if (!port.hostPort) return [];
      const claim = `${text(port.protocol)}/${text(port.hostIP)}/${port.hostPort}`;
      if (taken.has(claim)) return [duplicate(`${path}[${c}].ports[${p}].hostPort`, claim)];
      taken.add(claim);
      return [];
    }),
  );
}

const notEphemeral = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  ...probeNames,
  'lifecycle',
];

function validateEphemeral(spec: Fields, volumes: Volumes, path: string): FieldError[] {
  const regular = [...list(spec.containers), ...list(spec.initContainers)].map((c) => text(c.name));
  const names = new Set(regular);
  return list(spec.ephemeralContainers).flatMap((container, i) => {
    const at = `${path}[${i}]`;
    const errors = [
      ...validateContainer(container, spec, volumes, at),
      ...validateImageSpace(container, at),
      ...uniqueName(container, names, at),
    ];
    const target = text(container.targetContainerName);
    if (target && !regular.includes(target)) errors.push(fieldNotFound(`${at}.targetContainerName`, target));
    for (const field of notEphemeral) {
      // an empty probe or hook is there, while resources are always there
      if (field === 'resources' ? isSet(container[field]) : isSet(container[field]) || isFields(container[field]))
        errors.push(fieldForbidden(`${at}.${field}`, 'cannot be set for an Ephemeral Container'));
    }
    for (const [m, mount] of list(container.volumeMounts).entries()) {
      for (const field of ['subPath', 'subPathExpr']) {
        if (!isSet(mount[field])) continue;
        errors.push(fieldForbidden(`${at}.volumeMounts[${m}].${field}`, 'cannot be set for an Ephemeral Container'));
      }
    }
    return errors;
  });
}

/** More than Go's zero value; an unset `resources` is an empty object. */
function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return Array.isArray(value) ? value.length > 0 : !isFields(value) || Object.keys(value).length > 0;
}
