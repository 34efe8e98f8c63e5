/** The definition of each kind that has one, by group and kind. */
import type { GroupVersionKind } from '../../kube/object.js';
import { mutatingBinding, validatingBinding } from './admissionregistration/bindings.js';
import { mutatingPolicy, validatingPolicy } from './admissionregistration/policies.js';
import { mutatingWebhooks, validatingWebhooks } from './admissionregistration/webhooks.js';
import { customResourceDefinition } from './apiextensions/custom-resource-definition.js';
import { apiService } from './apiregistration/api-service.js';
import { controllerRevision } from './apps/controller-revision.js';
import { daemonSet } from './apps/daemon-set.js';
import { deployment } from './apps/deployment.js';
import { replicaSet } from './apps/replica-set.js';
import { statefulSet } from './apps/stateful-set.js';
import * as reviews from './authorization/reviews.js';
import { oldPodAutoscaler, podAutoscaler } from './autoscaling/horizontal-pod-autoscaler.js';
import { cronJob } from './batch/cron-job.js';
import { job } from './batch/job.js';
import { signingRequest } from './certificates/signing-request.js';
import { lease } from './coordination/lease.js';
import { componentStatus } from './core/component-status.js';
import { configMap } from './core/config-map.js';
import { endpoints } from './core/endpoints.js';
import { limitRange } from './core/limit-range.js';
import { namespace } from './core/namespace.js';
import { node } from './core/node.js';
import { persistentVolume } from './core/persistent-volume.js';
import { persistentVolumeClaim } from './core/persistent-volume-claim.js';
import { bind } from './core/pod/actions.js';
import { pod } from './core/pod/pod.js';
import { podTemplate } from './core/pod-template.js';
import { replicationController } from './core/replication-controller.js';
import { resourceQuota } from './core/resource-quota.js';
import { secret } from './core/secret.js';
import { service } from './core/service/service.js';
import { serviceAccount } from './core/service-account/service-account.js';
import { tokenRequestDefinition } from './core/service-account/token-request.js';
import type { KindDefinition } from './definition.js';
import { endpointSlice } from './discovery/endpoint-slice.js';
import { coreEvent, event } from './events/event.js';
import { flowSchema } from './flowcontrol/flow-schema.js';
import { priorityLevel } from './flowcontrol/priority-level.js';
import { ipAddress, serviceCidr } from './networking/addresses.js';
import { ingress } from './networking/ingress.js';
import { ingressClass } from './networking/ingress-class.js';
import { networkPolicy } from './networking/network-policy.js';
import { runtimeClass } from './node/runtime-class.js';
import { disruptionBudget } from './policy/disruption-budget.js';
import { clusterRoleBinding, roleBinding } from './rbac/binding.js';
import { clusterRole, role } from './rbac/role.js';
import { deviceClass, resourceClaim, resourceClaimTemplate } from './resource/devices.js';
import { resourceSlice } from './resource/resource-slice.js';
import { priorityClass } from './scheduling/priority-class.js';
import { csiDriver, csiNode, csiStorageCapacity } from './storage/csi.js';
import { storageClass } from './storage/storage-class.js';
import { volumeAttachment, volumeAttributesClass } from './storage/volumes.js';

const definitions: Record<string, Record<string, KindDefinition | undefined> | undefined> = {
  '': {
    Binding: { create: bind },
    ComponentStatus: componentStatus,
    ConfigMap: configMap,
    Endpoints: endpoints,
    Event: coreEvent,
    LimitRange: limitRange,
    Namespace: namespace,
    Node: node,
    PersistentVolume: persistentVolume,
    PersistentVolumeClaim: persistentVolumeClaim,
    Pod: pod,
    ReplicationController: replicationController,
    PodTemplate: podTemplate,
    ResourceQuota: resourceQuota,
    Secret: secret,
    Service: service,
    ServiceAccount: serviceAccount,
  },
  'admissionregistration.k8s.io': {
    MutatingAdmissionPolicy: mutatingPolicy,
    MutatingAdmissionPolicyBinding: mutatingBinding,
    MutatingWebhookConfiguration: mutatingWebhooks,
    ValidatingAdmissionPolicy: validatingPolicy,
    ValidatingAdmissionPolicyBinding: validatingBinding,
    ValidatingWebhookConfiguration: validatingWebhooks,
  },
  'apiregistration.k8s.io': { APIService: apiService },
  'apiextensions.k8s.io': { CustomResourceDefinition: customResourceDefinition },
  apps: {
    ControllerRevision: controllerRevision,
    DaemonSet: daemonSet,
    Deployment: deployment,
    ReplicaSet: replicaSet,
    StatefulSet: statefulSet,
  },
  'authentication.k8s.io': {
    SelfSubjectReview: reviews.selfSubjectReview,
    TokenRequest: tokenRequestDefinition,
    TokenReview: reviews.tokenReview,
  },
  'authorization.k8s.io': {
    LocalSubjectAccessReview: reviews.localSubjectAccessReview,
    SelfSubjectAccessReview: reviews.selfSubjectAccessReview,
    SelfSubjectRulesReview: reviews.selfSubjectRulesReview,
    SubjectAccessReview: reviews.subjectAccessReview,
  },
  batch: { CronJob: cronJob, Job: job },
  'certificates.k8s.io': { CertificateSigningRequest: signingRequest },
  autoscaling: { HorizontalPodAutoscaler: podAutoscaler },
  'autoscaling/v1': { HorizontalPodAutoscaler: oldPodAutoscaler },
  'coordination.k8s.io': { Lease: lease },
  'flowcontrol.apiserver.k8s.io': { FlowSchema: flowSchema, PriorityLevelConfiguration: priorityLevel },
  'networking.k8s.io': {
    IPAddress: ipAddress,
    Ingress: ingress,
    IngressClass: ingressClass,
    NetworkPolicy: networkPolicy,
    ServiceCIDR: serviceCidr,
  },
  policy: { PodDisruptionBudget: disruptionBudget },
  'node.k8s.io': { RuntimeClass: runtimeClass },
  'resource.k8s.io': {
    DeviceClass: deviceClass,
    ResourceClaim: resourceClaim,
    ResourceClaimTemplate: resourceClaimTemplate,
    ResourceSlice: resourceSlice,
  },
  'scheduling.k8s.io': { PriorityClass: priorityClass },
  'storage.k8s.io': {
    CSIDriver: csiDriver,
    CSINode: csiNode,
    CSIStorageCapacity: csiStorageCapacity,
    StorageClass: storageClass,
    VolumeAttachment: volumeAttachment,
    VolumeAttributesClass: volumeAttributesClass,
  },
  'discovery.k8s.io': { EndpointSlice: endpointSlice },
  'events.k8s.io': { Event: event },
  'rbac.authorization.k8s.io': {
    ClusterRole: clusterRole,
    ClusterRoleBinding: clusterRoleBinding,
    Role: role,
    RoleBinding: roleBinding,
  },
};

/** All definitions by the names of their kinds, in any group. */
export const namedDefinitions: readonly [kind: string, KindDefinition | undefined][] = Object.values(
  definitions,
).flatMap((group) => Object.entries(group ?? {}));

const none: KindDefinition = {};

type Kind = Pick<GroupVersionKind, 'group' | 'kind'> & { version?: string };

/** The definition of a kind; an empty one for a kind without rules of its own. */
export function definitionOf({ group, kind, version }: Kind): KindDefinition {
  return definitions[`${group}/${version}`]?.[kind] ?? definitions[group]?.[kind] ?? none;
}
