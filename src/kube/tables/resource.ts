/** The tables of kinds of resource.k8s.io. */

import { fields, list, text } from '../fields.js';
import { type Printer, printerOf, shown, shownAge, shownName } from './printer.js';

/** The table of DeviceClasses. */
export const deviceClassPrinter: Printer = printerOf(shownName, shownAge);

/** The table of ResourceClaimTemplates. */
export const resourceClaimTemplatePrinter: Printer = printerOf(shownName, shownAge);

/** The table of ResourceClaims. */
export const resourceClaimPrinter: Printer = printerOf(
  shownName,
  shown('State', 'Whether it has a device.', ({ metadata, status }) => {
    const { allocation, reservedFor } = fields(status);
    const deleted = metadata.deletionTimestamp ? ['deleted'] : [];
    if (allocation === undefined) return deleted[0] ?? 'pending';
    return [...deleted, 'allocated', ...(list(reservedFor).length > 0 ? ['reserved'] : [])].join(',');
  }),
  shownAge,
);

/** The table of ResourceSlices. */
export const resourceSlicePrinter: Printer = printerOf(
  shownName,
  shown('Node', 'Where the devices are.', ({ spec }) => text(fields(spec).nodeName)),
  shown('Driver', 'Who knows them.', ({ spec }) => text(fields(spec).driver)),
  shown('Pool', 'The pool that they are in.', ({ spec }) => text(fields(fields(spec).pool).name)),
  shownAge,
);
