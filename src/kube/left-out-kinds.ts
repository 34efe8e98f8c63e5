/**
 * The resources of Kubernetes 1.36 that have no row in `kinds.ts`, by name alone: the practice cluster leaves them out, a
 * real cluster serves them. For messages about them, and for the kinds that take a strategic merge patch.
 */
import { parseApiVersion } from './object.js';

/** A resource by its names. */
export interface LeftOutKind {
  group: string;
  version: string;
  resource: string;
  kind: string;
  shortNames: readonly string[];
}

/** By group and version: plural name, kind, short names. */
const rows: Record<string, string> = {
  v1:
    'componentstatuses ComponentStatus cs, limitranges LimitRange limits, persistentvolumeclaims PersistentVolumeClaim pvc, ' +
    'persistentvolumes PersistentVolume pv, podtemplates PodTemplate, replicationcontrollers ReplicationController rc, ' +
    'resourcequotas ResourceQuota quota',
  'apiregistration.k8s.io/v1': 'apiservices APIService',
  'apps/v1': 'controllerrevisions ControllerRevision, daemonsets DaemonSet ds, statefulsets StatefulSet sts',
  'autoscaling/v2': 'horizontalpodautoscalers HorizontalPodAutoscaler hpa',
  'batch/v1': 'cronjobs CronJob cj, jobs Job',
  'networking.k8s.io/v1':
    'ingressclasses IngressClass, ingresses Ingress ing, ipaddresses IPAddress ip, networkpolicies NetworkPolicy netpol, ' +
    'servicecidrs ServiceCIDR',
  'policy/v1': 'poddisruptionbudgets PodDisruptionBudget pdb',
  'storage.k8s.io/v1':
    'csidrivers CSIDriver, csinodes CSINode, csistoragecapacities CSIStorageCapacity, storageclasses StorageClass sc, ' +
    'volumeattachments VolumeAttachment, volumeattributesclasses VolumeAttributesClass vac',
  'admissionregistration.k8s.io/v1':
    'mutatingadmissionpolicies MutatingAdmissionPolicy, mutatingadmissionpolicybindings MutatingAdmissionPolicyBinding, ' +
    'mutatingwebhookconfigurations MutatingWebhookConfiguration, validatingadmissionpolicies ValidatingAdmissionPolicy, ' +
    'validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding, ' +
    'validatingwebhookconfigurations ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/v1': 'customresourcedefinitions CustomResourceDefinition crd crds',
  'scheduling.k8s.io/v1': 'priorityclasses PriorityClass pc',
  'coordination.k8s.io/v1': 'leases Lease',
  'node.k8s.io/v1': 'runtimeclasses RuntimeClass',
  'resource.k8s.io/v1':
    'deviceclasses DeviceClass, resourceclaims ResourceClaim, resourceclaimtemplates ResourceClaimTemplate, ' +
    'resourceslices ResourceSlice',
  'flowcontrol.apiserver.k8s.io/v1': 'flowschemas FlowSchema, prioritylevelconfigurations PriorityLevelConfiguration',
};

/** All of them, in the order of the table. */
export const leftOutKinds: readonly LeftOutKind[] = Object.entries(rows).flatMap(([apiVersion, list]) =>
  list.split(', ').map((words) => {
    const [resource = '', kind = '', ...shortNames] = words.split(' ');
    return { ...parseApiVersion(apiVersion), resource, kind, shortNames };
  }),
);
