/** resource.k8s.io: devices and the claims on them. No device is given out here; the objects are there. */
import {
  deviceClassPrinter,
  resourceClaimPrinter,
  resourceClaimTemplatePrinter,
  resourceSlicePrinter,
} from '../../../kube/tables/resource.js';
import type { KindDefinition } from '../definition.js';
import { hasNewSpec } from '../prepare-fields.js';

/** What the server knows of DeviceClass. */
export const deviceClass: KindDefinition = { printer: deviceClassPrinter, isNewGeneration: hasNewSpec };

/** What the server knows of ResourceClaimTemplate. */
export const resourceClaimTemplate: KindDefinition = { printer: resourceClaimTemplatePrinter, hasFixedSpec: true };

/** What the server knows of ResourceClaim. */
export const resourceClaim: KindDefinition = {
  printer: resourceClaimPrinter,
  status: { type: 'resource.v1.ResourceClaimStatus' },
};

/** What the server knows of ResourceSlice. */
export const resourceSlice: KindDefinition = {
  printer: resourceSlicePrinter,
  isNewGeneration: hasNewSpec,
};
