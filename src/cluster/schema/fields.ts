/** Which fields a field selector may name, kind by kind, and how each is read (AddFieldLabelConversion of each API group). */
import type { GroupVersionKind, KubeObject } from '../../kube/object.js';
import { fields } from './access.js';

type Reader = (object: KubeObject) => string;

const at =
  (...path: string[]): Reader =>
  (object) => {
    let value: unknown = object;
    for (const key of path) value = fields(value)[key];
    return value === undefined || value === null ? '' : String(value);
  };

const name: [string, Reader] = ['metadata.name', at('metadata', 'name')];
const namespace: [string, Reader] = ['metadata.namespace', at('metadata', 'namespace')];
/** A field whose label is its path. */
const plain = (path: string): [string, Reader] => [path, at(...path.split('.'))];

const extra: Record<string, [string, Reader][]> = {
  Pod: [
    plain('spec.nodeName'),
    plain('spec.restartPolicy'),
    plain('spec.schedulerName'),
    plain('spec.serviceAccountName'),
    ['spec.hostNetwork', (pod) => String(fields(pod.spec).hostNetwork === true)],
    plain('status.phase'),
    plain('status.podIP'),
    ['status.podIPs', at('status', 'podIP')],
    plain('status.nominatedNodeName'),
  ],
  Node: [['spec.unschedulable', (node) => String(fields(node.spec).unschedulable === true)]],
  Namespace: [plain('status.phase')],
  Secret: [plain('type')],
  Service: [plain('spec.clusterIP'), plain('spec.type')],
  ReplicaSet: [['status.replicas', (set) => String(fields(set.status).replicas ?? 0)]],
  CertificateSigningRequest: [plain('spec.signerName')],
};

const coreEvent: [string, Reader][] = [
  ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map((field) =>
    plain(`involvedObject.${field}`),
  ),
  plain('reason'),
  plain('reportingComponent'),
  ['source', (event) => at('source', 'component')(event) || at('reportingComponent')(event)],
  plain('type'),
];

const newEvent: [string, Reader][] = [
  ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map((field) =>
    plain(`regarding.${field}`),
  ),
  plain('reason'),
  plain('reportingController'),
  plain('type'),
];

/** Kinds with fields of their own that stand in no namespace: those without name it all the same. */
const withoutNamespace = new Set(['Node', 'Namespace', 'CertificateSigningRequest']);

/** Field labels with the function that reads the value (a string, empty when it is not set). */
export function selectableFields(kind: GroupVersionKind): ReadonlyMap<string, Reader> {
  const own = kind.kind === 'Event' ? (kind.group === '' ? coreEvent : newEvent) : (extra[kind.kind] ?? []);
  return new Map(withoutNamespace.has(kind.kind) ? [name, ...own] : [name, namespace, ...own]);
}
