/** The rules for services. */
import assert from 'node:assert/strict';
import { faultsOf, updateFaultsOf } from './faults.js';

const ports = [{ port: 80 }];
const of = (spec: object): string[] => faultsOf('Service', { spec: { ports, ...spec } });

describe('validateService', () => {
  it('takes the simplest there is, one without ports when it is headless, and a name elsewhere', () => {
    assert.deepEqual(of({}), []);
    assert.deepEqual(of({ ports: [], clusterIP: 'None' }), []);
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
      ['spec.ports[1].name: Duplicate value: "a"', 'spec.ports[1]: Duplicate value: {"port":80,"protocol":"TCP"}'],
    ],
    [
      'a target that is no port name',
      { ports: [{ port: 80, targetPort: 'Web' }] },
      [
        'spec.ports[0].targetPort: Invalid value: "Web": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
      ],
    ],
    [
      'a node port out of range',
      { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] },
      [
        'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
      ],
    ],
    ['a name elsewhere that is missing', { type: 'ExternalName' }, ['spec.externalName: Required value']],
    [
      'a headless node port',
      { type: 'NodePort', clusterIP: 'None' },
      ['spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services'],
    ],
    [
      'an address',
      { externalIPs: ['here'] },
      ['spec.externalIPs[0]: Invalid value: "here": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
    ],
  ];
  for (const [name, spec, want] of cases) it(name, () => assert.deepEqual(of(spec), want));

  it('an address stays, unless the service becomes a name elsewhere', () => {
    const at = (clusterIP: string) => ({ spec: { ports, clusterIP, clusterIPs: [clusterIP] } });
    assert.deepEqual(updateFaultsOf('Service', at('10.96.1.1'), at('10.96.1.2')), [
      'spec.clusterIPs[0]: Invalid value: ["10.96.1.2"]: may not change once set',
    ]);
    const elsewhere = { spec: { type: 'ExternalName', externalName: 'example.com' } };
    assert.deepEqual(updateFaultsOf('Service', at('10.96.1.1'), elsewhere), []);
  });
});
