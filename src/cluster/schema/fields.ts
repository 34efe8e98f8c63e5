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

/** Kinds of which Kubernetes lists all fields, in place of {@link common}. */
const own: Record<string, [string, Reader][]> = {
  Pod: [
    name,
    namespace,
    plain('spec.nodeName'),
    plain('spec.restartPolicy'),
    plain('spec.schedulerName'),
    plain('spec.serviceAccountName'),
    ['spec.hostNetwork', (pod) => String(fields(pod.spec).hostNetwork === true)],
    plain('status.phase'),
    plain('status.podIP'),
    // may be asked for, and is not among what a pod is compared by
    ['status.podIPs', () => ''],
    plain('status.nominatedNodeName'),
    ['spec.host', at('spec', 'nodeName')],
  ],
  Node: [name, ['spec.unschedulable', (node) => String(fields(node.spec).unschedulable === true)]],
  Namespace: [name, plain('status.phase')],
  Secret: [name, namespace, plain('type')],
  Service: [name, namespace, plain('spec.clusterIP'), plain('spec.type')],
  CertificateSigningRequest: [name, plain('spec.signerName')],
};

/** What kinds without a list of their own may be asked by. */
const common: readonly [string, Reader][] = [name, namespace];

const eventOf = (object: string): [string, Reader][] => [
  name,
  namespace,
  ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map((field) =>
    plain(`${object}.${field}`),
  ),
  plain('reason'),
  plain('type'),
];

const coreEvent: [string, Reader][] = [
  ...eventOf('involvedObject'),
  plain('reportingComponent'),
  ['source', (event) => at('source', 'component')(event) || at('reportingComponent')(event)],
];

const newEvent: [string, Reader][] = [...eventOf('regarding'), plain('reportingController')];

const known = new Map<string, SelectableFields>();

/** What objects of a kind may be selected by. */
export interface SelectableFields {
  /** Field labels with the function that reads the value (a string, empty when it is not set). */
  readers: ReadonlyMap<string, Reader>;
  /** What is said of a field that is not among them. */
  unknown(field: string): string;
}

/** The fields of a kind. */
export function selectableFields(kind: GroupVersionKind): SelectableFields {
  const key = `${kind.group}/${kind.kind}`;
  let found = known.get(key);
  if (!found) {
    const list = kind.kind === 'Event' ? (kind.group === '' ? coreEvent : newEvent) : own[kind.kind];
    found = {
      readers: new Map(list ?? common),
      unknown: list ? notSupported : notCommon,
    };
    known.set(key, found);
  }
  return found;
}

const notSupported = (field: string): string => `field label not supported: ${field}`;
const notCommon = (field: string): string =>
  `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
