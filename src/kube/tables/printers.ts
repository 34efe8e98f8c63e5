/** The table of each kind, by group and kind. */
import { own } from '../fields.js';
import {
  mutatingPolicyPrinter,
  policyBindingPrinter,
  validatingPolicyPrinter,
  webhooksPrinter,
} from './admissionregistration.js';
import { apiServicePrinter } from './apiregistration.js';
import {
  controllerRevisionPrinter,
  daemonSetPrinter,
  deploymentPrinter,
  replicaSetPrinter,
  replicationControllerPrinter,
  statefulSetPrinter,
} from './apps.js';
import { podAutoscalerPrinter } from './autoscaling.js';
import { cronJobPrinter, jobPrinter } from './batch.js';
import { signingRequestPrinter } from './certificates.js';
import { leasePrinter } from './coordination.js';
import {
  componentStatusPrinter,
  configMapPrinter,
  endpointsPrinter,
  namespacePrinter,
  podTemplatePrinter,
  resourceQuotaPrinter,
  secretPrinter,
  serviceAccountPrinter,
} from './core.js';
import { endpointSlicePrinter } from './discovery.js';
import { eventPrinter } from './events.js';
import { flowSchemaPrinter, priorityLevelPrinter } from './flowcontrol.js';
import {
  ingressClassPrinter,
  ingressPrinter,
  ipAddressPrinter,
  networkPolicyPrinter,
  serviceCidrPrinter,
} from './networking.js';
import { nodePrinter } from './node.js';
import { podPrinter } from './pod.js';
import { disruptionBudgetPrinter } from './policy.js';
import type { Printer } from './printer.js';
import { roleBindingPrinter } from './rbac.js';
import {
  deviceClassPrinter,
  resourceClaimPrinter,
  resourceClaimTemplatePrinter,
  resourceSlicePrinter,
} from './resource.js';
import { priorityClassPrinter, runtimeClassPrinter } from './scheduling.js';
import { servicePrinter } from './service.js';
import {
  csiDriverPrinter,
  csiNodePrinter,
  persistentVolumeClaimPrinter,
  persistentVolumePrinter,
  storageClassPrinter,
  volumeAttachmentPrinter,
  volumeAttributesClassPrinter,
} from './storage.js';

const printers: Record<string, Record<string, Printer | undefined> | undefined> = {
  '': {
    ComponentStatus: componentStatusPrinter,
    ConfigMap: configMapPrinter,
    Endpoints: endpointsPrinter,
    Event: eventPrinter,
    Namespace: namespacePrinter,
    Node: nodePrinter,
    PersistentVolume: persistentVolumePrinter,
    PersistentVolumeClaim: persistentVolumeClaimPrinter,
    Pod: podPrinter,
    PodTemplate: podTemplatePrinter,
    ReplicationController: replicationControllerPrinter,
    ResourceQuota: resourceQuotaPrinter,
    Secret: secretPrinter,
    Service: servicePrinter,
    ServiceAccount: serviceAccountPrinter,
  },
  'admissionregistration.k8s.io': {
    MutatingAdmissionPolicy: mutatingPolicyPrinter,
    MutatingAdmissionPolicyBinding: policyBindingPrinter,
    MutatingWebhookConfiguration: webhooksPrinter,
    ValidatingAdmissionPolicy: validatingPolicyPrinter,
    ValidatingAdmissionPolicyBinding: policyBindingPrinter,
    ValidatingWebhookConfiguration: webhooksPrinter,
  },
  'apiregistration.k8s.io': {
    APIService: apiServicePrinter,
  },
  apps: {
    ControllerRevision: controllerRevisionPrinter,
    DaemonSet: daemonSetPrinter,
    Deployment: deploymentPrinter,
    ReplicaSet: replicaSetPrinter,
    StatefulSet: statefulSetPrinter,
  },
  autoscaling: {
    HorizontalPodAutoscaler: podAutoscalerPrinter,
  },
  batch: {
    CronJob: cronJobPrinter,
    Job: jobPrinter,
  },
  'certificates.k8s.io': {
    CertificateSigningRequest: signingRequestPrinter,
  },
  'coordination.k8s.io': {
    Lease: leasePrinter,
  },
  'discovery.k8s.io': {
    EndpointSlice: endpointSlicePrinter,
  },
  'events.k8s.io': {
    Event: eventPrinter,
  },
  'flowcontrol.apiserver.k8s.io': {
    FlowSchema: flowSchemaPrinter,
    PriorityLevelConfiguration: priorityLevelPrinter,
  },
  'networking.k8s.io': {
    IPAddress: ipAddressPrinter,
    Ingress: ingressPrinter,
    IngressClass: ingressClassPrinter,
    NetworkPolicy: networkPolicyPrinter,
    ServiceCIDR: serviceCidrPrinter,
  },
  'node.k8s.io': {
    RuntimeClass: runtimeClassPrinter,
  },
  policy: {
    PodDisruptionBudget: disruptionBudgetPrinter,
  },
  'rbac.authorization.k8s.io': {
    ClusterRoleBinding: roleBindingPrinter,
    RoleBinding: roleBindingPrinter,
  },
  'resource.k8s.io': {
    DeviceClass: deviceClassPrinter,
    ResourceClaim: resourceClaimPrinter,
    ResourceClaimTemplate: resourceClaimTemplatePrinter,
    ResourceSlice: resourceSlicePrinter,
  },
  'scheduling.k8s.io': {
    PriorityClass: priorityClassPrinter,
  },
  'storage.k8s.io': {
    CSIDriver: csiDriverPrinter,
    CSINode: csiNodePrinter,
    StorageClass: storageClassPrinter,
    VolumeAttachment: volumeAttachmentPrinter,
    VolumeAttributesClass: volumeAttributesClassPrinter,
  },
};

/** How a kind is printed; undefined for a kind without columns of its own. */
export function printerOfKind(group: string, kind: string): Printer | undefined {
  return own(own(printers, group), kind);
}
