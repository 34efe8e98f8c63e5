import assert from 'node:assert/strict';
import { podPrinter } from '../../../src/kube/tables/pod.js';
import { cellsOf, creationTimestamp, meta } from './cells.js';

const terminated = (more: object) => ({ state: { terminated: more } });
const waiting = (reason?: string) => ({ state: { waiting: reason === undefined ? {} : { reason } } });
const running = { ready: true, state: { running: {} } };
const going = meta({ deletionTimestamp: creationTimestamp });

/** Ready, Status and Restarts. */
const pod = (spec: object, status: object, more: object = {}): unknown[] =>
  cellsOf(
    'Pod',
    { spec: { containers: [{ name: 'a' }, { name: 'b' }], ...spec }, status, ...more },
    'Ready',
    'Status',
    'Restarts',
  );

describe('a pod in a table', () => {
  const gated = [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }];
  const cases: [what: string, status: object, want: unknown[], more?: object][] = [
    ['waits at a gate', { phase: 'Pending', conditions: gated }, ['0/2', 'SchedulingGated', '0']],
    ['waits without a reason', { phase: 'Pending', containerStatuses: [waiting()] }, ['0/2', 'Pending', '0']],
    [
      'runs and is not ready',
      { phase: 'Running', containerStatuses: [{ ...running, ready: false }] },
      ['0/2', 'Running', '0'],
    ],
    [
      'is ready and does not run',
      { phase: 'Running', containerStatuses: [{ ready: true, state: {} }] },
      ['0/2', 'Running', '0'],
    ],
    ['ended without a code', { phase: 'Failed', containerStatuses: [terminated({})] }, ['0/2', 'ExitCode:0', '0']],
    [
      'has a container that is done and one that runs, and is not ready',
      { phase: 'Running', containerStatuses: [terminated({ exitCode: 0, reason: 'Completed' }), running] },
      ['1/2', 'NotReady', '0'],
    ],
    [
      'has the fault of the first container, whichever ended last',
      { phase: 'Running', containerStatuses: [waiting('ErrImagePull'), waiting('CrashLoopBackOff')] },
      ['0/2', 'ErrImagePull', '0'],
    ],
    [
      'was restarted at a time that is not known',
      { phase: 'Running', containerStatuses: [{ ...running, restartCount: 3, lastState: { terminated: {} } }] },
      ['1/2', 'Running', '3'],
    ],
    [
      'was restarted, the last time in any container',
      {
        phase: 'Running',
        containerStatuses: [
          { ...running, restartCount: 1, lastState: { terminated: { finishedAt: '2026-01-02T03:03:55Z' } } },
          { ...running, restartCount: 2, lastState: { terminated: { finishedAt: '2026-01-02T03:00:05Z' } } },
        ],
      },
      ['2/2', 'Running', '3 (10s ago)'],
    ],
    [
      'has ended once, and was not restarted',
      {
        phase: 'Running',
        containerStatuses: [{ ...running, lastState: { terminated: { finishedAt: '2026-01-02T03:03:55Z' } } }],
      },
      ['1/2', 'Running', '0'],
    ],
    ['is deleted', { phase: 'Pending' }, ['0/2', 'Terminating', '0'], going],
    ['is deleted and was done', { phase: 'Succeeded' }, ['0/2', 'Succeeded', '0'], going],
    ['is deleted and had failed', { phase: 'Failed', reason: 'Evicted' }, ['0/2', 'Evicted', '0'], going],
    ['is deleted on a node that is lost', { phase: 'Running', reason: 'NodeLost' }, ['0/2', 'Unknown', '0'], going],
  ];
  for (const [what, status, want, more] of cases) it(what, () => assert.deepEqual(pod({}, status, more), want));

  describe('while it is made ready', () => {
    const initContainers = [{ name: 'i' }, { name: 'j' }];
    const initial = (initContainerStatuses: object[], more: object = {}, spec: object = { initContainers }) =>
      pod(spec, { phase: 'Pending', initContainerStatuses, ...more });
    const first = (state: object) => [{ name: 'i', restartCount: 1, ...state }];

    it('says why its first init container that is not done does not end', () => {
      assert.deepEqual(initial(first(waiting('ErrImagePull'))), ['0/2', 'Init:ErrImagePull', '1']);
      assert.deepEqual(initial(first(waiting())), ['0/2', 'Init:0/2', '1']);
      assert.deepEqual(initial(first(terminated({ exitCode: 2 }))), ['0/2', 'Init:ExitCode:2', '1']);
      assert.deepEqual(initial(first(terminated({ exitCode: 137, signal: 9 }))), ['0/2', 'Init:Signal:9', '1']);
    });

    it('counts no restarts of init containers that are done', () => {
      const done = first(terminated({ exitCode: 0 }));
      assert.deepEqual(initial(done, { containerStatuses: [running] }), ['1/2', 'Pending', '0']);
    });

    it('shows its containers where its condition says that it is initialized', () => {
      const conditions = [{ type: 'Initialized', status: 'True' }];
      assert.deepEqual(initial(first(waiting()), { conditions, containerStatuses: [running] }), [
        '1/2',
        'Init:0/2',
        '0',
      ]);
      assert.deepEqual(
        initial(first(waiting()), { conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [running] }),
        [...['0/2', 'Init:0/2', '1']],
      );
    });

    it('waits for a sidecar until that has started', () => {
      const spec = { initContainers: [{ name: 'i', restartPolicy: 'Always' }, { name: 'j' }] };
      const side = (more: object) => [{ name: 'i', restartCount: 0, ...running, ...more }];
      assert.deepEqual(initial(side({ started: true })), ['0/2', 'Init:0/2', '0']);
      assert.deepEqual(initial(side({ started: false }), {}, spec), ['0/3', 'Init:0/2', '0']);
      assert.deepEqual(initial(side({ started: true, ready: false }), {}, spec), ['0/3', 'Pending', '0']);
      assert.deepEqual(initial(side({ started: true }), {}, spec), ['1/3', 'Pending', '0']);
    });
  });

  it('is somewhere, or is to be', () => {
    const places = (spec: object, status: object) =>
      cellsOf('Pod', { spec, status }, 'IP', 'Node', 'Nominated Node', 'Readiness Gates');
    assert.deepEqual(places({}, {}), ['<none>', '<none>', '<none>', '<none>']);
    const gates = { readinessGates: [{ conditionType: 'a' }, { conditionType: 'b' }] };
    const conditions = [
      { type: 'a', status: 'True' },
      { type: 'b', status: 'False' },
      { type: 'c', status: 'True' },
    ];
    assert.deepEqual(places({ nodeName: 'n1', ...gates }, { podIP: '10.1.0.1', nominatedNodeName: 'n2', conditions }), [
      ...['10.1.0.1', 'n1', 'n2', '1/2'],
    ]);
    assert.deepEqual(places({}, { podIPs: [{ ip: '10.1.0.2' }, { ip: 'fd00::2' }], podIP: '10.1.0.2' })[0], '10.1.0.2');
  });

  it('has a row that says that it has ended', () => {
    const ended = (phase: string) =>
      podPrinter.conditions?.({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, status: { phase } });
    const condition = { type: 'Completed', status: 'True', reason: 'Failed', message: 'The pod failed.' };
    assert.deepEqual(ended('Failed'), [condition]);
    assert.equal(ended('Pending'), undefined);
  });
});

describe('the status of a pod in a table', () => {
  const spec = { containers: [{ name: 'a' }, { name: 'b' }], nodeName: 'n1' };
  const running = (name: string, more: object = {}) => ({
    name,
    ready: true,
    restartCount: 0,
    state: { running: {} },
    ...more,
  });
  const pod = (status: object, more: object = {}): unknown[] => cellsOf('Pod', { spec, status, ...more }).slice(1, 4);

  const cases: [string, object, unknown[]][] = [
    ['waiting for a node', { phase: 'Pending' }, ['0/2', 'Pending', '0']],
    ['running', { phase: 'Running', containerStatuses: [running('a'), running('b')] }, ['2/2', 'Running', '0']],
    [
      'being made',
      {
        phase: 'Pending',
        containerStatuses: [
          running('a'),
          { name: 'b', restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } },
        ],
      },
      ['1/2', 'ContainerCreating', '0'],
    ],
    [
      'restarted',
      {
        phase: 'Running',
        containerStatuses: [
          running('a', { restartCount: 2, lastState: { terminated: { finishedAt: '2026-01-02T03:03:05Z' } } }),
          running('b'),
        ],
      },
      ['2/2', 'Running', '2 (60s ago)'],
    ],
    [
      'crashing',
      {
        phase: 'Running',
        containerStatuses: [
          running('a'),
          { name: 'b', restartCount: 5, state: { waiting: { reason: 'CrashLoopBackOff' } } },
        ],
      },
      ['1/2', 'CrashLoopBackOff', '5'],
    ],
    [
      'done',
      {
        phase: 'Succeeded',
        containerStatuses: [
          { name: 'a', restartCount: 0, state: { terminated: { exitCode: 0, reason: 'Completed' } } },
        ],
      },
      ['0/2', 'Completed', '0'],
    ],
    [
      'one done, one running',
      {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [
          { name: 'a', restartCount: 0, state: { terminated: { exitCode: 0, reason: 'Completed' } } },
          running('b'),
        ],
      },
      ['1/2', 'Running', '0'],
    ],
    [
      'ended with a code, without a reason',
      { phase: 'Failed', containerStatuses: [{ name: 'a', restartCount: 0, state: { terminated: { exitCode: 3 } } }] },
      ['0/2', 'ExitCode:3', '0'],
    ],
    [
      'ended by a signal',
      {
        phase: 'Failed',
        containerStatuses: [{ name: 'a', restartCount: 0, state: { terminated: { exitCode: 137, signal: 9 } } }],
      },
      ['0/2', 'Signal:9', '0'],
    ],
    ['evicted', { phase: 'Failed', reason: 'Evicted' }, ['0/2', 'Evicted', '0']],
  ];
  for (const [name, status, want] of cases) it(name, () => assert.deepEqual(pod(status), want));

  it('with sidecars, whose restarts count as those of containers do', () => {
    const ended = (finishedAt: string) => ({ restartCount: 1, lastState: { terminated: { finishedAt } } });
    const spec = { containers: [{}], initContainers: [{ name: 'once' }, { name: 'side', restartPolicy: 'Always' }] };
    const once = { name: 'once', state: { terminated: { exitCode: 0 } }, ...ended('2026-01-02T03:04:00Z') };
    const side = { name: 'side', started: true, ready: true, state: { running: {} }, ...ended('2026-01-02T03:03:05Z') };
    const containerStatuses = [{ name: 'c', ready: true, restartCount: 0, state: { running: {} } }];
    const status = { phase: 'Running', initContainerStatuses: [once, side], containerStatuses };
    assert.deepEqual(cellsOf('Pod', { spec, status }).slice(1, 4), ['2/2', 'Running', '1 (60s ago)']);
  });

  it('with init containers', () => {
    const initSpec = { spec: { ...spec, initContainers: [{ name: 'i' }, { name: 'j' }] } };
    const init = (...initContainerStatuses: object[]) => pod({ phase: 'Pending', initContainerStatuses }, initSpec);
    const done = { name: 'i', restartCount: 0, state: { terminated: { exitCode: 0 } } };
    assert.deepEqual(init({ name: 'i', restartCount: 0, state: { running: {} } }), ['0/2', 'Init:0/2', '0']);
    assert.deepEqual(init(done, { name: 'j', restartCount: 1, state: { waiting: { reason: 'PodInitializing' } } }), [
      '0/2',
      'Init:1/2',
      '1',
    ]);
    assert.deepEqual(init({ name: 'i', restartCount: 0, state: { terminated: { exitCode: 1, reason: 'Error' } } }), [
      '0/2',
      'Init:Error',
      '0',
    ]);
  });

  it('being deleted', () => {
    const metadata = { name: 'x', creationTimestamp, deletionTimestamp: creationTimestamp };
    assert.deepEqual(pod({ phase: 'Running', containerStatuses: [running('a')] }, { metadata }), [
      '1/2',
      'Terminating',
      '0',
    ]);
  });

  it('wide: where it is', () => {
    assert.deepEqual(cellsOf('Pod', { spec, status: { podIPs: [{ ip: '10.1.1.1' }] } }).slice(5), [
      ...['10.1.1.1', 'n1', '<none>', '<none>'],
    ]);
  });
});
