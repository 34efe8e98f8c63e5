/** What is said of a value that a strategic merge patch has made and that does not fit; the sentences are Go's. */
import assert from 'node:assert/strict';
import { schemaOf } from '../../../src/cluster/types/api-types.js';
import { unstructuredFault } from '../../../src/cluster/wire/unstructured-fault.js';

const pod = schemaOf({ group: '', version: 'v1', kind: 'Pod' }) ?? assert.fail();
const container = (fields: object) => ({ spec: { containers: [fields] } });

const faults: [value: Record<string, unknown>, fault: string | undefined][] = [
  [{ metadata: { name: 'x', labels: null } }, undefined],
  [{ metadata: 'x' }, 'cannot restore struct from: string'],
  [{ metadata: { labels: ['x'] } }, 'cannot restore map from slice'],
  [{ metadata: { finalizers: {} } }, 'cannot restore slice from map'],
  [container({ image: 1 }), 'cannot convert int64 to string'],
  [container({ imagePullPolicy: 1 }), 'cannot convert int64 to v1.PullPolicy'],
  [container({ image: true }), 'unrecognized type: string'],
  [container({ image: 1.5 }), 'unrecognized type: string'],
  [container({ tty: 'yes' }), 'unrecognized type: bool'],
  [container({ ports: [{ containerPort: '80' }] }), 'unrecognized type: int32'],
  [container({ ports: [{ containerPort: 1.5 }] }), 'cannot convert float64 to int32'],
  [
    container({ livenessProbe: { httpGet: { port: true } } }),
    'json: cannot unmarshal bool into Go value of type int32',
  ],
  [{ metadata: { creationTimestamp: 5 } }, 'json: cannot unmarshal number into Go value of type string'],
  [container({ resources: { limits: { cpu: '1K' } } }), "unable to parse quantity's suffix"],
];

describe('unstructuredFault', () => {
  for (const [value, fault] of faults) {
    it(JSON.stringify(value), () => assert.equal(unstructuredFault(value, pod), fault));
  }
});
