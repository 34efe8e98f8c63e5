/**
 * The first objects of a cluster: its namespaces, the default roles and bindings, the Service of the API server, and the
 * public facts that other API servers read. Written into the store as kube-apiserver's start hooks do.
 */
import type { KubeObject } from '../../kube/object.js';
import type { PolicyRule } from '../../kube/rbac.js';
import { type Clock, formatTime } from '../clock.js';
import { apiServerEndpoints, apiServerService } from '../controllers/api-server-service.js';
import { systemNamespaces } from '../controllers/system-namespaces.js';
import type { Pki } from '../pki/cluster-pki.js';
import { frontProxyName } from '../pki/cluster-pki.js';
import { type Store, storageKey } from '../storage/store.js';
import { type DefaultRole, defaultBindings, defaultRoles } from './bootstrap-rbac.js';
import { reconciled } from './reconcile-rbac.js';

const rbacGroup = 'rbac.authorization.k8s.io';
const rbacMetadata = {
  labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
  annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
};

/** Writes missing objects, and mends the default roles and bindings; all other changes that a person has made stay. */
export async function bootstrap(options: {
  store: Store;
  clock: Clock;
  pki: Pki;
  randomUUID(): string;
}): Promise<void> {
  const { store, clock, pki } = options;
  const creationTimestamp = formatTime(clock.now());
  const ensure = async (resource: string, object: KubeObject, group = ''): Promise<void> => {
    const { name = '', namespace } = object.metadata;
    const key = storageKey({ group, resource }, namespace, name);
    const stored = store.get(key);
    if (stored) {
      const mended = group === rbacGroup ? reconciled(stored.object, object) : undefined;
      if (!mended) return;
      if (mended !== object) {
        await store.update(key, mended, stored.revision);
        return;
      }
      await store.delete(key, stored.revision);
    }
    const { name: _name, namespace: _namespace, ...rest } = object.metadata;
    await store.create(key, {
      ...object,
      metadata: { name, ...(namespace ? { namespace } : {}), uid: options.randomUUID(), creationTimestamp, ...rest },
    });
  };
  const pending: Promise<void>[] = [];
  for (const name of systemNamespaces) {
    pending.push(ensure('namespaces', namespaceNamed(name)));
  }
  for (const object of rbacObjects()) {
    pending.push(ensure(`${object.kind.toLowerCase()}s`, object, rbacGroup));
  }
  pending.push(ensure('services', apiServerService()), ensure('configmaps', authenticationFacts(pki)));
  const [endpoints, slice] = apiServerEndpoints();
  pending.push(ensure('endpoints', endpoints), ensure('endpointslices', slice, 'discovery.k8s.io'));
  await Promise.all(pending);
}

function namespaceNamed(name: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

/** The default RBAC objects, without the fields that only a store gives. */
export function* rbacObjects(): Generator<KubeObject> {
  const aggregate = `${rbacGroup}/aggregate-to-`;
  for (const role of defaultRoles) {
    const { name, namespace, aggregateTo, aggregated } = role;
    yield {
      apiVersion: `${rbacGroup}/v1`,
      kind: namespace ? 'Role' : 'ClusterRole',
      metadata: {
        name,
        ...(namespace ? { namespace } : {}),
        labels: { ...rbacMetadata.labels, ...(aggregateTo ? { [`${aggregate}${aggregateTo}`]: 'true' } : {}) },
        annotations: rbacMetadata.annotations,
      },
      rules: rulesOf(role),
      ...(aggregated
        ? { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [`${aggregate}${name}`]: 'true' } }] } }
        : {}),
    };
  }
  for (const { name, namespace, role, subjects } of defaultBindings) {
    yield {
      apiVersion: `${rbacGroup}/v1`,
      kind: namespace ? 'RoleBinding' : 'ClusterRoleBinding',
      metadata: { name, ...(namespace ? { namespace } : {}), ...rbacMetadata },
      roleRef: { apiGroup: rbacGroup, kind: namespace ? 'Role' : 'ClusterRole', name: role },
      ...(subjects.length ? { subjects } : {}),
    };
  }
}

/** A role's rules as ClusterRole aggregation finds them: in the order of the roles' names, each once. */
function rulesOf({ name, rules, aggregated }: DefaultRole): PolicyRule[] {
  if (!aggregated) return rules;
  const parts = defaultRoles.filter(({ aggregateTo }) => aggregateTo === name);
  parts.sort((a, b) => (a.name < b.name ? -1 : 1));
  return [...new Map(parts.flatMap(rulesOf).map((rule) => [JSON.stringify(rule), rule])).values()];
}

/** The CAs and names to trust, for an API server behind this one and a reader who wonders about the front proxy. */
function authenticationFacts(pki: Pki): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'extension-apiserver-authentication', namespace: 'kube-system' },
    data: {
      'client-ca-file': pki.ca.certPem,
      'requestheader-allowed-names': JSON.stringify([frontProxyName]),
      'requestheader-client-ca-file': pki.frontProxyCa.certPem,
      'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
      'requestheader-group-headers': '["X-Remote-Group"]',
      'requestheader-username-headers': '["X-Remote-User"]',
    },
  };
}
