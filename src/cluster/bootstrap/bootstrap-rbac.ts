/**
 * The roles and bindings that every Kubernetes 1.36 cluster begins with (pkg/.../rbac/bootstrappolicy), one rule a line:
 * API groups, resources, verbs and names, apart by spaces; `core` stands for the group `''`. Over 300 lines since it is data.
 */
import type { PolicyRule, Subject } from '../../kube/rbac.js';

/** A default Role or ClusterRole (without `namespace`). */
export interface DefaultRole {
  name: string;
  namespace?: string;
  /** Undefined for an aggregated role: its rules are those of all roles that aggregate to it. */
  rules?: PolicyRule[];
  aggregated?: true;
  /** The role that this one's rules are added to: `view`, `edit`, `admin`. */
  aggregateTo?: string;
}

/** A default RoleBinding or ClusterRoleBinding (without `namespace`). */
export interface DefaultBinding {
  name: string;
  namespace?: string;
  role: string;
  subjects: Subject[];
}

const words = (text: string): string[] => text.split(' ').map((word) => (word === 'core' ? '' : word));

const rule = (groups: string, resources: string, verbs: string, names?: string): PolicyRule => ({
  apiGroups: words(groups),
  ...(names ? { resourceNames: words(names) } : {}),
  resources: words(resources),
  verbs: words(verbs),
});

const urls = (paths: string, verbs: string): PolicyRule => ({ nonResourceURLs: words(paths), verbs: words(verbs) });

const user = (name: string): Subject => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name });
const group = (name: string): Subject => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name });
const account = (name: string): Subject => ({ kind: 'ServiceAccount', name, namespace: 'kube-system' });

/** Default ClusterRoles and Roles. */
export const defaultRoles: readonly DefaultRole[] = [
  {
    name: 'admin',
    aggregated: true,
  },
  { name: 'cluster-admin', rules: [rule('*', '*', '*'), urls('*', '*')] },
  {
    name: 'edit',
    aggregateTo: 'admin',
    aggregated: true,
  },
  {
    name: 'system:aggregate-to-admin',
    aggregateTo: 'admin',
    rules: [
      rule('authorization.k8s.io', 'localsubjectaccessreviews', 'create'),
      rule(
        'rbac.authorization.k8s.io',
        'rolebindings roles',
        'create delete deletecollection get list patch update watch',
      ),
    ],
  },
  {
    name: 'system:aggregate-to-edit',
    aggregateTo: 'edit',
    rules: [
      rule('core', 'pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy', 'get list watch'),
      rule('core', 'serviceaccounts', 'impersonate'),
      rule(
        'core',
        'pods pods/attach pods/exec pods/portforward pods/proxy',
        'create delete deletecollection patch update',
      ),
      rule('core', 'pods/eviction', 'create'),
      rule(
        'core',
        'configmaps persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy',
        'create delete deletecollection patch update',
      ),
      rule('core', 'serviceaccounts/token', 'create'),
      rule('core events.k8s.io', 'events', 'create delete deletecollection patch update'),
      rule(
        'apps',
        'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale',
        'create delete deletecollection patch update',
      ),
      rule('autoscaling', 'horizontalpodautoscalers', 'create delete deletecollection patch update'),
      rule('batch', 'cronjobs jobs', 'create delete deletecollection patch update'),
      rule(
        'extensions',
        'daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale',
        'create delete deletecollection patch update',
      ),
      rule('policy', 'poddisruptionbudgets', 'create delete deletecollection patch update'),
      rule('networking.k8s.io', 'ingresses networkpolicies', 'create delete deletecollection patch update'),
      rule('coordination.k8s.io', 'leases', 'create delete deletecollection get list patch update watch'),
      rule('resource.k8s.io', 'resourceclaims resourceclaimtemplates', 'create delete deletecollection patch update'),
    ],
  },
  {
    name: 'system:aggregate-to-view',
    aggregateTo: 'view',
    rules: [
      rule(
        'core',
        'configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status',
        'get list watch',
      ),
      rule(
        'core',
        'bindings limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status',
        'get list watch',
      ),
      rule('core', 'namespaces', 'get list watch'),
      rule('core events.k8s.io', 'events', 'get list watch'),
      rule('discovery.k8s.io', 'endpointslices', 'get list watch'),
      rule(
        'apps',
        'controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status',
        'get list watch',
      ),
      rule('autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status', 'get list watch'),
      rule('batch', 'cronjobs cronjobs/status jobs jobs/status', 'get list watch'),
      rule(
        'extensions',
        'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale',
        'get list watch',
      ),
      rule('policy', 'poddisruptionbudgets poddisruptionbudgets/status', 'get list watch'),
      rule('networking.k8s.io', 'ingresses ingresses/status networkpolicies', 'get list watch'),
      rule('resource.k8s.io', 'resourceclaims resourceclaims/status resourceclaimtemplates', 'get list watch'),
    ],
  },
  {
    name: 'system:auth-delegator',
    rules: [
      rule('authentication.k8s.io', 'tokenreviews', 'create'),
      rule('authorization.k8s.io', 'subjectaccessreviews', 'create'),
    ],
  },
  {
    name: 'system:basic-user',
    rules: [
      rule('authorization.k8s.io', 'selfsubjectaccessreviews selfsubjectrulesreviews', 'create'),
      rule('authentication.k8s.io', 'selfsubjectreviews', 'create'),
    ],
  },
  {
    name: 'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
    rules: [rule('certificates.k8s.io', 'certificatesigningrequests/nodeclient', 'create')],
  },
  {
    name: 'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
    rules: [rule('certificates.k8s.io', 'certificatesigningrequests/selfnodeclient', 'create')],
  },
  {
    name: 'system:certificates.k8s.io:kube-apiserver-client-approver',
    rules: [rule('certificates.k8s.io', 'signers', 'approve', 'kubernetes.io/kube-apiserver-client')],
  },
  {
    name: 'system:certificates.k8s.io:kube-apiserver-client-kubelet-approver',
    rules: [rule('certificates.k8s.io', 'signers', 'approve', 'kubernetes.io/kube-apiserver-client-kubelet')],
  },
  {
    name: 'system:certificates.k8s.io:kubelet-serving-approver',
    rules: [rule('certificates.k8s.io', 'signers', 'approve', 'kubernetes.io/kubelet-serving')],
  },
  {
    name: 'system:certificates.k8s.io:legacy-unknown-approver',
    rules: [rule('certificates.k8s.io', 'signers', 'approve', 'kubernetes.io/legacy-unknown')],
  },
  {
    name: 'system:controller:attachdetach-controller',
    rules: [
      rule('core', 'persistentvolumeclaims persistentvolumes', 'list watch'),
      rule('core', 'nodes', 'get list watch'),
      rule('core', 'nodes/status', 'patch update'),
      rule('core', 'pods', 'list watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
      rule('storage.k8s.io', 'volumeattachments', 'create delete get list watch'),
      rule('storage.k8s.io', 'csidrivers', 'get list watch'),
      rule('storage.k8s.io', 'csinodes', 'get list watch'),
    ],
  },
  {
    name: 'system:controller:certificate-controller',
    rules: [
      rule('certificates.k8s.io', 'certificatesigningrequests', 'delete get list watch'),
      rule('certificates.k8s.io', 'certificatesigningrequests/approval certificatesigningrequests/status', 'update'),
      rule('certificates.k8s.io', 'signers', 'approve', 'kubernetes.io/kube-apiserver-client-kubelet'),
      rule(
        'certificates.k8s.io',
        'signers',
        'sign',
        'kubernetes.io/kube-apiserver-client kubernetes.io/kube-apiserver-client-kubelet kubernetes.io/kubelet-serving kubernetes.io/legacy-unknown',
      ),
      rule('authorization.k8s.io', 'subjectaccessreviews', 'create'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:clusterrole-aggregation-controller',
    rules: [rule('rbac.authorization.k8s.io', 'clusterroles', 'escalate get list patch update watch')],
  },
  {
    name: 'system:controller:cronjob-controller',
    rules: [
      rule('batch', 'cronjobs', 'get list update watch'),
      rule('batch', 'jobs', 'create delete get list patch update watch'),
      rule('batch', 'cronjobs/status', 'update'),
      rule('batch', 'cronjobs/finalizers', 'update'),
      rule('core', 'pods', 'delete list watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:daemon-set-controller',
    rules: [
      rule('apps extensions', 'daemonsets', 'get list watch'),
      rule('apps extensions', 'daemonsets/status', 'update'),
      rule('apps extensions', 'daemonsets/finalizers', 'update'),
      rule('core', 'nodes', 'list watch'),
      rule('core', 'pods', 'create delete list patch watch'),
      rule('core', 'pods/binding', 'create'),
      rule('apps', 'controllerrevisions', 'create delete get list patch update watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:deployment-controller',
    rules: [
      rule('apps extensions', 'deployments', 'get list update watch'),
      rule('apps extensions', 'deployments/status', 'update'),
      rule('apps extensions', 'deployments/finalizers', 'update'),
      rule('apps extensions', 'replicasets', 'create delete get list patch update watch'),
      rule('core', 'pods', 'get list update watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:device-taint-eviction-controller',
    rules: [
      rule('core', 'pods', 'delete get list watch'),
      rule('core', 'pods/status', 'patch update'),
      rule('resource.k8s.io', 'resourceclaims', 'get list watch'),
      rule('resource.k8s.io', 'resourceslices', 'get list watch'),
      rule('resource.k8s.io', 'deviceclasses', 'get list watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:disruption-controller',
    rules: [
      rule('apps extensions', 'deployments', 'get list watch'),
      rule('apps extensions', 'replicasets', 'get list watch'),
      rule('core', 'replicationcontrollers', 'get list watch'),
      rule('policy', 'poddisruptionbudgets', 'get list watch'),
      rule('apps', 'statefulsets', 'get list watch'),
      rule('policy', 'poddisruptionbudgets/status', 'update'),
      rule('core', 'pods/status', 'patch update'),
      rule('*', '*/scale', 'get'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:endpoint-controller',
    rules: [
      rule('core', 'pods services', 'get list watch'),
      rule('core', 'endpoints', 'create delete get list update watch'),
      rule('core', 'endpoints/restricted', 'create'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:endpointslice-controller',
    rules: [
      rule('core', 'nodes pods services', 'get list watch'),
      rule('core', 'services/finalizers', 'update'),
      rule('discovery.k8s.io', 'endpointslices', 'create delete get list update watch'),
      rule('discovery.k8s.io', 'endpointslices/restricted', 'create'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:endpointslicemirroring-controller',
    rules: [
      rule('core', 'endpoints services', 'get list watch'),
      rule('core', 'services/finalizers', 'update'),
      rule('core', 'endpoints/finalizers', 'update'),
      rule('discovery.k8s.io', 'endpointslices', 'create delete get list update watch'),
      rule('discovery.k8s.io', 'endpointslices/restricted', 'create'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:ephemeral-volume-controller',
    rules: [
      rule('core', 'pods', 'get list watch'),
      rule('core', 'pods/finalizers', 'update'),
      rule('core', 'persistentvolumeclaims', 'create get list watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:expand-controller',
    rules: [
      rule('core', 'persistentvolumes', 'get list patch update watch'),
      rule('core', 'persistentvolumeclaims/status', 'patch update'),
      rule('core', 'persistentvolumeclaims', 'get list watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:generic-garbage-collector',
    rules: [
      rule('*', '*', 'delete get list patch update watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:horizontal-pod-autoscaler',
    rules: [
      rule('autoscaling', 'horizontalpodautoscalers', 'get list watch'),
      rule('autoscaling', 'horizontalpodautoscalers/status', 'update'),
      rule('*', '*/scale', 'get update'),
      rule('core', 'pods', 'list watch'),
      rule('metrics.k8s.io', 'pods', 'list watch'),
      rule('custom.metrics.k8s.io', '*', 'get list watch'),
      rule('external.metrics.k8s.io', '*', 'get list watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:job-controller',
    rules: [
      rule('batch', 'jobs', 'get list patch update watch'),
      rule('batch', 'jobs/status', 'update'),
      rule('batch', 'jobs/finalizers', 'update'),
      rule('core', 'pods', 'create delete list patch watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:legacy-service-account-token-cleaner',
    rules: [
      rule('core', 'configmaps', 'get', 'kube-apiserver-legacy-service-account-token-tracking'),
      rule('core', 'secrets', 'delete patch'),
    ],
  },
  {
    name: 'system:controller:namespace-controller',
    rules: [
      rule('core', 'namespaces', 'delete get list watch'),
      rule('core', 'namespaces/finalize namespaces/status', 'update'),
      rule('*', '*', 'delete deletecollection get list watch'),
    ],
  },
  {
    name: 'system:controller:node-controller',
    rules: [
      rule('core', 'nodes', 'delete get list patch update watch'),
      rule('core', 'nodes/status', 'patch update'),
      rule('core', 'pods/status', 'patch update'),
      rule('core', 'pods', 'delete get list watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:persistent-volume-binder',
    rules: [
      rule('core', 'persistentvolumes', 'create delete get list update watch'),
      rule('core', 'persistentvolumes/status', 'update'),
      rule('core', 'persistentvolumeclaims', 'get list update watch'),
      rule('core', 'persistentvolumeclaims/status', 'update'),
      rule('core', 'pods', 'create delete get list watch'),
      rule('storage.k8s.io', 'storageclasses', 'get list watch'),
      rule('core', 'nodes', 'list watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
      rule('core', 'events', 'watch'),
    ],
  },
  {
    name: 'system:controller:pod-garbage-collector',
    rules: [
      rule('core', 'pods', 'delete list watch'),
      rule('core', 'nodes', 'get list watch'),
      rule('core', 'pods/status', 'patch'),
    ],
  },
  {
    name: 'system:controller:pv-protection-controller',
    rules: [
      rule('core', 'persistentvolumes', 'get list update watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:pvc-protection-controller',
    rules: [
      rule('core', 'persistentvolumeclaims', 'get list update watch'),
      rule('core', 'persistentvolumeclaims/status', 'update'),
      rule('core', 'pods', 'get list watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:replicaset-controller',
    rules: [
      rule('apps extensions', 'replicasets', 'get list update watch'),
      rule('apps extensions', 'replicasets/status', 'update'),
      rule('apps extensions', 'replicasets/finalizers', 'update'),
      rule('core', 'pods', 'create delete list patch watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:replication-controller',
    rules: [
      rule('core', 'replicationcontrollers', 'get list update watch'),
      rule('core', 'replicationcontrollers/status', 'update'),
      rule('core', 'replicationcontrollers/finalizers', 'update'),
      rule('core', 'pods', 'create delete list patch watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:resource-claim-controller',
    rules: [
      rule('core', 'pods', 'get list watch'),
      rule('core', 'pods/finalizers', 'update'),
      rule('resource.k8s.io', 'resourceclaims', 'create delete get list watch'),
      rule('resource.k8s.io', 'resourceclaims resourceclaims/status', 'patch update'),
      rule('core', 'pods/status', 'patch update'),
      rule('core events.k8s.io', 'events', 'create patch update'),
      rule('resource.k8s.io', 'resourceclaims/binding', 'patch update'),
    ],
  },
  {
    name: 'system:controller:resourcequota-controller',
    rules: [
      rule('*', '*', 'list watch'),
      rule('core', 'resourcequotas/status', 'update'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:root-ca-cert-publisher',
    rules: [rule('core', 'configmaps', 'create update'), rule('core events.k8s.io', 'events', 'create patch update')],
  },
  {
    name: 'system:controller:route-controller',
    rules: [
      rule('core', 'nodes', 'list watch'),
      rule('core', 'nodes/status', 'patch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:selinux-warning-controller',
    rules: [
      rule('core events.k8s.io', 'events', 'create patch update'),
      rule('core', 'persistentvolumes', 'get list watch'),
      rule('core', 'persistentvolumeclaims', 'get list watch'),
      rule('core', 'pods', 'get list watch'),
      rule('storage.k8s.io', 'csidrivers', 'get list watch'),
    ],
  },
  {
    name: 'system:controller:service-account-controller',
    rules: [rule('core', 'serviceaccounts', 'create'), rule('core events.k8s.io', 'events', 'create patch update')],
  },
  {
    name: 'system:controller:service-ca-cert-publisher',
    rules: [rule('core', 'configmaps', 'create update'), rule('core events.k8s.io', 'events', 'create patch update')],
  },
  {
    name: 'system:controller:service-cidrs-controller',
    rules: [
      rule('networking.k8s.io', 'servicecidrs', 'get list patch update watch'),
      rule('networking.k8s.io', 'servicecidrs/finalizers', 'patch update'),
      rule('networking.k8s.io', 'servicecidrs/status', 'patch update'),
      rule('networking.k8s.io', 'ipaddresses', 'get list watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:service-controller',
    rules: [
      rule('core', 'services', 'get list watch'),
      rule('core', 'services/status', 'patch update'),
      rule('core', 'nodes', 'list watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:statefulset-controller',
    rules: [
      rule('core', 'pods', 'list watch'),
      rule('apps', 'statefulsets', 'get list watch'),
      rule('apps', 'statefulsets/status', 'update'),
      rule('apps', 'statefulsets/finalizers', 'update'),
      rule('core', 'pods', 'create delete get patch update'),
      rule('apps', 'controllerrevisions', 'create delete get list patch update watch'),
      rule('core', 'persistentvolumeclaims', 'create get list watch'),
      rule('core', 'persistentvolumeclaims', 'delete update'),
      rule('core', 'pods/finalizers', 'update'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:ttl-after-finished-controller',
    rules: [
      rule('batch', 'jobs', 'delete get list watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:ttl-controller',
    rules: [
      rule('core', 'nodes', 'list patch update watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:validatingadmissionpolicy-status-controller',
    rules: [
      rule('admissionregistration.k8s.io', 'validatingadmissionpolicies', 'get list watch'),
      rule('admissionregistration.k8s.io', 'validatingadmissionpolicies/status', 'get patch update'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:controller:volumeattributesclass-protection-controller',
    rules: [
      rule('core', 'persistentvolumeclaims', 'get list watch'),
      rule('core', 'persistentvolumes', 'get list watch'),
      rule('storage.k8s.io', 'volumeattributesclasses', 'get list update watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:discovery',
    rules: [urls('/api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/', 'get')],
  },
  {
    name: 'system:heapster',
    rules: [
      rule('core', 'events namespaces nodes pods', 'get list watch'),
      rule('extensions', 'deployments', 'get list watch'),
    ],
  },
  { name: 'system:kube-aggregator', rules: [rule('core', 'endpoints services', 'get list watch')] },
  {
    name: 'system:kube-controller-manager',
    rules: [
      rule('core events.k8s.io', 'events', 'create patch update'),
      rule('coordination.k8s.io', 'leases', 'create'),
      rule('coordination.k8s.io', 'leases', 'get update', 'kube-controller-manager'),
      rule('core', 'secrets serviceaccounts', 'create'),
      rule('core', 'secrets', 'delete'),
      rule('core', 'configmaps namespaces secrets serviceaccounts', 'get'),
      rule('core', 'secrets serviceaccounts', 'update'),
      rule('authentication.k8s.io', 'tokenreviews', 'create'),
      rule('authorization.k8s.io', 'subjectaccessreviews', 'create'),
      rule('*', '*', 'list watch'),
      rule('core', 'serviceaccounts/token', 'create'),
    ],
  },
  { name: 'system:kube-dns', rules: [rule('core', 'endpoints services', 'list watch')] },
  {
    name: 'system:kube-scheduler',
    rules: [
      rule('core events.k8s.io', 'events', 'create patch update'),
      rule('coordination.k8s.io', 'leases', 'create'),
      rule('coordination.k8s.io', 'leases', 'get list update watch', 'kube-scheduler'),
      rule('coordination.k8s.io', 'leasecandidates', 'create delete deletecollection get list patch update watch'),
      rule('core', 'nodes', 'get list watch'),
      rule('core', 'pods', 'delete get list watch'),
      rule('core', 'bindings pods/binding', 'create'),
      rule('core', 'pods/status', 'patch update'),
      rule('core', 'replicationcontrollers services', 'get list watch'),
      rule('apps extensions', 'replicasets', 'get list watch'),
      rule('apps', 'statefulsets', 'get list watch'),
      rule('policy', 'poddisruptionbudgets', 'get list watch'),
      rule('core', 'persistentvolumeclaims persistentvolumes', 'get list watch'),
      rule('authentication.k8s.io', 'tokenreviews', 'create'),
      rule('authorization.k8s.io', 'subjectaccessreviews', 'create'),
      rule('storage.k8s.io', 'csinodes', 'get list watch'),
      rule('storage.k8s.io', 'volumeattachments', 'get list watch'),
      rule('core', 'namespaces', 'get list watch'),
      rule('storage.k8s.io', 'csidrivers', 'get list watch'),
      rule('storage.k8s.io', 'csistoragecapacities', 'get list watch'),
      rule('resource.k8s.io', 'deviceclasses', 'get list watch'),
      rule('resource.k8s.io', 'resourceclaims', 'get list patch update watch'),
      rule('resource.k8s.io', 'resourceclaims/status', 'get list patch update watch'),
      rule('core', 'pods/finalizers', 'update'),
      rule('resource.k8s.io', 'resourceslices', 'get list watch'),
      rule('resource.k8s.io', 'resourceclaims', 'create delete'),
      rule('resource.k8s.io', 'resourceclaims/binding', 'patch update'),
    ],
  },
  {
    name: 'system:kubelet-api-admin',
    rules: [
      rule('core', 'nodes', 'get list watch'),
      rule('core', 'nodes', 'proxy'),
      rule('core', 'nodes/log nodes/metrics nodes/proxy nodes/stats', '*'),
      rule('core', 'nodes/configz nodes/healthz nodes/pods', '*'),
    ],
  },
  {
    name: 'system:monitoring',
    rules: [
      urls('/flagz /healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/* /statusz', 'get'),
      rule('core', 'nodes/metrics', 'get'),
    ],
  },
  {
    name: 'system:node',
    rules: [
      rule('authentication.k8s.io', 'tokenreviews', 'create'),
      rule('authorization.k8s.io', 'localsubjectaccessreviews subjectaccessreviews', 'create'),
      rule('core', 'services', 'get list watch'),
      rule('core', 'nodes', 'create get list watch'),
      rule('core', 'nodes/status', 'patch update'),
      rule('core', 'nodes', 'patch update'),
      rule('core events.k8s.io', 'events', 'create patch update'),
      rule('core', 'pods', 'get list watch'),
      rule('core', 'pods', 'create delete'),
      rule('core', 'pods/status', 'patch update'),
      rule('core', 'pods/eviction', 'create'),
      rule('core', 'configmaps secrets', 'get list watch'),
      rule('core', 'persistentvolumeclaims persistentvolumes', 'get'),
      rule('core', 'endpoints', 'get'),
      rule('certificates.k8s.io', 'certificatesigningrequests', 'create get list watch'),
      rule('coordination.k8s.io', 'leases', 'create delete get patch update'),
      rule('storage.k8s.io', 'volumeattachments', 'get'),
      rule('core', 'serviceaccounts/token', 'create'),
      rule('core', 'persistentvolumeclaims/status', 'get patch update'),
      rule('storage.k8s.io', 'csidrivers', 'get list watch'),
      rule('storage.k8s.io', 'csinodes', 'create delete get patch update'),
      rule('node.k8s.io', 'runtimeclasses', 'get list watch'),
      rule('resource.k8s.io', 'resourceclaims', 'get'),
      rule('resource.k8s.io', 'resourceslices', 'deletecollection'),
      rule('core', 'serviceaccounts', 'get'),
    ],
  },
  {
    name: 'system:node-bootstrapper',
    rules: [rule('certificates.k8s.io', 'certificatesigningrequests', 'create get list watch')],
  },
  {
    name: 'system:node-problem-detector',
    rules: [
      rule('core', 'nodes', 'get'),
      rule('core', 'nodes/status', 'patch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'system:node-proxier',
    rules: [
      rule('core', 'endpoints services', 'list watch'),
      rule('core', 'nodes', 'get list watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
      rule('networking.k8s.io', 'servicecidrs', 'list watch'),
      rule('discovery.k8s.io', 'endpointslices', 'list watch'),
    ],
  },
  {
    name: 'system:persistent-volume-provisioner',
    rules: [
      rule('core', 'persistentvolumes', 'create delete get list watch'),
      rule('core', 'persistentvolumeclaims', 'get list update watch'),
      rule('storage.k8s.io', 'storageclasses', 'get list watch'),
      rule('core', 'events', 'watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  { name: 'system:public-info-viewer', rules: [urls('/healthz /livez /readyz /version /version/', 'get')] },
  {
    name: 'system:service-account-issuer-discovery',
    rules: [
      urls(
        '/.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/',
        'get',
      ),
    ],
  },
  {
    name: 'system:volume-scheduler',
    rules: [
      rule('core', 'persistentvolumes', 'get list patch update watch'),
      rule('storage.k8s.io', 'storageclasses', 'get list watch'),
      rule('core', 'persistentvolumeclaims', 'get list patch update watch'),
    ],
  },
  {
    name: 'view',
    aggregateTo: 'edit',
    aggregated: true,
  },
  {
    name: 'system:controller:bootstrap-signer',
    namespace: 'kube-public',
    rules: [
      rule('core', 'configmaps', 'get list watch'),
      rule('core', 'configmaps', 'update', 'cluster-info'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
  {
    name: 'extension-apiserver-authentication-reader',
    namespace: 'kube-system',
    rules: [rule('core', 'configmaps', 'get list watch', 'extension-apiserver-authentication')],
  },
  {
    name: 'system::leader-locking-kube-controller-manager',
    namespace: 'kube-system',
    rules: [
      rule('coordination.k8s.io', 'leases', 'create get list update watch'),
      rule('coordination.k8s.io', 'leasecandidates', 'create get list update watch'),
    ],
  },
  {
    name: 'system::leader-locking-kube-scheduler',
    namespace: 'kube-system',
    rules: [
      rule('coordination.k8s.io', 'leases', 'create get list update watch'),
      rule('coordination.k8s.io', 'leasecandidates', 'create get list update watch'),
    ],
  },
  {
    name: 'system:controller:bootstrap-signer',
    namespace: 'kube-system',
    rules: [rule('core', 'secrets', 'get list watch')],
  },
  {
    name: 'system:controller:cloud-provider',
    namespace: 'kube-system',
    rules: [rule('core', 'configmaps', 'create get list watch')],
  },
  {
    name: 'system:controller:token-cleaner',
    namespace: 'kube-system',
    rules: [
      rule('core', 'secrets', 'delete get list watch'),
      rule('core events.k8s.io', 'events', 'create patch update'),
    ],
  },
];

/** Default ClusterRoleBindings and RoleBindings; each refers to a role of its own scope. */
export const defaultBindings: readonly DefaultBinding[] = [
  { name: 'cluster-admin', role: 'cluster-admin', subjects: [group('system:masters')] },
  { name: 'system:basic-user', role: 'system:basic-user', subjects: [group('system:authenticated')] },
  {
    name: 'system:controller:attachdetach-controller',
    role: 'system:controller:attachdetach-controller',
    subjects: [account('attachdetach-controller')],
  },
  {
    name: 'system:controller:certificate-controller',
    role: 'system:controller:certificate-controller',
    subjects: [account('certificate-controller')],
  },
  {
    name: 'system:controller:clusterrole-aggregation-controller',
    role: 'system:controller:clusterrole-aggregation-controller',
    subjects: [account('clusterrole-aggregation-controller')],
  },
  {
    name: 'system:controller:cronjob-controller',
    role: 'system:controller:cronjob-controller',
    subjects: [account('cronjob-controller')],
  },
  {
    name: 'system:controller:daemon-set-controller',
    role: 'system:controller:daemon-set-controller',
    subjects: [account('daemon-set-controller')],
  },
  {
    name: 'system:controller:deployment-controller',
    role: 'system:controller:deployment-controller',
    subjects: [account('deployment-controller')],
  },
  {
    name: 'system:controller:device-taint-eviction-controller',
    role: 'system:controller:device-taint-eviction-controller',
    subjects: [account('device-taint-eviction-controller')],
  },
  {
    name: 'system:controller:disruption-controller',
    role: 'system:controller:disruption-controller',
    subjects: [account('disruption-controller')],
  },
  {
    name: 'system:controller:endpoint-controller',
    role: 'system:controller:endpoint-controller',
    subjects: [account('endpoint-controller')],
  },
  {
    name: 'system:controller:endpointslice-controller',
    role: 'system:controller:endpointslice-controller',
    subjects: [account('endpointslice-controller')],
  },
  {
    name: 'system:controller:endpointslicemirroring-controller',
    role: 'system:controller:endpointslicemirroring-controller',
    subjects: [account('endpointslicemirroring-controller')],
  },
  {
    name: 'system:controller:ephemeral-volume-controller',
    role: 'system:controller:ephemeral-volume-controller',
    subjects: [account('ephemeral-volume-controller')],
  },
  {
    name: 'system:controller:expand-controller',
    role: 'system:controller:expand-controller',
    subjects: [account('expand-controller')],
  },
  {
    name: 'system:controller:generic-garbage-collector',
    role: 'system:controller:generic-garbage-collector',
    subjects: [account('generic-garbage-collector')],
  },
  {
    name: 'system:controller:horizontal-pod-autoscaler',
    role: 'system:controller:horizontal-pod-autoscaler',
    subjects: [account('horizontal-pod-autoscaler')],
  },
  {
    name: 'system:controller:job-controller',
    role: 'system:controller:job-controller',
    subjects: [account('job-controller')],
  },
  {
    name: 'system:controller:legacy-service-account-token-cleaner',
    role: 'system:controller:legacy-service-account-token-cleaner',
    subjects: [account('legacy-service-account-token-cleaner')],
  },
  {
    name: 'system:controller:namespace-controller',
    role: 'system:controller:namespace-controller',
    subjects: [account('namespace-controller')],
  },
  {
    name: 'system:controller:node-controller',
    role: 'system:controller:node-controller',
    subjects: [account('node-controller')],
  },
  {
    name: 'system:controller:persistent-volume-binder',
    role: 'system:controller:persistent-volume-binder',
    subjects: [account('persistent-volume-binder')],
  },
  {
    name: 'system:controller:pod-garbage-collector',
    role: 'system:controller:pod-garbage-collector',
    subjects: [account('pod-garbage-collector')],
  },
  {
    name: 'system:controller:pv-protection-controller',
    role: 'system:controller:pv-protection-controller',
    subjects: [account('pv-protection-controller')],
  },
  {
    name: 'system:controller:pvc-protection-controller',
    role: 'system:controller:pvc-protection-controller',
    subjects: [account('pvc-protection-controller')],
  },
  {
    name: 'system:controller:replicaset-controller',
    role: 'system:controller:replicaset-controller',
    subjects: [account('replicaset-controller')],
  },
  {
    name: 'system:controller:replication-controller',
    role: 'system:controller:replication-controller',
    subjects: [account('replication-controller')],
  },
  {
    name: 'system:controller:resource-claim-controller',
    role: 'system:controller:resource-claim-controller',
    subjects: [account('resource-claim-controller')],
  },
  {
    name: 'system:controller:resourcequota-controller',
    role: 'system:controller:resourcequota-controller',
    subjects: [account('resourcequota-controller')],
  },
  {
    name: 'system:controller:root-ca-cert-publisher',
    role: 'system:controller:root-ca-cert-publisher',
    subjects: [account('root-ca-cert-publisher')],
  },
  {
    name: 'system:controller:route-controller',
    role: 'system:controller:route-controller',
    subjects: [account('route-controller')],
  },
  {
    name: 'system:controller:selinux-warning-controller',
    role: 'system:controller:selinux-warning-controller',
    subjects: [account('selinux-warning-controller')],
  },
  {
    name: 'system:controller:service-account-controller',
    role: 'system:controller:service-account-controller',
    subjects: [account('service-account-controller')],
  },
  {
    name: 'system:controller:service-ca-cert-publisher',
    role: 'system:controller:service-ca-cert-publisher',
    subjects: [account('service-ca-cert-publisher')],
  },
  {
    name: 'system:controller:service-cidrs-controller',
    role: 'system:controller:service-cidrs-controller',
    subjects: [account('service-cidrs-controller')],
  },
  {
    name: 'system:controller:service-controller',
    role: 'system:controller:service-controller',
    subjects: [account('service-controller')],
  },
  {
    name: 'system:controller:statefulset-controller',
    role: 'system:controller:statefulset-controller',
    subjects: [account('statefulset-controller')],
  },
  {
    name: 'system:controller:ttl-after-finished-controller',
    role: 'system:controller:ttl-after-finished-controller',
    subjects: [account('ttl-after-finished-controller')],
  },
  {
    name: 'system:controller:ttl-controller',
    role: 'system:controller:ttl-controller',
    subjects: [account('ttl-controller')],
  },
  {
    name: 'system:controller:validatingadmissionpolicy-status-controller',
    role: 'system:controller:validatingadmissionpolicy-status-controller',
    subjects: [account('validatingadmissionpolicy-status-controller')],
  },
  {
    name: 'system:controller:volumeattributesclass-protection-controller',
    role: 'system:controller:volumeattributesclass-protection-controller',
    subjects: [account('volumeattributesclass-protection-controller')],
  },
  { name: 'system:discovery', role: 'system:discovery', subjects: [group('system:authenticated')] },
  {
    name: 'system:kube-controller-manager',
    role: 'system:kube-controller-manager',
    subjects: [user('system:kube-controller-manager')],
  },
  { name: 'system:kube-dns', role: 'system:kube-dns', subjects: [account('kube-dns')] },
  { name: 'system:kube-scheduler', role: 'system:kube-scheduler', subjects: [user('system:kube-scheduler')] },
  { name: 'system:monitoring', role: 'system:monitoring', subjects: [group('system:monitoring')] },
  { name: 'system:node', role: 'system:node', subjects: [] },
  { name: 'system:node-proxier', role: 'system:node-proxier', subjects: [user('system:kube-proxy')] },
  {
    name: 'system:public-info-viewer',
    role: 'system:public-info-viewer',
    subjects: [group('system:authenticated'), group('system:unauthenticated')],
  },
  {
    name: 'system:service-account-issuer-discovery',
    role: 'system:service-account-issuer-discovery',
    subjects: [group('system:serviceaccounts')],
  },
  { name: 'system:volume-scheduler', role: 'system:volume-scheduler', subjects: [user('system:kube-scheduler')] },
  {
    name: 'system:controller:bootstrap-signer',
    namespace: 'kube-public',
    role: 'system:controller:bootstrap-signer',
    subjects: [account('bootstrap-signer')],
  },
  {
    name: 'system::extension-apiserver-authentication-reader',
    namespace: 'kube-system',
    role: 'extension-apiserver-authentication-reader',
    subjects: [user('system:kube-controller-manager'), user('system:kube-scheduler')],
  },
  {
    name: 'system::leader-locking-kube-controller-manager',
    namespace: 'kube-system',
    role: 'system::leader-locking-kube-controller-manager',
    subjects: [
      user('system:kube-controller-manager'),
      account('kube-controller-manager'),
      account('leader-election-controller'),
    ],
  },
  {
    name: 'system::leader-locking-kube-scheduler',
    namespace: 'kube-system',
    role: 'system::leader-locking-kube-scheduler',
    subjects: [user('system:kube-scheduler'), account('kube-scheduler')],
  },
  {
    name: 'system:controller:bootstrap-signer',
    namespace: 'kube-system',
    role: 'system:controller:bootstrap-signer',
    subjects: [account('bootstrap-signer')],
  },
  {
    name: 'system:controller:cloud-provider',
    namespace: 'kube-system',
    role: 'system:controller:cloud-provider',
    subjects: [account('cloud-provider')],
  },
  {
    name: 'system:controller:token-cleaner',
    namespace: 'kube-system',
    role: 'system:controller:token-cleaner',
    subjects: [account('token-cleaner')],
  },
];
