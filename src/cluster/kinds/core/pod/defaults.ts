/** Kubernetes' defaults of a pod's specification, in a Pod and in a template for pods. */
import { type Fields, fields, isFields, list, number, text } from '../../../../kube/fields.js';
import { setDefault, setDefaults } from '../../prepare-fields.js';
import { defaultSources } from '../volume-source-defaults.js';
import { defaultPodResources } from './default-resources.js';
import { dropDisabledFields } from './disabled-fields.js';

/** Fills in the defaults of a PodSpec, in place. */
export function defaultPodSpec(spec: Fields): void {
  setDefaults(spec, {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  });
  if (text(spec.serviceAccountName) !== '') spec.serviceAccount = spec.serviceAccountName;
  else if (text(spec.serviceAccount) !== '') spec.serviceAccountName = spec.serviceAccount;
  for (const key of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const container of list(spec[key])) defaultContainer(container);
  }
  for (const volume of list(spec.volumes)) defaultVolume(volume);
  // all kinds with a PodSpec come by here
  dropDisabledFields(spec);
}

function defaultContainer(container: Fields): void {
  setDefault(container, 'resources', {});
  setDefault(container, 'terminationMessagePath', '/dev/termination-log');
  setDefault(container, 'terminationMessagePolicy', 'File');
  setDefault(container, 'imagePullPolicy', pullPolicy(text(container.image)));
  for (const port of list(container.ports)) setDefault(port, 'protocol', 'TCP');
  for (const variable of list(container.env)) {
    const fieldRef = fields(variable.valueFrom).fieldRef;
    if (isFields(fieldRef)) setDefault(fieldRef, 'apiVersion', 'v1');
    const fileKeyRef = fields(variable.valueFrom).fileKeyRef;
    if (isFields(fileKeyRef)) fileKeyRef.optional ??= false;
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container[name];
    if (isFields(probe)) defaultProbe(probe);
  }
  for (const name of ['postStart', 'preStop']) {
    const handler = fields(container.lifecycle)[name];
    if (isFields(handler)) defaultHandler(handler);
  }
}

/**
 * Fills in the defaults of a Pod that a template has not, in place: missing requests are as high as the limits, and on the
 * network of the node a container's port is the node's. A time to end below 0 becomes one second.
 */
export function defaultPod(spec: Fields): void {
  for (const container of [...list(spec.initContainers), ...list(spec.containers)]) {
    requestsFromLimits(fields(container.resources));
    if (spec.hostNetwork !== true) continue;
    for (const port of list(container.ports)) {
      if (port.hostPort === undefined || port.hostPort === 0) port.hostPort = port.containerPort;
    }
  }
  defaultPodResources(spec);
  if ((number(spec.terminationGracePeriodSeconds) ?? 0) < 0) spec.terminationGracePeriodSeconds = 1;
  setDefault(spec, 'enableServiceLinks', true);
}

function requestsFromLimits(resources: Fields): void {
  if (!isFields(resources.limits)) return;
  const requests = { ...fields(resources.requests) };
  for (const [name, amount] of Object.entries(resources.limits)) setDefault(requests, name, amount);
  if (Object.keys(requests).length > 0) resources.requests = requests;
}

const imageName =
  /^(?:[\w.-]+(?::\d+)?\/|\[[0-9a-fA-F:]+\](?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::\w[\w.-]*)?(?:@[\w:+.-]+)?$/;

/** An image without a tag, or with the tag `latest`, is always pulled; an invalid image name has no tag to go by. */
function pullPolicy(image: string): string {
  const withoutDigest = image.split('@', 1)[0] ?? '';
  if (!imageName.test(image) || repositoryLength(withoutDigest) > 255) return 'IfNotPresent';
  const last = withoutDigest.slice(withoutDigest.lastIndexOf('/') + 1);
  const tag = last.includes(':') ? last.slice(last.indexOf(':') + 1) : '';
  const digest = image.includes('@');
  return tag === 'latest' || (tag === '' && !digest) ? 'Always' : 'IfNotPresent';
}

/** The length of an image's name without its registry and tag; a name of one part is in `library/`. */
function repositoryLength(image: string): number {
  const [first = '', ...rest] = image.replace(/:[^:/]*$/, '').split('/');
  if (rest.length === 0) return `library/${first}`.length;
  return (/[.:]|^localhost$/.test(first) ? rest : [first, ...rest]).join('/').length;
}

function defaultProbe(probe: Fields): void {
  const positive = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
  for (const [field, value] of Object.entries(positive)) {
    if (probe[field] === undefined || probe[field] === 0) probe[field] = value;
  }
  defaultHandler(probe);
  const grpc = probe.grpc;
  if (isFields(grpc)) grpc.service ??= '';
}

function defaultHandler(handler: Fields): void {
  const http = handler.httpGet;
  if (!isFields(http)) return;
  setDefaults(http, { path: '/', scheme: 'HTTP' });
}

const defaultMode = 0o644;

function defaultVolume(volume: Fields): void {
  const sources = Object.keys(volume).filter((key) => key !== 'name');
  if (sources.length === 0) volume.emptyDir = {};
  for (const name of ['secret', 'configMap', 'downwardAPI', 'projected']) {
    const source = volume[name];
    if (isFields(source)) source.defaultMode ??= defaultMode;
  }
  defaultSources(volume);
  if (isFields(volume.image)) setDefault(volume.image, 'pullPolicy', pullPolicy(text(volume.image.reference)));
  const claim = fields(fields(volume.ephemeral).volumeClaimTemplate).spec;
  if (isFields(claim)) claim.volumeMode ??= 'Filesystem';
  defaultFieldRefs(fields(volume.downwardAPI));
  for (const source of list(fields(volume.projected).sources)) {
    defaultFieldRefs(fields(source.downwardAPI));
    if (isFields(source.serviceAccountToken)) {
      setDefault(source.serviceAccountToken, 'expirationSeconds', 3600);
    }
  }
}

function defaultFieldRefs(downward: Fields): void {
  for (const item of list(downward.items)) {
    if (isFields(item.fieldRef)) setDefault(item.fieldRef, 'apiVersion', 'v1');
  }
}
