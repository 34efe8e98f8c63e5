import assert from 'node:assert/strict';
import { waitingReason } from '../../src/request/waiting-reason.js';

const pod = (spec: object, status: object, metadata: object = {}): object => ({ kind: 'Pod', metadata, spec, status });
const onNode = { nodeName: 'node-1' };
const containers = (...list: object[]): object => ({ phase: 'Pending', containerStatuses: list });
const event = (reason: string, message: string, lastTimestamp: string, type = 'Warning'): object => ({
  type,
  reason,
  message,
  lastTimestamp,
  involvedObject: { kind: 'ReplicaSet', name: 'web-1' },
});
const unscheduled = (reason: string, message: string): object => ({
  phase: 'Pending',
  conditions: [{ type: 'PodScheduled', status: 'False', reason, message }],
});

const cases: [string, unknown, object[], string | undefined][] = [
  ['nothing to go by', undefined, [], undefined],
  ['no object', 'text', [], undefined],
  [
    'a pod that runs',
    pod(onNode, { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }),
    [],
    undefined,
  ],
  ['a pod without a status', pod({}, {}), [], 'it has no node, and the scheduler has said nothing of it yet'],
  [
    'a scheduler that is not there',
    pod({ schedulerName: 'mine' }, { phase: 'Pending' }),
    [],
    'it has no node, and the scheduler mine has said nothing of it yet',
  ],
  [
    'a readiness gate',
    pod(onNode, {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'False', message: 'the gate a/b is not passed.' }],
      containerStatuses: [{ name: 'a', state: { running: {} }, ready: true }],
    }),
    [],
    'it runs and is not ready: the gate a/b is not passed',
  ],
  [
    'nothing, of a pod whose init container ended as it should',
    pod(onNode, {
      phase: 'Running',
      initContainerStatuses: [{ name: 'first', state: { terminated: { exitCode: 0, reason: 'Completed' } } }],
      containerStatuses: [{ name: 'a', state: { running: {} }, ready: true }],
    }),
    [],
    undefined,
  ],
  [
    'nothing of pods, of a Deployment without a status',
    { kind: 'Deployment', metadata: {}, spec: { replicas: 2 } },
    [],
    undefined,
  ],
  [
    'a warning of events.k8s.io, which calls its message a note',
    undefined,
    [{ type: 'Warning', reason: 'FailedCreate', note: 'no quota', eventTime: '2026-01-01T00:00:00.000000Z' }],
    'last warning: FailedCreate: no quota',
  ],
  [
    'a warning about nothing that it names',
    undefined,
    [{ type: 'Warning', reason: 'Odd', message: 'who knows', involvedObject: {} }],
    'last warning: Odd: who knows',
  ],
  ['no node', pod({}, unscheduled('Unschedulable', '0/1 nodes.')), [], 'no node takes it: 0/1 nodes'],
  [
    'the same in its events, which is told once',
    pod({}, unscheduled('Unschedulable', '0/1 nodes')),
    [event('FailedScheduling', '0/1 nodes', '2026-01-01T00:00:00Z')],
    'no node takes it: 0/1 nodes',
  ],
  [
    'no node, of which the event tells before the condition does',
    pod({}, { phase: 'Pending' }),
    [event('FailedScheduling', '0/1 nodes. ', '2026-01-01T00:00:00Z')],
    'no node takes it: 0/1 nodes',
  ],
  [
    'no node, and a warning of something else',
    pod({}, { phase: 'Pending' }),
    [{ type: 'Warning', reason: 'Odd', message: 'who knows', involvedObject: {} }],
    'it has no node, and the scheduler has said nothing of it yet; last warning: Odd: who knows',
  ],
  ['a gate', pod({}, unscheduled('SchedulingGated', 'gated')), [], 'no node takes it (a scheduling gate): gated'],
  [
    'an image, and a container that ended',
    pod(
      onNode,
      containers(
        { name: 'a', state: { waiting: { reason: 'ErrImagePull', message: 'not found' } } },
        { name: 'b', state: { terminated: { exitCode: 2, reason: 'Error' } } },
        { name: 'c', state: { running: {} }, ready: true },
      ),
    ),
    [],
    'the container a waits: ErrImagePull: not found; the container b has ended with exit code 2 (Error)',
  ],
  [
    'a volume that cannot be mounted, by its newest event',
    pod(onNode, containers({ name: 'a', state: { waiting: { reason: 'ContainerCreating' } } })),
    [
      event('FailedMount', 'secret "x" not found', '2026-01-01T00:00:02Z'),
      event('Other', 'older', '2026-01-01T00:00:01Z'),
      event('Pulled', 'newer, and no warning', '2026-01-01T00:00:03Z', 'Normal'),
    ],
    'the container a waits: ContainerCreating; last warning: FailedMount: secret "x" not found',
  ],
  [
    'a probe',
    pod(onNode, { phase: 'Running', containerStatuses: [{ name: 'a', state: { running: {} }, ready: false }] }),
    [],
    'the container a runs and is not ready: its readiness probe has not passed',
  ],
  [
    'no word of the kubelet',
    pod(onNode, { phase: 'Pending' }),
    [],
    'the kubelet of node-1 has not reported its containers yet',
  ],
  [
    'an eviction',
    pod(onNode, { phase: 'Failed', reason: 'Evicted', message: 'low' }),
    [],
    'it has failed: Evicted: low',
  ],
  ['an end', pod(onNode, { phase: 'Succeeded' }), [], 'its containers have ended with success'],
  [
    'a finalizer',
    { kind: 'ConfigMap', metadata: { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['a/b', 'c/d'] } },
    [],
    'this ConfigMap is being deleted since 2026-01-01T00:00:00Z, held by its finalizer a/b, c/d',
  ],
  [
    'a quota, as a Deployment tells it',
    {
      kind: 'Deployment',
      spec: { replicas: 2 },
      status: {
        conditions: [
          { type: 'Available', status: 'True' },
          { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota: q' },
        ],
      },
    },
    [],
    'ReplicaFailure is True (FailedCreate: exceeded quota: q); 0 of 2 pods are ready',
  ],
  [
    'a quota, as the maker of a pod tells it that is not there',
    undefined,
    [event('FailedCreate', 'exceeded quota: q', '2026-01-01T00:00:00Z')],
    'last warning (ReplicaSet web-1): FailedCreate: exceeded quota: q',
  ],
  [
    'a namespace that is not empty',
    {
      kind: 'Namespace',
      status: {
        conditions: [
          { type: 'NamespaceDeletionDiscoveryFailure', status: 'False', message: 'all fine' },
          { type: 'NamespaceFinalizersRemaining', status: 'True', reason: 'SomeFinalizersRemain', message: 'a/b in 1' },
        ],
      },
    },
    [],
    'NamespaceFinalizersRemaining is True (SomeFinalizersRemain: a/b in 1)',
  ],
  ['a request', { kind: 'CertificateSigningRequest', status: {} }, [], 'it is neither approved nor denied'],
  [
    'a request that was approved',
    { kind: 'CertificateSigningRequest', status: { conditions: [{ type: 'Approved', status: 'True' }] } },
    [],
    'it is approved and not signed yet',
  ],
  [
    'a request that was denied',
    {
      kind: 'CertificateSigningRequest',
      status: { conditions: [{ type: 'Denied', status: 'True', reason: 'No', message: 'not you' }] },
    },
    [],
    'Denied is True (No: not you)',
  ],
  [
    'nothing, of a request that was signed',
    { kind: 'CertificateSigningRequest', status: { certificate: 'LS0t' } },
    [],
    undefined,
  ],
  [
    'a deletion, of an object that does not say what it is',
    { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } },
    [],
    'this object is being deleted since 2026-01-01T00:00:00Z',
  ],
  [
    'a deletion, of an object whose list of finalizers is empty',
    { kind: 'Secret', metadata: { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: [] } },
    [],
    'this Secret is being deleted since 2026-01-01T00:00:00Z',
  ],
  ['a failure without a word', pod(onNode, { phase: 'Failed' }), [], 'it has failed'],
  ['a failure with a message alone', pod(onNode, { phase: 'Failed', message: 'low' }), [], 'it has failed: low'],
  [
    'containers in the order in which they start, with what they say without its line ends',
    pod(onNode, {
      phase: 'Pending',
      initContainerStatuses: [
        { name: 'first', state: { terminated: { exitCode: 1, reason: 'Error', message: 'no file\n' } } },
        { name: 'second', state: { terminated: { exitCode: 3 } } },
      ],
      containerStatuses: [
        { name: 'a', state: { waiting: { reason: 'PodInitializing', message: ' soon ' } } },
        { name: 'b', state: { waiting: {} } },
        { name: 'c', ready: false },
      ],
    }),
    [],
    'the container first has ended with exit code 1 (Error: no file); the container second has ended with exit code 3; the container a waits: PodInitializing: soon; the container b waits: no reason is given',
  ],
  [
    'conditions with a reason or a message alone, or neither',
    {
      kind: 'Gear',
      status: {
        conditions: [
          { type: 'Ready', status: 'False', reason: 'Broken' },
          { type: 'Oiled', status: 'False', message: 'no oil' },
          { type: 'Turning', status: 'False', reason: '' },
          { type: 'Known', status: 'Unknown' },
          { type: 'Failed', status: 'Unknown' },
        ],
      },
    },
    [],
    'Ready is False (Broken); Oiled is False (no oil); Turning is False',
  ],
  [
    'how many pods are ready, of a ReplicaSet',
    { kind: 'ReplicaSet', spec: { replicas: 3 }, status: { readyReplicas: 1 } },
    [],
    '1 of 3 pods are ready',
  ],
  [
    'nothing, of a ReplicaSet whose pods are all ready',
    { kind: 'ReplicaSet', spec: { replicas: 3 }, status: { readyReplicas: 3 } },
    [],
    undefined,
  ],
  ['nothing of pods, of what has none', { kind: 'Job', spec: {}, status: {} }, [], undefined],
  [
    'the warning that was seen last, whichever field says when',
    undefined,
    [
      'no event',
      null,
      event('ByTimestamp', 'older', '2026-01-01T00:00:00Z'),
      { type: 'Warning', reason: 'InSeries', message: 'again\n', series: { lastObservedTime: '2026-01-03T00:00:00Z' } },
      { type: 'Warning', reason: 'ByEventTime', message: 'old', eventTime: '2026-01-02T00:00:00Z' },
      { type: 'Warning', reason: 'Timeless', message: 'at some time' },
    ] as object[],
    'last warning: InSeries: again',
  ],
  [
    'the warning with a time of its own alone',
    undefined,
    [
      { type: 'Warning', reason: 'ByEventTime', message: 'new', eventTime: '2026-01-02T00:00:00Z' },
      event('ByTimestamp', 'older', '2026-01-01T00:00:00Z'),
    ],
    'last warning: ByEventTime: new',
  ],
  [
    'a warning that the status tells, too, but for its line end',
    pod({}, unscheduled('Unschedulable', '0/1 nodes')),
    [event('FailedScheduling', '0/1 nodes\n', '2026-01-01T00:00:00Z')],
    'no node takes it: 0/1 nodes',
  ],
  [
    'the newest warning that says something, whatever is told beside it',
    undefined,
    [
      event('FailedCreate', 'old', '2026-01-01T00:00:00Z'),
      event('FailedCreate', 'new', '2026-01-02T00:00:00Z'),
      { ...event('FailedCreate', '', '2026-01-03T00:00:00Z'), message: undefined },
      { ...event('Created', 'made', '2026-01-04T00:00:00Z'), type: 'Normal' },
    ],
    'last warning (ReplicaSet web-1): FailedCreate: new',
  ],
];

describe('request/waiting-reason', () => {
  for (const [name, object, events, expected] of cases) {
    it(`T1: says what is waited for: ${name}`, () => assert.equal(waitingReason(object, events), expected));
  }
});
