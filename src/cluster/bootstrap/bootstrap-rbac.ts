/**
 * The roles and bindings that every Kubernetes 1.36 cluster begins with (pkg/.../rbac/bootstrappolicy). Over 300 lines since
 * most of it is data.
 */
import type { PolicyRule, Subject } from '../../kube/rbac.js';

/** A default Role or ClusterRole (without `namespace`). */
export interface DefaultRole {
  name: string;
  namespace?: string;
  /** Empty for an aggregated role: its rules are those of all roles that aggregate to it. */
  rules: PolicyRule[];
  aggregated: boolean;
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

/**
 * A line without indent is a role: its name, its namespace, the role that it aggregates to. Below it stands a line
 * for each rule: API groups (`core` for the group `''`), resources, verbs and names, or `urls`, paths and verbs.
 */
const rolesText = `
admin aggregated
cluster-admin
 * * *
 urls * *
edit to=admin aggregated
system:aggregate-to-admin to=admin
 authorization.k8s.io localsubjectaccessreviews create
 rbac.authorization.k8s.io rolebindings,roles create,delete,deletecollection,get,list,patch,update,watch
system:aggregate-to-edit to=edit
 core pods/attach,pods/exec,pods/portforward,pods/proxy,secrets,services/proxy get,list,watch
 core serviceaccounts impersonate
 core pods,pods/attach,pods/exec,pods/portforward,pods/proxy create,delete,deletecollection,patch,update
 core pods/eviction create
 core configmaps,persistentvolumeclaims,replicationcontrollers,replicationcontrollers/scale,secrets,serviceaccounts,services,services/proxy create,delete,deletecollection,patch,update
 core serviceaccounts/token create
 core,events.k8s.io events create,delete,deletecollection,patch,update
 apps daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,replicasets/scale,statefulsets,statefulsets/scale create,delete,deletecollection,patch,update
 autoscaling horizontalpodautoscalers create,delete,deletecollection,patch,update
 batch cronjobs,jobs create,delete,deletecollection,patch,update
 extensions daemonsets,deployments,deployments/rollback,deployments/scale,ingresses,networkpolicies,replicasets,replicasets/scale,replicationcontrollers/scale create,delete,deletecollection,patch,update
 policy poddisruptionbudgets create,delete,deletecollection,patch,update
 networking.k8s.io ingresses,networkpolicies create,delete,deletecollection,patch,update
 coordination.k8s.io leases create,delete,deletecollection,get,list,patch,update,watch
 resource.k8s.io resourceclaims,resourceclaimtemplates create,delete,deletecollection,patch,update
system:aggregate-to-view to=view
 core configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,pods,replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/status get,list,watch
 core bindings,limitranges,namespaces/status,pods/log,pods/status,replicationcontrollers/status,resourcequotas,resourcequotas/status get,list,watch
 core namespaces get,list,watch
 core,events.k8s.io events get,list,watch
 discovery.k8s.io endpointslices get,list,watch
 apps controllerrevisions,daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,replicasets,replicasets/scale,replicasets/status,statefulsets,statefulsets/scale,statefulsets/status get,list,watch
 autoscaling horizontalpodautoscalers,horizontalpodautoscalers/status get,list,watch
 batch cronjobs,cronjobs/status,jobs,jobs/status get,list,watch
 extensions daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,ingresses,ingresses/status,networkpolicies,replicasets,replicasets/scale,replicasets/status,replicationcontrollers/scale get,list,watch
 policy poddisruptionbudgets,poddisruptionbudgets/status get,list,watch
 networking.k8s.io ingresses,ingresses/status,networkpolicies get,list,watch
 resource.k8s.io resourceclaims,resourceclaims/status,resourceclaimtemplates get,list,watch
system:auth-delegator
 authentication.k8s.io tokenreviews create
 authorization.k8s.io subjectaccessreviews create
system:basic-user
 authorization.k8s.io selfsubjectaccessreviews,selfsubjectrulesreviews create
 authentication.k8s.io selfsubjectreviews create
system:certificates.k8s.io:certificatesigningrequests:nodeclient
 certificates.k8s.io certificatesigningrequests/nodeclient create
system:certificates.k8s.io:certificatesigningrequests:selfnodeclient
 certificates.k8s.io certificatesigningrequests/selfnodeclient create
system:certificates.k8s.io:kube-apiserver-client-approver
 certificates.k8s.io signers approve kubernetes.io/kube-apiserver-client
system:certificates.k8s.io:kube-apiserver-client-kubelet-approver
 certificates.k8s.io signers approve kubernetes.io/kube-apiserver-client-kubelet
system:certificates.k8s.io:kubelet-serving-approver
 certificates.k8s.io signers approve kubernetes.io/kubelet-serving
system:certificates.k8s.io:legacy-unknown-approver
 certificates.k8s.io signers approve kubernetes.io/legacy-unknown
system:controller:attachdetach-controller
 core persistentvolumeclaims,persistentvolumes list,watch
 core nodes get,list,watch
 core nodes/status patch,update
 core pods list,watch
 core,events.k8s.io events create,patch,update
 storage.k8s.io volumeattachments create,delete,get,list,watch
 storage.k8s.io csidrivers get,list,watch
 storage.k8s.io csinodes get,list,watch
system:controller:certificate-controller
 certificates.k8s.io certificatesigningrequests delete,get,list,watch
 certificates.k8s.io certificatesigningrequests/approval,certificatesigningrequests/status update
 certificates.k8s.io signers approve kubernetes.io/kube-apiserver-client-kubelet
 certificates.k8s.io signers sign kubernetes.io/kube-apiserver-client,kubernetes.io/kube-apiserver-client-kubelet,kubernetes.io/kubelet-serving,kubernetes.io/legacy-unknown
 authorization.k8s.io subjectaccessreviews create
 core,events.k8s.io events create,patch,update
system:controller:clusterrole-aggregation-controller
 rbac.authorization.k8s.io clusterroles escalate,get,list,patch,update,watch
system:controller:cronjob-controller
 batch cronjobs get,list,update,watch
 batch jobs create,delete,get,list,patch,update,watch
 batch cronjobs/status update
 batch cronjobs/finalizers update
 core pods delete,list,watch
 core,events.k8s.io events create,patch,update
system:controller:daemon-set-controller
 apps,extensions daemonsets get,list,watch
 apps,extensions daemonsets/status update
 apps,extensions daemonsets/finalizers update
 core nodes list,watch
 core pods create,delete,list,patch,watch
 core pods/binding create
 apps controllerrevisions create,delete,get,list,patch,update,watch
 core,events.k8s.io events create,patch,update
system:controller:deployment-controller
 apps,extensions deployments get,list,update,watch
 apps,extensions deployments/status update
 apps,extensions deployments/finalizers update
 apps,extensions replicasets create,delete,get,list,patch,update,watch
 core pods get,list,update,watch
 core,events.k8s.io events create,patch,update
system:controller:device-taint-eviction-controller
 core pods delete,get,list,watch
 core pods/status patch,update
 resource.k8s.io resourceclaims get,list,watch
 resource.k8s.io resourceslices get,list,watch
 resource.k8s.io deviceclasses get,list,watch
 core,events.k8s.io events create,patch,update
system:controller:disruption-controller
 apps,extensions deployments get,list,watch
 apps,extensions replicasets get,list,watch
 core replicationcontrollers get,list,watch
 policy poddisruptionbudgets get,list,watch
 apps statefulsets get,list,watch
 policy poddisruptionbudgets/status update
 core pods/status patch,update
 * */scale get
 core,events.k8s.io events create,patch,update
system:controller:endpoint-controller
 core pods,services get,list,watch
 core endpoints create,delete,get,list,update,watch
 core endpoints/restricted create
 core,events.k8s.io events create,patch,update
system:controller:endpointslice-controller
 core nodes,pods,services get,list,watch
 core services/finalizers update
 discovery.k8s.io endpointslices create,delete,get,list,update,watch
 discovery.k8s.io endpointslices/restricted create
 core,events.k8s.io events create,patch,update
system:controller:endpointslicemirroring-controller
 core endpoints,services get,list,watch
 core services/finalizers update
 core endpoints/finalizers update
 discovery.k8s.io endpointslices create,delete,get,list,update,watch
 discovery.k8s.io endpointslices/restricted create
 core,events.k8s.io events create,patch,update
system:controller:ephemeral-volume-controller
 core pods get,list,watch
 core pods/finalizers update
 core persistentvolumeclaims create,get,list,watch
 core,events.k8s.io events create,patch,update
system:controller:expand-controller
 core persistentvolumes get,list,patch,update,watch
 core persistentvolumeclaims/status patch,update
 core persistentvolumeclaims get,list,watch
 core,events.k8s.io events create,patch,update
system:controller:generic-garbage-collector
 * * delete,get,list,patch,update,watch
 core,events.k8s.io events create,patch,update
system:controller:horizontal-pod-autoscaler
 autoscaling horizontalpodautoscalers get,list,watch
 autoscaling horizontalpodautoscalers/status update
 * */scale get,update
 core pods list,watch
 metrics.k8s.io pods list,watch
 custom.metrics.k8s.io * get,list,watch
 external.metrics.k8s.io * get,list,watch
 core,events.k8s.io events create,patch,update
system:controller:job-controller
 batch jobs get,list,patch,update,watch
 batch jobs/status update
 batch jobs/finalizers update
 core pods create,delete,list,patch,watch
 core,events.k8s.io events create,patch,update
system:controller:legacy-service-account-token-cleaner
 core configmaps get kube-apiserver-legacy-service-account-token-tracking
 core secrets delete,patch
system:controller:namespace-controller
 core namespaces delete,get,list,watch
 core namespaces/finalize,namespaces/status update
 * * delete,deletecollection,get,list,watch
system:controller:node-controller
 core nodes delete,get,list,patch,update,watch
 core nodes/status patch,update
 core pods/status patch,update
 core pods delete,get,list,watch
 core,events.k8s.io events create,patch,update
system:controller:persistent-volume-binder
 core persistentvolumes create,delete,get,list,update,watch
 core persistentvolumes/status update
 core persistentvolumeclaims get,list,update,watch
 core persistentvolumeclaims/status update
 core pods create,delete,get,list,watch
 storage.k8s.io storageclasses get,list,watch
 core nodes list,watch
 core,events.k8s.io events create,patch,update
 core events watch
system:controller:pod-garbage-collector
 core pods delete,list,watch
 core nodes get,list,watch
 core pods/status patch
system:controller:pv-protection-controller
 core persistentvolumes get,list,update,watch
 core,events.k8s.io events create,patch,update
system:controller:pvc-protection-controller
 core persistentvolumeclaims get,list,update,watch
 core persistentvolumeclaims/status update
 core pods get,list,watch
 core,events.k8s.io events create,patch,update
system:controller:replicaset-controller
 apps,extensions replicasets get,list,update,watch
 apps,extensions replicasets/status update
 apps,extensions replicasets/finalizers update
 core pods create,delete,list,patch,watch
 core,events.k8s.io events create,patch,update
system:controller:replication-controller
 core replicationcontrollers get,list,update,watch
 core replicationcontrollers/status update
 core replicationcontrollers/finalizers update
 core pods create,delete,list,patch,watch
 core,events.k8s.io events create,patch,update
system:controller:resource-claim-controller
 core pods get,list,watch
 core pods/finalizers update
 resource.k8s.io resourceclaims create,delete,get,list,watch
 resource.k8s.io resourceclaims,resourceclaims/status patch,update
 core pods/status patch,update
 core,events.k8s.io events create,patch,update
 resource.k8s.io resourceclaims/binding patch,update
system:controller:resourcequota-controller
 * * list,watch
 core resourcequotas/status update
 core,events.k8s.io events create,patch,update
system:controller:root-ca-cert-publisher
 core configmaps create,update
 core,events.k8s.io events create,patch,update
system:controller:route-controller
 core nodes list,watch
 core nodes/status patch
 core,events.k8s.io events create,patch,update
system:controller:selinux-warning-controller
 core,events.k8s.io events create,patch,update
 core persistentvolumes get,list,watch
 core persistentvolumeclaims get,list,watch
 core pods get,list,watch
 storage.k8s.io csidrivers get,list,watch
system:controller:service-account-controller
 core serviceaccounts create
 core,events.k8s.io events create,patch,update
system:controller:service-ca-cert-publisher
 core configmaps create,update
 core,events.k8s.io events create,patch,update
system:controller:service-cidrs-controller
 networking.k8s.io servicecidrs get,list,patch,update,watch
 networking.k8s.io servicecidrs/finalizers patch,update
 networking.k8s.io servicecidrs/status patch,update
 networking.k8s.io ipaddresses get,list,watch
 core,events.k8s.io events create,patch,update
system:controller:service-controller
 core services get,list,watch
 core services/status patch,update
 core nodes list,watch
 core,events.k8s.io events create,patch,update
system:controller:statefulset-controller
 core pods list,watch
 apps statefulsets get,list,watch
 apps statefulsets/status update
 apps statefulsets/finalizers update
 core pods create,delete,get,patch,update
 apps controllerrevisions create,delete,get,list,patch,update,watch
 core persistentvolumeclaims create,get,list,watch
 core persistentvolumeclaims delete,update
 core pods/finalizers update
 core,events.k8s.io events create,patch,update
system:controller:ttl-after-finished-controller
 batch jobs delete,get,list,watch
 core,events.k8s.io events create,patch,update
system:controller:ttl-controller
 core nodes list,patch,update,watch
 core,events.k8s.io events create,patch,update
system:controller:validatingadmissionpolicy-status-controller
 admissionregistration.k8s.io validatingadmissionpolicies get,list,watch
 admissionregistration.k8s.io validatingadmissionpolicies/status get,patch,update
 core,events.k8s.io events create,patch,update
system:controller:volumeattributesclass-protection-controller
 core persistentvolumeclaims get,list,watch
 core persistentvolumes get,list,watch
 storage.k8s.io volumeattributesclasses get,list,update,watch
 core,events.k8s.io events create,patch,update
system:discovery
 urls /api,/api/*,/apis,/apis/*,/healthz,/livez,/openapi,/openapi/*,/readyz,/version,/version/ get
system:heapster
 core events,namespaces,nodes,pods get,list,watch
 extensions deployments get,list,watch
system:kube-aggregator
 core endpoints,services get,list,watch
system:kube-controller-manager
 core,events.k8s.io events create,patch,update
 coordination.k8s.io leases create
 coordination.k8s.io leases get,update kube-controller-manager
 core secrets,serviceaccounts create
 core secrets delete
 core configmaps,namespaces,secrets,serviceaccounts get
 core secrets,serviceaccounts update
 authentication.k8s.io tokenreviews create
 authorization.k8s.io subjectaccessreviews create
 * * list,watch
 core serviceaccounts/token create
system:kube-dns
 core endpoints,services list,watch
system:kube-scheduler
 core,events.k8s.io events create,patch,update
 coordination.k8s.io leases create
 coordination.k8s.io leases get,list,update,watch kube-scheduler
 coordination.k8s.io leasecandidates create,delete,deletecollection,get,list,patch,update,watch
 core nodes get,list,watch
 core pods delete,get,list,watch
 core bindings,pods/binding create
 core pods/status patch,update
 core replicationcontrollers,services get,list,watch
 apps,extensions replicasets get,list,watch
 apps statefulsets get,list,watch
 policy poddisruptionbudgets get,list,watch
 core persistentvolumeclaims,persistentvolumes get,list,watch
 authentication.k8s.io tokenreviews create
 authorization.k8s.io subjectaccessreviews create
 storage.k8s.io csinodes get,list,watch
 storage.k8s.io volumeattachments get,list,watch
 core namespaces get,list,watch
 storage.k8s.io csidrivers get,list,watch
 storage.k8s.io csistoragecapacities get,list,watch
 resource.k8s.io deviceclasses get,list,watch
 resource.k8s.io resourceclaims get,list,patch,update,watch
 resource.k8s.io resourceclaims/status get,list,patch,update,watch
 core pods/finalizers update
 resource.k8s.io resourceslices get,list,watch
 resource.k8s.io resourceclaims create,delete
 resource.k8s.io resourceclaims/binding patch,update
system:kubelet-api-admin
 core nodes get,list,watch
 core nodes proxy
 core nodes/log,nodes/metrics,nodes/proxy,nodes/stats *
 core nodes/configz,nodes/healthz,nodes/pods *
system:monitoring
 urls /flagz,/healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/*,/statusz get
 core nodes/metrics get
system:node
 authentication.k8s.io tokenreviews create
 authorization.k8s.io localsubjectaccessreviews,subjectaccessreviews create
 core services get,list,watch
 core nodes create,get,list,watch
 core nodes/status patch,update
 core nodes patch,update
 core,events.k8s.io events create,patch,update
 core pods get,list,watch
 core pods create,delete
 core pods/status patch,update
 core pods/eviction create
 core configmaps,secrets get,list,watch
 core persistentvolumeclaims,persistentvolumes get
 core endpoints get
 certificates.k8s.io certificatesigningrequests create,get,list,watch
 coordination.k8s.io leases create,delete,get,patch,update
 storage.k8s.io volumeattachments get
 core serviceaccounts/token create
 core persistentvolumeclaims/status get,patch,update
 storage.k8s.io csidrivers get,list,watch
 storage.k8s.io csinodes create,delete,get,patch,update
 node.k8s.io runtimeclasses get,list,watch
 resource.k8s.io resourceclaims get
 resource.k8s.io resourceslices deletecollection
 core serviceaccounts get
system:node-bootstrapper
 certificates.k8s.io certificatesigningrequests create,get,list,watch
system:node-problem-detector
 core nodes get
 core nodes/status patch
 core,events.k8s.io events create,patch,update
system:node-proxier
 core endpoints,services list,watch
 core nodes get,list,watch
 core,events.k8s.io events create,patch,update
 networking.k8s.io servicecidrs list,watch
 discovery.k8s.io endpointslices list,watch
system:persistent-volume-provisioner
 core persistentvolumes create,delete,get,list,watch
 core persistentvolumeclaims get,list,update,watch
 storage.k8s.io storageclasses get,list,watch
 core events watch
 core,events.k8s.io events create,patch,update
system:public-info-viewer
 urls /healthz,/livez,/readyz,/version,/version/ get
system:service-account-issuer-discovery
 urls /.well-known/openid-configuration,/.well-known/openid-configuration/,/openid/v1/jwks,/openid/v1/jwks/ get
system:volume-scheduler
 core persistentvolumes get,list,patch,update,watch
 storage.k8s.io storageclasses get,list,watch
 core persistentvolumeclaims get,list,patch,update,watch
view to=edit aggregated
system:controller:bootstrap-signer in=kube-public
 core configmaps get,list,watch
 core configmaps update cluster-info
 core,events.k8s.io events create,patch,update
extension-apiserver-authentication-reader in=kube-system
 core configmaps get,list,watch extension-apiserver-authentication
system::leader-locking-kube-controller-manager in=kube-system
 coordination.k8s.io leases create,get,list,update,watch
 coordination.k8s.io leasecandidates create,get,list,update,watch
system::leader-locking-kube-scheduler in=kube-system
 coordination.k8s.io leases create,get,list,update,watch
 coordination.k8s.io leasecandidates create,get,list,update,watch
system:controller:bootstrap-signer in=kube-system
 core secrets get,list,watch
system:controller:cloud-provider in=kube-system
 core configmaps create,get,list,watch
system:controller:token-cleaner in=kube-system
 core secrets delete,get,list,watch
 core,events.k8s.io events create,patch,update
`;

/** The bindings beside those of controllers, a line each: name, namespace, the role if it has another name, and subjects. */
const bindingsText = `
cluster-admin Group=system:masters
system:basic-user Group=system:authenticated
system:discovery Group=system:authenticated
system:kube-controller-manager User=system:kube-controller-manager
system:kube-dns ServiceAccount=kube-dns
system:kube-scheduler User=system:kube-scheduler
system:monitoring Group=system:monitoring
system:node
system:node-proxier User=system:kube-proxy
system:public-info-viewer Group=system:authenticated Group=system:unauthenticated
system:service-account-issuer-discovery Group=system:serviceaccounts
system:volume-scheduler User=system:kube-scheduler
system:controller:bootstrap-signer in=kube-public ServiceAccount=bootstrap-signer
system::extension-apiserver-authentication-reader in=kube-system role=extension-apiserver-authentication-reader User=system:kube-controller-manager User=system:kube-scheduler
system::leader-locking-kube-controller-manager in=kube-system User=system:kube-controller-manager ServiceAccount=kube-controller-manager ServiceAccount=leader-election-controller
system::leader-locking-kube-scheduler in=kube-system User=system:kube-scheduler ServiceAccount=kube-scheduler
system:controller:bootstrap-signer in=kube-system ServiceAccount=bootstrap-signer
system:controller:cloud-provider in=kube-system ServiceAccount=cloud-provider
system:controller:token-cleaner in=kube-system ServiceAccount=token-cleaner
`;

const words = (text: string): string[] => text.split(',').map((word) => (word === 'core' ? '' : word));

/** `in` of `name in=kube-system`: the value of an option that a line has. */
function option(line: readonly string[], name: string): string | undefined {
  return line.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

function parseRule(line: string): PolicyRule {
  const [first = '', second = '', third = '', names] = line.trim().split(' ');
  if (first === 'urls') return { nonResourceURLs: words(second), verbs: words(third) };
  return {
    apiGroups: words(first),
    ...(names ? { resourceNames: words(names) } : {}),
    resources: words(second),
    verbs: words(third),
  };
}

function parseRoles(): DefaultRole[] {
  const roles: DefaultRole[] = [];
  for (const line of rolesText.trim().split('\n')) {
    if (line.startsWith(' ')) {
      roles.at(-1)?.rules.push(parseRule(line));
      continue;
    }
    const [name = '', ...rest] = line.split(' ');
    roles.push({
      name,
      namespace: option(rest, 'in'),
      rules: [],
      aggregated: rest.includes('aggregated'),
      aggregateTo: option(rest, 'to'),
    });
  }
  return roles;
}

const account = (name: string): Subject => ({ kind: 'ServiceAccount', name, namespace: 'kube-system' });

/** `User=system:kube-proxy`: a user, a group or a service account. */
function parseSubject(word: string): Subject {
  const [kind = '', name = ''] = word.split('=');
  return kind === 'ServiceAccount' ? account(name) : { apiGroup: 'rbac.authorization.k8s.io', kind, name };
}

function parseBinding(line: string): DefaultBinding {
  const [name = '', ...rest] = line.split(' ');
  return {
    name,
    namespace: option(rest, 'in'),
    role: option(rest, 'role') ?? name,
    subjects: rest.filter((word) => !/^(in|role)=/.test(word)).map(parseSubject),
  };
}

/** The cluster role of each controller is bound to the controller's service account. */
function controllerBindings(): DefaultBinding[] {
  const prefix = 'system:controller:';
  return defaultRoles
    .filter(({ name, namespace }) => name.startsWith(prefix) && namespace === undefined)
    .map(({ name }) => ({ name, role: name, subjects: [account(name.slice(prefix.length))] }));
}

/** Default ClusterRoles and Roles. */
export const defaultRoles: readonly DefaultRole[] = parseRoles();

/** Default ClusterRoleBindings and RoleBindings. */
export const defaultBindings: readonly DefaultBinding[] = [
  ...bindingsText.trim().split('\n').map(parseBinding),
  ...controllerBindings(),
];
