/** The label that tells the replica sets of one deployment apart: a short hash of the pod template. Pure. */
import { goPrint } from '../types/go-print.js';
import { fnv1a } from './name-hash.js';
import type { PodTemplate } from './pod-objects.js';

/** The label's key. */
export const podTemplateHashLabel = 'pod-template-hash';

/** The hash of a template, as Kubernetes has it; `collisions` gives another one when two templates share theirs. */
export function podTemplateHash(template: PodTemplate, collisions = 0): string {
  const text = Buffer.from(goPrint('core.v1.PodTemplateSpec', template));
  if (collisions === 0) return fnv1a(text);
  // four bytes of eight, as pkg/controller writes it
  const count = Buffer.alloc(8);
  count.writeUInt32LE(collisions);
  return fnv1a(Buffer.concat([text, count]));
}

/** The template without the hash label, as the deployment wrote it. */
export function withoutHash(template: PodTemplate): PodTemplate {
  const { [podTemplateHashLabel]: _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}
