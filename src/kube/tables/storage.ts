/** The tables of volumes, their claims and their classes. */

import { fields, list, text, textMap, texts } from '../fields.js';
import type { KubeObject } from '../object.js';
import { storageClassOf } from '../storage-class.js';
import { classNamed, type Printer, printerOf, type ShownColumn, shown, shownAge, shownName, unset } from './printer.js';

const isBound = ({ spec }: KubeObject): boolean => text(fields(spec).volumeName) !== '';

/** The access modes with their short forms. */
export const accessModes: Record<string, string> = {
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOnce: 'RWO',
  ReadWriteOncePod: 'RWOP',
};

const order = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

/** `RWO,ROX`. */
const formatModes = (modes: unknown): string =>
  order
    .filter((mode) => texts(modes).includes(mode))
    .map((mode) => accessModes[mode])
    .join(',');

/** The columns of the classes, of which the first can be named by an annotation of older versions. */
const classColumns: readonly ShownColumn[] = [
  shown('StorageClass', 'The class that it is of.', storageClassOf),
  shown('VolumeAttributesClass', 'The class of its attributes.', ({ spec }) => {
    return text(fields(spec).volumeAttributesClassName) || unset;
  }),
];

/** The column that says how its data are seen. */
const modeColumn: ShownColumn = shown(
  'VolumeMode',
  'As a file system, or as a block device.',
  ({ spec }) => text(fields(spec).volumeMode) || unset,
  { wide: true },
);

/** The phase of a volume or claim; one that is going says so. */
const phaseOf = ({ metadata, status }: KubeObject): string =>
  metadata.deletionTimestamp ? 'Terminating' : text(fields(status).phase);

const flag = (name: string, field: string) =>
  shown(name, `The field ${field}.`, ({ spec }) => fields(spec)[field] ?? false, { type: 'boolean' });

/** The table of PersistentVolumeClaims. */
export const persistentVolumeClaimPrinter: Printer = printerOf(
  shownName,
  shown('Status', 'Whether it has a volume.', phaseOf),
  shown('Volume', 'The volume.', ({ spec }) => text(fields(spec).volumeName)),
  shown('Capacity', 'How much the volume holds.', (claim) => {
    return isBound(claim) ? (textMap(fields(claim.status).capacity).storage ?? '0') : '';
  }),
  shown('Access Modes', 'Who may use it at once.', (claim) => {
    return isBound(claim) ? formatModes(fields(claim.status).accessModes) : '';
  }),
  ...classColumns,
  shownAge,
  modeColumn,
);

/** The table of PersistentVolumes. */
export const persistentVolumePrinter: Printer = printerOf(
  shownName,
  shown('Capacity', 'How much it holds.', ({ spec }) => textMap(fields(spec).capacity).storage ?? '0'),
  shown('Access Modes', 'Who may use it at once.', ({ spec }) => formatModes(fields(spec).accessModes)),
  shown('Reclaim Policy', 'What becomes of it without its claim.', ({ spec }) => {
    return text(fields(spec).persistentVolumeReclaimPolicy);
  }),
  shown('Status', 'Whether a claim has it.', phaseOf),
  shown('Claim', 'The claim that has it.', ({ spec }) => {
    const { namespace, name } = fields(fields(spec).claimRef);
    return name ? `${text(namespace)}/${text(name)}` : '';
  }),
  ...classColumns,
  shown('Reason', 'Why it is so.', ({ status }) => text(fields(status).reason)),
  shownAge,
  modeColumn,
);

/** The table of CSIDrivers. */
export const csiDriverPrinter: Printer = printerOf(
  shownName,
  flag('AttachRequired', 'attachRequired'),
  flag('PodInfoOnMount', 'podInfoOnMount'),
  flag('StorageCapacity', 'storageCapacity'),
  shown('TokenRequests', 'For whom it wants tokens.', ({ spec }) => {
    const audiences = list(fields(spec).tokenRequests).map(({ audience }) => text(audience));
    return audiences.join(',') || unset;
  }),
  flag('RequiresRepublish', 'requiresRepublish'),
  shown(
    'Modes',
    'How long its volumes live.',
    ({ spec }) => texts(fields(spec).volumeLifecycleModes).join(',') || '<none>',
  ),
  shownAge,
);

/** The table of CSINodes. */
export const csiNodePrinter: Printer = printerOf(
  shownName,
  shown('Drivers', 'How many drivers the node has.', ({ spec }) => list(fields(spec).drivers).length, {
    type: 'integer',
  }),
  shownAge,
);

/** The table of StorageClasses. */
export const storageClassPrinter: Printer = printerOf(
  classNamed('storageclass.kubernetes.io', 'storageclass.beta.kubernetes.io'),
  shown('Provisioner', 'Who makes its volumes.', ({ provisioner }) => provisioner),
  shown('ReclaimPolicy', 'What becomes of a volume without its claim.', ({ reclaimPolicy }) => reclaimPolicy),
  shown('VolumeBindingMode', 'When a claim gets its volume.', ({ volumeBindingMode }) => volumeBindingMode),
  shown('AllowVolumeExpansion', 'Whether its volumes may grow.', (object) => object.allowVolumeExpansion ?? false),
  shownAge,
);

/** The table of VolumeAttachments. */
export const volumeAttachmentPrinter: Printer = printerOf(
  shownName,
  shown('Attacher', 'The driver that attaches the volume.', ({ spec }) => fields(spec).attacher, { format: 'name' }),
  shown('PV', 'The volume.', ({ spec }) => text(fields(fields(spec).source).persistentVolumeName)),
  shown('Node', 'Where it is attached.', ({ spec }) => fields(spec).nodeName),
  shown('Attached', 'Whether it is.', ({ status }) => fields(status).attached ?? false, { type: 'boolean' }),
  shownAge,
);

/** The table of VolumeAttributesClasses. */
export const volumeAttributesClassPrinter: Printer = printerOf(
  classNamed('volumeattributesclass.alpha.kubernetes.io'),
  shown('DriverName', 'The driver that knows these parameters.', ({ driverName }) => driverName),
  shownAge,
);
