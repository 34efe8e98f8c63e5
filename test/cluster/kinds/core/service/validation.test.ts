/** The rules for services. */
import assert from 'node:assert/strict';
import { faultsOf, updateFaultsOf } from '../../faults.js';

const ports = [{ port: 80 }];
const of = (spec: object): string[] => faultsOf('Service', { spec: { ports, ...spec } });

describe('validateService', () => {
  it('takes the simplest there is, one without ports when it is headless, and a name elsewhere', () => {
    assert.deepEqual(of({}), []);
    assert.deepEqual(of({ ports: [], clusterIP: 'None', clusterIPs: ['None'] }), []);
    assert.deepEqual(of({ ports: [], type: 'ExternalName', externalName: 'example.com.' }), []);
  });

  const cases: [string, object, string[]][] = [
    ['no ports', { ports: [] }, ['spec.ports: Required value']],
    [
      'a type',
      { type: 'Magic' },
      [
        'spec.type: Unsupported value: "Magic": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
      ],
    ],
    [
      'an affinity',
      { sessionAffinity: 'x' },
      ['spec.sessionAffinity: Unsupported value: "x": supported values: "ClientIP", "None"'],
    ],
    [
      'a port out of range',
      { ports: [{ port: 70000, targetPort: 80 }] },
      ['spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive'],
    ],
    [
      'several ports without names',
      { ports: [{ port: 80 }, { port: 81, name: 'b' }] },
      ['spec.ports[0].name: Required value'],
    ],
    [
      'two ports of one name and number',
      {
        ports: [
          { port: 80, name: 'a' },
          { port: 80, name: 'a' },
        ],
      },
      [
        'spec.ports[1].name: Duplicate value: "a"',
        'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
      ],
    ],
    [
      'a target that is no port name',
      { ports: [{ port: 80, targetPort: 'Web' }] },
      [
        'spec.ports[0].targetPort: Invalid value: "Web": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
      ],
    ],
    [
      'a node port that stands there twice, and one of a service that has none',
      {
        ports: [
          { name: 'a', port: 80, nodePort: 30080 },
          { name: 'b', port: 81, nodePort: 30080 },
        ],
      },
      [
        "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
        "spec.ports[1].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
        'spec.ports[1].nodePort: Duplicate value: 30080',
      ],
    ],
    ['a name elsewhere that is missing', { type: 'ExternalName' }, ['spec.externalName: Required value']],
    [
      'a headless node port',
      { type: 'NodePort', clusterIP: 'None', clusterIPs: ['None'] },
      ['spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services'],
    ],
    [
      'an address',
      { externalIPs: ['here'] },
      ['spec.externalIPs[0]: Invalid value: "here": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
    ],
    [
      'an address that nobody else reaches',
      { externalIPs: ['127.0.0.1'] },
      ['spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)'],
    ],
    [
      'addresses of a name elsewhere',
      { type: 'ExternalName', externalName: 'a.b', clusterIP: '10.96.1.1', clusterIPs: ['10.96.1.1'] },
      ['spec.clusterIPs: Forbidden: may not be set for ExternalName services'],
    ],
    [
      'addresses that do not go together',
      { clusterIP: '10.96.1.1', clusterIPs: ['10.96.1.2', '10.96.1.1'] },
      [
        'spec.clusterIPs: Invalid value: ["10.96.1.2","10.96.1.1"]: first value must match `clusterIP`',
        'spec.clusterIPs: Invalid value: ["10.96.1.2","10.96.1.1"]: may specify no more than one IP for each IP family',
      ],
    ],
    [
      'families',
      { ipFamilies: ['IPv4', 'IPv4', 'IPv5'], ipFamilyPolicy: 'Both' },
      [
        'spec.ipFamilies[1]: Duplicate value: "IPv4"',
        'spec.ipFamilies[2]: Unsupported value: "IPv5": supported values: "IPv4", "IPv6"',
        'spec.ipFamilyPolicy: Unsupported value: "Both": supported values: "PreferDualStack", "RequireDualStack", "SingleStack"',
      ],
    ],
    [
      'a timeout',
      { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 86401 } } },
      [
        'spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less than 86400',
      ],
    ],
    [
      'fields of load balancers',
      { loadBalancerSourceRanges: ['10.0.0.1/8'], loadBalancerClass: 'a/b', allocateLoadBalancerNodePorts: true },
      [
        "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'",
        'spec.LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length',
        "spec.allocateLoadBalancerNodePorts: Forbidden: may only be used when `type` is 'LoadBalancer'",
        "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'",
      ],
    ],
    [
      'traffic policies',
      { externalTrafficPolicy: 'Local', internalTrafficPolicy: 'x', trafficDistribution: 'y', healthCheckNodePort: 5 },
      [
        'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services',
        "spec.healthCheckNodePort: Invalid value: 5: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
        'spec.internalTrafficPolicy: Unsupported value: "x": supported values: "Cluster", "Local"',
        'spec.trafficDistribution: Unsupported value: "y": supported values: "PreferClose", "PreferSameZone", "PreferSameNode"',
      ],
    ],
  ];
  for (const [name, spec, want] of cases) it(name, () => assert.deepEqual(of(spec), want));

  it('an address stays, unless the service becomes a name elsewhere', () => {
    const at = (clusterIP: string) => ({ spec: { ports, clusterIP, clusterIPs: [clusterIP] } });
    assert.deepEqual(updateFaultsOf('Service', at('10.96.1.1'), at('10.96.1.2')), [
      'spec.clusterIPs[0]: Invalid value: ["10.96.1.2"]: may not change once set',
    ]);
    const bare = { spec: { ports } };
    assert.deepEqual(updateFaultsOf('Service', at('10.96.1.1'), bare), [
      'spec.clusterIPs[0]: Invalid value: []: primary clusterIP can not be unset',
    ]);
    const elsewhere = { spec: { type: 'ExternalName', externalName: 'example.com' } };
    assert.deepEqual(updateFaultsOf('Service', at('10.96.1.1'), elsewhere), []);
  });

  it('has the status of a load balancer only when it is one', () => {
    const status = { loadBalancer: { ingress: [{ ip: '192.0.2.1', ipMode: 'X' }, { hostname: '192.0.2.2' }] } };
    const faults = (type: string): string[] => {
      const body = { spec: { ports, type }, status };
      return updateFaultsOf('Service', body, body, 'status');
    };
    assert.deepEqual(faults('ClusterIP'), [
      "status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'",
    ]);
    assert.deepEqual(faults('LoadBalancer'), [
      'status.loadBalancer.ingress[0].ipMode: Unsupported value: "X": supported values: "Proxy", "VIP"',
      'status.loadBalancer.ingress[1].hostname: Invalid value: "192.0.2.2": must be a DNS name, not an IP address',
    ]);
  });
});
