/** resource.k8s.io: devices and the claims on them. No device is given out here; the objects are there. */
import { fields, list, text } from '../../../kube/fields.js';
import type { KindDefinition } from '../definition.js';
import { hasNewSpec } from '../prepare-fields.js';
import { printerOf, shown, shownAge, shownName } from '../printer.js';

/** What the server knows of DeviceClass. */
export const deviceClass: KindDefinition = { printer: printerOf(shownName, shownAge), isNewGeneration: hasNewSpec };

/** What the server knows of ResourceClaimTemplate. */
export const resourceClaimTemplate: KindDefinition = { printer: printerOf(shownName, shownAge), hasFixedSpec: true };

/** What the server knows of ResourceClaim. */
export const resourceClaim: KindDefinition = {
  printer: printerOf(
    shownName,
    shown('State', 'Whether it has a device.', ({ metadata, status }) => {
      const { allocation, reservedFor } = fields(status);
      const states = [
        ...(metadata.deletionTimestamp ? ['deleted'] : []),
        ...(allocation === undefined ? ['pending'] : ['allocated']),
        ...(list(reservedFor).length > 0 ? ['reserved'] : []),
      ];
      return states.join(',');
    }),
    shownAge,
  ),
  status: { type: 'resource.v1.ResourceClaimStatus' },
};

/** What the server knows of ResourceSlice. */
export const resourceSlice: KindDefinition = {
  printer: printerOf(
    shownName,
    shown('Node', 'Where the devices are.', ({ spec }) => text(fields(spec).nodeName)),
    shown('Driver', 'Who knows them.', ({ spec }) => text(fields(spec).driver)),
    shown('Pool', 'The pool that they are in.', ({ spec }) => text(fields(fields(spec).pool).name)),
    shownAge,
  ),
  isNewGeneration: hasNewSpec,
};
