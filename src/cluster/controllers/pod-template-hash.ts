/** The label that tells the replica sets of one deployment apart: a short hash of the pod template. Pure. */
import { canonicalJson } from '../../kube/equal-json.js';
import type { PodTemplate } from './pod-objects.js';

/** The characters of Kubernetes' random and hashed names: no vowels, so no words; no 0, 1 and 3, which look like letters. */
export const safeCharacters = 'bcdfghjklmnpqrstvwxz2456789';

/** The label's key. */
export const podTemplateHashLabel = 'pod-template-hash';

/** The hash of a template; `collisions` gives another one when two templates share theirs. */
export function podTemplateHash(template: PodTemplate, collisions = 0): string {
  // FNV-1a, 32 bits, over the template's JSON
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(canonicalJson(template) + (collisions ? ` ${collisions}` : ''))) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return [...String(hash)].map((digit) => safeCharacters[digit.charCodeAt(0) % safeCharacters.length]).join('');
}

/** The template without the hash label, as the deployment wrote it. */
export function withoutHash(template: PodTemplate): PodTemplate {
  const { [podTemplateHashLabel]: _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}
