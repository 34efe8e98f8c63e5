/** ServiceAccount: every pod runs as an account, and gets its token, the cluster's CA and its namespace as files. */
import { fields, list, text } from '../../kube/fields.js';
import { isMirror } from '../../kube/mirror-pod.js';
import type { KubeObject } from '../../kube/object.js';
import { secretNames } from '../../kube/pod-references.js';
import { forbidden } from '../../kube/status.js';
import type { AdmissionAttributes, AdmissionPlugin, AdmissionReads } from './admission.js';
import { limitsSecrets, projectsToken, unmountable, unmountableByEphemeral } from './mountable-secrets.js';
import { nameForLookupFault } from './name-for-lookup.js';

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';

interface Mount {
  name: string;
  mountPath: string;
  readOnly?: boolean;
}

/** The plug-in; throws an ApiError 403 for an account that is not there, and for secrets that it does not let its pods use. */
export function serviceAccount(reads: AdmissionReads, randomSuffix: (length: number) => string): AdmissionPlugin {
  return (attributes) => {
    const { operation, kind, name, subresource, object } = attributes;
    if (operation !== 'CREATE' || kind.kind !== 'Pod' || subresource || !object) return;
    const spec = fields(object.spec);
    const refuse = (why: string): never => {
      throw forbidden(kind, name, why);
    };
    if (isMirror(object)) {
      if (spec.serviceAccountName) refuse('a mirror pod may not reference service accounts');
      if (secretNames(spec).length > 0) refuse('a mirror pod may not reference secrets');
      if (projectsToken(spec)) refuse('a mirror pod may not use ServiceAccountToken volume projections');
      return;
    }
    spec.serviceAccountName ||= spec.serviceAccount || 'default';
    spec.serviceAccount = spec.serviceAccountName;
    const found = accountNamed(String(spec.serviceAccountName), attributes, reads);
    const pullSecrets = list(found.imagePullSecrets);
    if (list(spec.imagePullSecrets).length === 0 && pullSecrets.length > 0) {
      spec.imagePullSecrets = structuredClone(pullSecrets);
    }
    if ((spec.automountServiceAccountToken ?? found.automountServiceAccountToken) !== false)
      mountToken(spec, randomSuffix);
    const secret = limitsSecrets(found) ? unmountable(spec, found) : undefined;
    if (secret) refuse(secret);
  };
}

/** The validating half: ephemeral containers come later than their pod, and are held to the same secrets. */
export function ephemeralSecrets(reads: AdmissionReads): AdmissionPlugin {
  return (attributes) => {
    const { operation, kind, namespace, name, subresource, object } = attributes;
    if (operation !== 'UPDATE' || kind.kind !== 'Pod' || subresource !== 'ephemeralcontainers' || !object) return;
    const spec = fields(object.spec);
    const account = text(spec.serviceAccountName);
    if (!account) throw forbidden(kind, name, `no service account specified for pod ${namespace}/${name}`);
    const found = accountNamed(account, attributes, reads);
    const secret = limitsSecrets(found) ? unmountableByEphemeral(spec, found) : undefined;
    if (secret) throw forbidden(kind, name, secret);
  };
}

function accountNamed(
  account: string,
  { kind, namespace, name }: AdmissionAttributes,
  reads: AdmissionReads,
): KubeObject {
  const found = reads.serviceAccount(namespace, account);
  if (found) return found;
  const why = nameForLookupFault(account) ?? `serviceaccount ${JSON.stringify(account)} not found`;
  throw forbidden(kind, name, `error looking up service account ${namespace}/${account}: ${why}`);
}

function mountToken(spec: Record<string, unknown>, randomSuffix: (length: number) => string): void {
  const containers = [spec.initContainers, spec.containers].flat().filter(isObject);
  const without = containers.filter((container) => !mountsOf(container).some((mount) => mount.mountPath === mountPath));
  if (without.length === 0) return;
  const volumes = Array.isArray(spec.volumes) ? spec.volumes.filter(isObject) : [];
  // a pod that was written from another has the other's volume
  const had = volumes.map((v) => String(v.name)).find((n) => n.startsWith('kube-api-access-'));
  const volume = had ?? `kube-api-access-${randomSuffix(5)}`;
  for (const container of without) {
    container.volumeMounts = [...mountsOf(container), { name: volume, readOnly: true, mountPath }];
  }
  if (!had) spec.volumes = [...volumes, { name: volume, projected: projectedToken() }];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const mountsOf = (container: Record<string, unknown>): Mount[] =>
  Array.isArray(container.volumeMounts) ? (container.volumeMounts as Mount[]) : [];

function projectedToken(): object {
  return {
    sources: [
      // seven seconds more than the hour that was asked for tell such a token from others (KEP-1205)
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
        },
      },
    ],
    defaultMode: 420,
  };
}
