/** resource.k8s.io: devices and the claims on them. No device is given out; objects are only stored. */
import type { KindDefinition } from '../definition.js';
import { hasNewSpec } from '../prepare-fields.js';

/** The definition of DeviceClasses. */
export const deviceClass: KindDefinition = { isNewGeneration: hasNewSpec };

/** The definition of ResourceClaimTemplates. */
export const resourceClaimTemplate: KindDefinition = { hasFixedSpec: true };

/** The definition of ResourceClaims. */
export const resourceClaim: KindDefinition = {
  status: { type: 'resource.v1.ResourceClaimStatus' },
};

/** The definition of ResourceSlices. */
export const resourceSlice: KindDefinition = {
  isNewGeneration: hasNewSpec,
};
