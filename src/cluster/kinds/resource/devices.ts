/** resource.k8s.io: devices and the claims on them. No device is given out; objects are only stored. */
import {
  deviceClassPrinter,
  resourceClaimPrinter,
  resourceClaimTemplatePrinter,
  resourceSlicePrinter,
} from '../../../kube/tables/resource.js';
import type { KindDefinition } from '../definition.js';
import { hasNewSpec } from '../prepare-fields.js';

/** The definition of DeviceClasses. */
export const deviceClass: KindDefinition = { printer: deviceClassPrinter, isNewGeneration: hasNewSpec };

/** The definition of ResourceClaimTemplates. */
export const resourceClaimTemplate: KindDefinition = { printer: resourceClaimTemplatePrinter, hasFixedSpec: true };

/** The definition of ResourceClaims. */
export const resourceClaim: KindDefinition = {
  printer: resourceClaimPrinter,
  status: { type: 'resource.v1.ResourceClaimStatus' },
};

/** The definition of ResourceSlices. */
export const resourceSlice: KindDefinition = {
  printer: resourceSlicePrinter,
  isNewGeneration: hasNewSpec,
};
