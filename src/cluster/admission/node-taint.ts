/** TaintNodesByCondition: no pod is placed on a new node before the node controller has seen that it is ready. */
import { fields, list } from '../../kube/fields.js';
import type { AdmissionPlugin } from './admission.js';

const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

/** The plug-in; it refuses nothing. */
export const nodeTaint: AdmissionPlugin = ({ operation, kind, subresource, object }) => {
  if (operation !== 'CREATE' || kind.kind !== 'Node' || subresource || !object) return;
  const spec = fields(object.spec);
  const taints = list(spec.taints);
  if (taints.some(({ key, effect }) => key === notReady.key && effect === notReady.effect)) return;
  object.spec = { ...spec, taints: [...taints, { ...notReady }] };
};
