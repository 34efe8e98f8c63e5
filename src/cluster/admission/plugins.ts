/** The admission plug-ins of this server, in the order in which they are asked. */
import type { Admission, AdmissionReads, Authorize } from './admission.js';
import { certificateRequests } from './certificate-requests.js';
import { defaultIngressClass, defaultStorageClass } from './default-classes.js';
import { defaultTolerations } from './default-tolerations.js';
import { limitDefaults, limitRanger } from './limit-ranger.js';
import { mutatingPolicies } from './mutating-policies.js';
import { namespaceLifecycle } from './namespace-lifecycle.js';
import { nodeRestriction } from './node-restriction.js';
import { nodeTaint } from './node-taint.js';
import { podSecurity } from './pod-security/pod-security.js';
import { podTopologyLabels } from './pod-topology-labels.js';
import { oneDefaultPriority, priority } from './priority.js';
import { type QuotaStore, resourceQuota } from './resource-quota.js';
import { runtimeClass, runtimeOverhead } from './runtime-class.js';
import { ephemeralSecrets, serviceAccount } from './service-account.js';
import { claimResize, storageProtection } from './storage.js';
import { validatingPolicies } from './validating-policies.js';
import { webhooks } from './webhooks.js';

/** The inputs of the plug-ins. */
export interface AdmissionOptions {
  reads: AdmissionReads;
  quotas: QuotaStore;
  authorize: Authorize;
  randomSuffix(length: number): string;
}

/** All plug-ins. */
export function createAdmission({ reads, quotas, authorize, randomSuffix }: AdmissionOptions): Admission {
  return {
    mutating: [
      namespaceLifecycle(reads),
      limitDefaults(reads),
      serviceAccount(reads, randomSuffix),
      nodeRestriction(reads, authorize),
      nodeTaint,
      priority(reads),
      defaultTolerations,
      defaultStorageClass(reads),
      storageProtection,
      runtimeClass(reads),
      defaultIngressClass(reads),
      podTopologyLabels(reads),
      mutatingPolicies(reads, authorize),
      webhooks(reads, 'mutating'),
    ],
    validating: [
      limitRanger(reads),
      ephemeralSecrets(reads),
      podSecurity(reads),
      oneDefaultPriority(reads),
      runtimeOverhead(reads),
      claimResize(reads),
      certificateRequests(authorize),
      validatingPolicies(reads, authorize),
      webhooks(reads, 'validating'),
      resourceQuota(quotas),
    ],
  };
}
