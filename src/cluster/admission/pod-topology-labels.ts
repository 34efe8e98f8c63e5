/** PodTopologyLabels: a pod has the labels of zone and region of its node (KEP 4742). */
import { fields, text } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';
import type { AdmissionPlugin, AdmissionReads } from './admission.js';

const labelKeys = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

/** The plug-in; it refuses nothing. A Binding hands its labels on to its pod. */
export function podTopologyLabels(reads: AdmissionReads): AdmissionPlugin {
  return ({ operation, kind, subresource, object }) => {
    if (operation !== 'CREATE' || kind.group || kind.resource !== 'pods' || !object) return;
    const node = reads.node(nodeNameIn(object, subresource));
    const labels = Object.entries(node?.metadata.labels ?? {}).filter(([key]) => labelKeys.includes(key));
    if (labels.length === 0) return;
    object.metadata.labels = { ...object.metadata.labels, ...Object.fromEntries(labels) };
  };
}

/** The name of the node that the pod is made for or bound to; '' where the request names none. */
function nodeNameIn(object: KubeObject, subresource: string): string {
  if (subresource === '') return text(fields(object.spec).nodeName);
  const target = fields(object.target);
  return subresource === 'binding' && target.kind === 'Node' ? text(target.name) : '';
}
