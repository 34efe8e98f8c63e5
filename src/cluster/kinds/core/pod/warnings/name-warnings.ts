/** Warnings about names that are used as DNS labels and are none. */
import { dnsLabelFaults } from '../../../../../kube/names.js';
import type { KubeObject } from '../../../../../kube/object.js';

/** The warnings about the name of an object that is used in `used`. */
export function nameWarnings({ metadata }: KubeObject, used: string): string[] {
  const faults = dnsLabelFaults(metadata.name ?? '');
  if (faults.length === 0) return [];
  const why = `this is used in ${used}, which can result in surprising behavior`;
  return [`metadata.name: ${why}; a DNS label is recommended: [${faults.join(' ')}]`];
}
