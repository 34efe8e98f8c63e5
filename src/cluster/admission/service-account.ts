/** ServiceAccount: every pod runs as an account, and gets its token, the cluster's CA and its namespace as files. */
import { fields } from '../../kube/fields.js';
import { isMirror } from '../../kube/mirror-pod.js';
import { forbidden } from '../../kube/status.js';
import type { AdmissionPlugin, AdmissionReads } from './admission.js';
import { secretsOf, unmountable } from './mountable-secrets.js';

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const enforce = 'kubernetes.io/enforce-mountable-secrets';

interface Mount {
  name: string;
  mountPath: string;
  readOnly?: boolean;
}

/** The plug-in; throws an ApiError 403 for an account that is not there. */
export function serviceAccount(reads: AdmissionReads, randomSuffix: (length: number) => string): AdmissionPlugin {
  return ({ operation, kind, namespace, name, subresource, object }) => {
    if (operation !== 'CREATE' || kind.kind !== 'Pod' || subresource || !object) return;
    const spec = fields(object.spec);
    const refuse = (why: string): never => {
      throw forbidden(kind, name, why);
    };
    if (isMirror(object)) {
      if (spec.serviceAccountName) refuse('a mirror pod may not reference service accounts');
      if (secretsOf(spec).length > 0) refuse('a mirror pod may not reference secrets');
      return;
    }
    spec.serviceAccountName ||= spec.serviceAccount || 'default';
    spec.serviceAccount = spec.serviceAccountName;
    const account = String(spec.serviceAccountName);
    const found = reads.serviceAccount(namespace, account);
    if (!found) {
      const why = `serviceaccount ${JSON.stringify(account)} not found`;
      return refuse(`error looking up service account ${namespace}/${account}: ${why}`);
    }
    const pullSecrets = found.imagePullSecrets;
    if (!Array.isArray(spec.imagePullSecrets) && Array.isArray(pullSecrets) && pullSecrets.length > 0) {
      spec.imagePullSecrets = structuredClone(pullSecrets);
    }
    if ((spec.automountServiceAccountToken ?? found.automountServiceAccountToken) !== false)
      mountToken(spec, randomSuffix);
    const limited = /^(1|t|T|true|TRUE|True)$/.test(found.metadata.annotations?.[enforce] ?? '');
    const secret = limited ? unmountable(spec, found) : undefined;
    if (secret) refuse(secret);
  };
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
