/** Event: two groups and one storage. Those of events.k8s.io are the core ones under other field names. */
import { pathSegmentFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import type { KindDefinition, SelectableField } from '../definition.js';
import { at, nameField, namespaceField, plain } from '../field-labels.js';
import { validateEvent, validateNewEvent, validateNewEventUpdate } from './validation.js';

/** The parts of both groups. */
const common: KindDefinition = {
  createOnUpdate: true,
  isReadFromStore: true,
  deletion: { hasNoDependents: true },
};

const about = (object: string): SelectableField[] => [
  nameField,
  namespaceField,
  ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map((field) =>
    plain(`${object}.${field}`),
  ),
  plain('reason'),
  plain('type'),
];

/** The definition of Events of the core group, which leaves all but the namespace to the client. */
export const coreEvent: KindDefinition = {
  ...common,
  selectableFields: [
    ...about('involvedObject'),
    plain('reportingComponent'),
    ['source', (event) => at('source', 'component')(event) || at('reportingComponent')(event)],
  ],
  validation: {
    nameFaults: pathSegmentFaults,
    anyFinalizer: true,
    always: validateEvent,
    // its metadata is looked at when all else is right
    ofNew: (object, metadata) => {
      const faults = validateEvent(object);
      return faults.length ? faults : metadata();
    },
    order: ['always'],
  },
};

/** The definition of Events of events.k8s.io. */
export const event: KindDefinition = {
  ...common,
  selectableFields: [...about('regarding'), plain('reportingController')],
  validation: {
    always: validateEvent,
    ofNew: (object, metadata) => [...validateEvent(object), ...metadata(), ...validateNewEvent(object)],
    update: validateNewEventUpdate,
    order: ['always', 'metadata', 'update'],
  },
  storage: {
    from: (object) => withoutReporter(rename(object, 'events.k8s.io/v1', 0, 1)),
    to: (object) => rename(object, 'v1', 1, 0),
  },
};

/** Core events are written with an empty reporter, which this group leaves out. */
function withoutReporter(object: KubeObject): KubeObject {
  const empty = ['reportingController', 'reportingInstance'].filter((name) => object[name] === '');
  return empty.length === 0
    ? object
    : (Object.fromEntries(Object.entries(object).filter(([name]) => !empty.includes(name))) as KubeObject);
}

/** Core field, field of events.k8s.io. */
const renamed: readonly (readonly [string, string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
];

function rename(object: KubeObject, apiVersion: string, from: 0 | 1, to: 0 | 1): KubeObject {
  const names = new Map(renamed.map((pair) => [pair[from], pair[to]]));
  const fields = Object.entries(object).map(([name, value]) => [names.get(name) ?? name, value]);
  return { ...(Object.fromEntries(fields) as KubeObject), apiVersion };
}
