/** What admission plug-ins read of a cluster in which there is nothing but what a test says. */
import type { AdmissionReads } from '../../src/cluster/admission/admission.js';

/** Reads that find nothing, except for those that are given. */
export function admissionReads(given: Partial<AdmissionReads> = {}): AdmissionReads {
  return {
    namespace: () => undefined,
    serviceAccount: () => undefined,
    limitRanges: () => [],
    priorityClasses: () => [],
    runtimeClass: () => undefined,
    node: () => undefined,
    pod: () => undefined,
    storageClasses: () => [],
    ingressClasses: () => [],
    service: () => undefined,
    webhooks: () => [],
    policyBindings: () => [],
    policy: () => undefined,
    objectsOf: () => [],
    ...given,
  };
}
