import assert from 'node:assert/strict';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';
import {
  isHeadless,
  isSelecting,
  type Service,
  slicesOf,
  subsetsOf,
} from '../../../src/cluster/controllers/service-endpoints.js';

const service = (spec: Partial<Service['spec']> = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', uid: '1', namespace: 'shop' },
  spec: { clusterIP: '10.96.0.9', selector: { app: 'web' }, ports: [{ port: 80 }], ...spec },
});

interface PodFacts {
  ready?: boolean;
  phase?: string;
  ip?: string;
  labels?: Record<string, string>;
  namespace?: string;
  ending?: boolean;
  port?: number;
  spec?: Partial<Pod['spec']>;
}

const pod = (name: string, facts: PodFacts = {}): Pod => {
  const {
    ready = true,
    phase = 'Running',
    ip = `10.244.0.${name}`,
    labels = { app: 'web' },
    namespace = 'shop',
  } = facts;
  const ports = facts.port === undefined ? [] : [{ name: 'http', containerPort: facts.port }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: name,
      labels,
      ...(facts.ending ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: { nodeName: 'kubelab', containers: [{ name: 'c', ports }], ...facts.spec },
    status: { phase, podIP: ip, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  };
};

const nodeNamed = (name: string, labels = {}) =>
  [name, { apiVersion: 'v1', kind: 'Node', metadata: { name, uid: name, labels } }] as const;
const nodes = new Map([
  nodeNamed('kubelab'),
  nodeNamed('far', { 'topology.kubernetes.io/zone': 'north-1', 'topology.kubernetes.io/region': 'north' }),
]);
const contentOf = (of: Service, pods: Pod[]) => slicesOf(of, pods, (name) => nodes.get(name));

/** `name:port` of each pod in the subsets, those that are not ready behind a bar. */
const told = (of: Service, pods: Pod[]): string =>
  subsetsOf(of, pods)
    .map(({ addresses = [], notReadyAddresses = [], ports = [] }) => {
      const names = (list: typeof addresses): string => list.map(({ targetRef }) => targetRef.name).join();
      return `${names(addresses)}|${names(notReadyAddresses)} ${ports.map(({ port }) => port).join()}`;
    })
    .join('; ');

/** `name+` for an endpoint that is ready, `name~` for one that serves until its end, `name-` for others. */
const sliced = (of: Service, pods: Pod[]): string =>
  contentOf(of, pods)
    .map(({ endpoints, ports }) => {
      const one = (e: (typeof endpoints)[number]): string =>
        `${e.targetRef.name}${e.conditions.ready ? '+' : e.conditions.serving && e.conditions.terminating ? '~' : '-'}`;
      return `${endpoints.map(one).join()} ${ports.map(({ port }) => port).join()}`;
    })
    .join('; ');

const cases: [what: string, of: Service, pods: Pod[], subsets: string, slices: string][] = [
  ['nobody', service(), [], '', ' '],
  ['pods by their addresses', service(), [pod('2'), pod('1')], '1,2| 80', '1+,2+ 80'],
  ['a pod that is not ready', service(), [pod('1'), pod('2', { ready: false })], '1|2 80', '1+,2- 80'],
  ['only pods that are not ready', service(), [pod('2', { ready: false })], '|2 80', '2- 80'],
  ['a pod that is ending', service(), [pod('1'), pod('2', { ending: true })], '1| 80', '1+,2~ 80'],
  [
    'all, when the service wants them before they are ready',
    service({ publishNotReadyAddresses: true }),
    [pod('1', { ready: false }), pod('2', { ending: true })],
    '1,2| 80',
    '1+,2+ 80',
  ],
  [
    'no pod that is over, without an address, of another namespace or without the labels',
    service(),
    [
      pod('1', { phase: 'Succeeded' }),
      pod('2', { phase: 'Failed' }),
      pod('3', { ip: '' }),
      pod('4', { namespace: 'other' }),
      pod('5', { labels: { app: 'db' } }),
    ],
    '',
    ' ',
  ],
  ['the port of the pod', service({ ports: [{ port: 80, targetPort: 8080 }] }), [pod('1')], '1| 8080', '1+ 8080'],
  [
    'pods that have a name on different ports',
    service({ ports: [{ port: 80, targetPort: 'http' }] }),
    [pod('1', { port: 8080 }), pod('2', { port: 9090 }), pod('3', { port: 8080 })],
    '1,3| 8080; 2| 9090',
    '1+,3+ 8080; 2+ 9090',
  ],
  ['a pod that has no port of the name', service({ ports: [{ port: 80, targetPort: 'http' }] }), [pod('1')], '', '1+ '],
  [
    'a name with another protocol',
    service({ ports: [{ port: 53, targetPort: 'http', protocol: 'UDP' }] }),
    [pod('1', { port: 53 })],
    '',
    '1+ ',
  ],
  ['a headless service without ports', service({ clusterIP: 'None', ports: [] }), [pod('1')], '1| ', '1+ '],
];

describe('a service', () => {
  it('is headless without an address of its own', () => {
    const { clusterIP: _, ...spec } = service().spec;
    assert.equal(isHeadless(service()), false);
    assert.deepEqual([isHeadless(service({ clusterIP: 'None' })), isHeadless({ ...service(), spec })], [true, true]);
  });
});

describe('the pods behind a service', () => {
  for (const [what, of, pods, subsets, slices] of cases) {
    it(what, () => {
      assert.equal(told(of, pods), subsets);
      assert.equal(sliced(of, pods), slices);
    });
  }

  it('have their host name when they are of the service’s domain', () => {
    const hosts = (subdomain: string): unknown =>
      contentOf(service(), [pod('1', { spec: { hostname: 'first', subdomain } })])[0]?.endpoints[0]?.hostname;
    assert.equal(hosts('web'), 'first');
    assert.equal(hosts('other'), undefined);
    const [only] = contentOf(service(), [pod('1', { spec: { subdomain: 'web' } })])[0]?.endpoints ?? [];
    assert.equal(only && 'hostname' in only, false);
  });

  it('are told with their nodes, what they are, and the names of their ports', () => {
    const of = service({
      ports: [
        { name: 'web', port: 80, targetPort: 'http', appProtocol: 'http' },
        { name: 'dns', port: 53, targetPort: 'dns', protocol: 'UDP' },
      ],
    });
    const containers = [
      { name: 'side' },
      {
        name: 'c',
        ports: [
          { name: 'other', containerPort: 1 },
          { name: 'http', containerPort: 8080 },
          { name: 'dns', containerPort: 54 },
          { name: 'dns', containerPort: 53, protocol: 'UDP' },
        ],
      },
    ];
    const ports = [
      { name: 'web', port: 8080, protocol: 'TCP', appProtocol: 'http' },
      { name: 'dns', port: 53, protocol: 'UDP' },
    ];
    const targetRef = { kind: 'Pod', namespace: 'shop', name: '1', uid: '1' };
    const pods = [pod('1', { spec: { containers } })];
    const where = { nodeName: 'kubelab', targetRef };
    const conditions = { ready: true, serving: true, terminating: false };
    assert.deepEqual(contentOf(of, pods), [
      { ports, endpoints: [{ addresses: ['10.244.0.1'], conditions, ...where }] },
    ]);
    assert.deepEqual(subsetsOf(of, pods), [{ addresses: [{ ip: '10.244.0.1', ...where }], ports }]);
    const [nameless] = subsetsOf(service(), [pod('1', { spec: { nodeName: '' } })]);
    assert.deepEqual(nameless, {
      addresses: [{ ip: '10.244.0.1', targetRef }],
      ports: [{ port: 80, protocol: 'TCP' }],
    });
  });

  it('share the ports that the same pods have', () => {
    const of = service({
      ports: [
        { name: 'web', port: 80, targetPort: 'http' },
        { name: 'a', port: 1 },
        { name: 'b', port: 2 },
      ],
    });
    const pods = [pod('1', { port: 8080 }), pod('2'), pod('3', { port: 8080, ready: false })];
    assert.equal(told(of, pods), '1|3 8080; 1,2|3 1,2');
    assert.equal(sliced(of, pods), '1+,3- 8080,1,2; 2+ 1,2');
  });

  it('are told with the zone of their node, and are left out without one, unless they are wanted early', () => {
    const on = (nodeName: string) => pod('1', { spec: { nodeName } });
    const zoneOf = (nodeName: string) => contentOf(service(), [on(nodeName)])[0]?.endpoints.map(({ zone }) => zone);
    assert.deepEqual([zoneOf('far'), zoneOf('kubelab'), zoneOf('gone')], [['north-1'], [undefined], []]);
    const early = contentOf(service({ publishNotReadyAddresses: true }), [on('gone')]);
    assert.deepEqual(
      early[0]?.endpoints.map(({ nodeName }) => nodeName),
      ['gone'],
    );
    assert.equal(told(service(), [on('gone')]), '1| 80');
  });

  it('have every label that the service selects, an address, and need no other fact', () => {
    const both = service({ selector: { app: 'web', tier: 'front' } });
    const front = pod('2', { labels: { app: 'web', tier: 'front' } });
    assert.equal(sliced(both, [pod('1'), front]), '2+ 80');
    const { status: _, ...unseen } = pod('3');
    const { labels: __, ...bare } = pod('4').metadata;
    assert.equal(sliced(service(), [unseen, { ...pod('4'), metadata: bare }]), ' ');
    const { ports: ___, ...portless } = service().spec;
    assert.equal(sliced({ ...service(), spec: portless }, [pod('1')]), '1+ ');
  });

  it('are not those of a service without a selector, or of a name outside', () => {
    assert.equal(isSelecting(service()), true);
    assert.equal(isSelecting(service({ selector: {} })), false);
    const { selector: _, ...spec } = service().spec;
    assert.equal(isSelecting({ ...service(), spec }), false);
    assert.equal(isSelecting(service({ type: 'ExternalName' })), false);
  });
});
