/** APIService: the server of a version of a group. Built-in versions are served here; no other server is called. */

import { fields, isFields, list, number, text } from '../../../kube/fields.js';
import { goQuote } from '../../../kube/go-quote.js';
import { servedKinds } from '../../../kube/kinds.js';
import { dns1035LabelFaults, dnsSubdomainFaults, pathSegmentFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid, notSupported, required } from '../../../kube/status.js';
import type { KindDefinition } from '../definition.js';
import { named, requiredText } from '../field-rules.js';
import { keepAllButStatus } from '../prepare-fields.js';

/** Group priorities in discovery (pkg/controlplane/apiserver/aggregator.go). */
const priorities: Record<string, number> = {
  '': 18_000,
  apps: 17_800,
  'events.k8s.io': 17_750,
  'authentication.k8s.io': 17_700,
  'authorization.k8s.io': 17_600,
  autoscaling: 17_500,
  batch: 17_400,
  'certificates.k8s.io': 17_300,
  'networking.k8s.io': 17_200,
  policy: 17_100,
  'rbac.authorization.k8s.io': 17_000,
  'storage.k8s.io': 16_800,
  'apiextensions.k8s.io': 16_700,
  'admissionregistration.k8s.io': 16_700,
  'scheduling.k8s.io': 16_600,
  'coordination.k8s.io': 16_500,
  'node.k8s.io': 16_300,
  'discovery.k8s.io': 16_200,
  'resource.k8s.io': 16_200,
  'flowcontrol.apiserver.k8s.io': 16_100,
};
const versions: Record<string, number> = { v1: 1, 'autoscaling/v2': 30, 'flowcontrol.apiserver.k8s.io/v1': 21 };

/** The definition of APIServices. */
export const apiService: KindDefinition = {
  defaults: ({ spec }) => {
    const { service } = fields(spec);
    if (isFields(service)) service.port ??= 443;
  },
  initial: local,
  needsVersion: true,
  status: { type: 'apiregistration.v1.APIServiceStatus', without: ['f:metadata'] },
  prepare: {
    through: { status: keepAllButStatus },
    create: (object) => {
      const { spec, metadata } = object;
      if (!isFields(fields(spec).service)) object.status = availableSince(metadata.creationTimestamp ?? '');
    },
  },
  validation: {
    nameFaults: validateName,
    anyFinalizer: true,
    always: validate,
    order: ['metadata', 'new metadata', 'always'],
    through: { status: validateStatus },
  },
};

/** The status of a version that the API server itself serves. */
const availableSince = (since: string): object => ({
  conditions: [
    {
      type: 'Available',
      status: 'True',
      lastTransitionTime: since,
      reason: 'Local',
      message: 'Local APIServices are always available',
    },
  ],
});

function local(since: string): KubeObject[] {
  const all = new Map(servedKinds.map(({ group, version }) => [`${version}.${group}`, { group, version }]));
  return [...all].map(([name, { group, version }]) => ({
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name, labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
    spec: {
      ...(group ? { group } : {}),
      version,
      groupPriorityMinimum: priorities[group] ?? 1000,
      versionPriority: versions[group ? `${group}/${version}` : version] ?? 15,
    },
    status: availableSince(since),
  }));
}

function validateName(name: string, { spec }: KubeObject): string[] {
  const faults = pathSegmentFaults(name);
  const { version, group } = fields(spec);
  const wanted = `${text(version)}.${text(group)}`;
  if (faults.length > 0 || name === wanted) return faults;
  return [`must be \`spec.version+"."+spec.group\`: ${goQuote(wanted)}`];
}

function validate({ spec }: KubeObject): FieldError[] {
  const { group, version, groupPriorityMinimum, versionPriority, service, insecureSkipTLSVerify, caBundle } =
    fields(spec);
  const errors: FieldError[] = [];
  if (text(group)) errors.push(...named(text(group), 'spec.group', dnsSubdomainFaults));
  else if (version !== 'v1') {
    errors.push(required('spec.group', 'only v1 may have an empty group and it better be legacy kube'));
  }
  errors.push(...named(text(version), 'spec.version', dns1035LabelFaults));
  const [ofGroup, ofVersion] = [number(groupPriorityMinimum) ?? 0, number(versionPriority) ?? 0];
  if (ofGroup < 1 || ofGroup > 20_000) {
    errors.push(invalid('spec.groupPriorityMinimum', ofGroup, 'must be positive and less than 20000'));
  }
  if (ofVersion < 1 || ofVersion > 1000) {
    errors.push(invalid('spec.versionPriority', ofVersion, 'must be positive and less than 1000'));
  }
  const bytes = Buffer.byteLength(text(caBundle), 'base64');
  const insecure = 'spec.insecureSkipTLSVerify';
  if (!isFields(service)) {
    const why = 'local APIServices may not have';
    if (bytes > 0) errors.push(invalid('spec.caBundle', `${bytes} bytes`, `${why} a caBundle`));
    if (insecureSkipTLSVerify === true) errors.push(invalid(insecure, true, `${why} insecureSkipTLSVerify`));
    return errors;
  }
  errors.push(...requiredText(service.namespace, 'spec.service.namespace'));
  errors.push(...requiredText(service.name, 'spec.service.name'));
  const port = number(service.port) ?? 0;
  const range = 'port is not valid: must be between 1 and 65535, inclusive';
  if (port < 1 || port > 65535) errors.push(invalid('spec.service.port', port, range));
  if (insecureSkipTLSVerify === true && bytes > 0) {
    errors.push(invalid(insecure, true, 'may not be true if caBundle is present'));
  }
  return errors;
}

const conditionStates = ['True', 'False', 'Unknown'];

function validateStatus({ status }: KubeObject): FieldError[] {
  return list(fields(status).conditions).flatMap((condition, i) => {
    const value = text(condition.status);
    const path = `status.conditions[${i}].status`;
    return conditionStates.includes(value) ? [] : [notSupported(path, value, conditionStates)];
  });
}
