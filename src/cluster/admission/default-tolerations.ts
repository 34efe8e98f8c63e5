/** DefaultTolerationSeconds: a pod bears a node that is not ready, or not reachable, for five minutes. */
import { fields } from '../../kube/fields.js';
import type { AdmissionPlugin } from './admission.js';

interface Toleration {
  key?: string;
  operator?: string;
  effect?: string;
  tolerationSeconds?: number;
}

/** The plug-in; it refuses nothing. */
export const defaultTolerations: AdmissionPlugin = ({ operation, kind, subresource, object }) => {
  if (!['CREATE', 'UPDATE'].includes(operation) || kind.kind !== 'Pod' || subresource || !object) return;
  const spec = fields(object.spec);
  const given = Array.isArray(spec.tolerations) ? (spec.tolerations as Toleration[]) : [];
  const added = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
    .filter((key) => !given.some((t) => bears(t, key)))
    .map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }));
  if (added.length > 0) spec.tolerations = [...given, ...added];
};

function bears({ key, effect }: Toleration, wanted: string): boolean {
  return (!key || key === wanted) && (!effect || effect === 'NoExecute');
}
