import assert from 'node:assert/strict';
import { dnsSubdomainFaults } from '../../../../src/kube/names.js';
import { decoded, faultsOf, updateFaultsOf, warningsOf } from '../faults.js';

const backend = { service: { name: 'web', port: { number: 80 } } };
const rules = (path: object, host?: string): object => ({
  rules: [{ ...(host ? { host } : {}), http: { paths: [{ backend, pathType: 'Prefix', path: '/', ...path }] } }],
});
const ingress = (path: object, host?: string): object => ({ spec: rules(path, host) });
const subdomain = dnsSubdomainFaults('A').join();
const [path, host] = ['spec.rules[0].http.paths[0]', 'spec.rules[0].host'];

describe('Ingress', () => {
  const rows: [what: string, body: object, faults: string[]][] = [
    ['is right', ingress({}, '*.example.com'), []],
    ['of nothing', { spec: {} }, ['spec: Invalid value: null: either `defaultBackend` or `rules` must be specified']],
    ['a relative path', ingress({ path: 'x' }), [`${path}.path: Invalid value: "x": must be an absolute path`]],
    ['a double slash', ingress({ path: '/a//b' }), [`${path}.path: Invalid value: "/a//b": must not contain '//'`]],
    [
      'without a type',
      ingress({ pathType: undefined }),
      [`${path}.pathType: Required value: pathType must be specified`],
    ],
    [
      'an address',
      ingress({}, '1.2.3.4'),
      [`${host}: Invalid value: "1.2.3.4": must be a DNS name, not an IP address`],
    ],
    [
      'no backend',
      ingress({ backend: {} }),
      [`${path}.backend: Invalid value: "": resource or service backend is required`],
    ],
    [
      'no port',
      ingress({ backend: { service: { name: 'web' } } }),
      [`${path}.backend: Required value: port name or number is required`],
    ],
    [
      'a resource beside no other backend',
      ingress({ backend: { resource: { apiGroup: 'A', kind: 'a/b', name: '' } } }),
      [
        `${path}.backend.resource.apiGroup: Invalid value: "A": ${subdomain}`,
        `${path}.backend.resource.kind: Invalid value: "a/b": may not contain '/'`,
        `${path}.backend.resource.name: Required value`,
      ],
    ],
    [
      'a path that ends above',
      ingress({ path: '/a/..' }),
      [`${path}.path: Invalid value: "/a/..": cannot end with '/..'`],
    ],
    [
      'of two classes',
      {
        metadata: { annotations: { 'kubernetes.io/ingress.class': 'b' } },
        spec: { ...rules({}), ingressClassName: 'a' },
      },
      [
        'annotations.kubernetes.io/ingress.class: Invalid value: "b": must match `ingressClassName` when both are specified',
      ],
    ],
    [
      'of one class by both names',
      {
        metadata: { annotations: { 'kubernetes.io/ingress.class': 'a' } },
        spec: { ...rules({}), ingressClassName: 'a' },
      },
      [],
    ],
    [
      'an unknown type of a path',
      ingress({ pathType: 'Regex' }),
      [`${path}.pathType: Unsupported value: "Regex": supported values: "Exact", "ImplementationSpecific", "Prefix"`],
    ],
    [
      'a class, a secret and a host of TLS that are no names',
      { spec: { ...rules({}), ingressClassName: 'A', tls: [{ hosts: ['*.a.b', 'A'], secretName: 'A' }] } },
      [
        `spec.tls[0].hosts[1]: Invalid value: "A": ${subdomain}`,
        `spec.tls[0].secretName: Invalid value: "A": ${subdomain}`,
        `spec.ingressClassName: Invalid value: "A": ${subdomain}`,
      ],
    ],
    [
      'a backend for all else that is none',
      { spec: { defaultBackend: {} } },
      ['spec.defaultBackend: Invalid value: "": resource or service backend is required'],
    ],
  ];
  for (const [what, body, faults] of rows) it(what, () => assert.deepEqual(faultsOf('Ingress', { ...body }), faults));

  it('warns of a class in the annotation alone, once', () => {
    const of = (spec: object, old?: object): string[] => {
      const annotations = { 'kubernetes.io/ingress.class': 'a' };
      const one = decoded('Ingress', { metadata: { annotations }, spec: { ...rules({}), ...spec } });
      return warningsOf(one, old && one);
    };
    assert.deepEqual(of({}), [
      `annotation "kubernetes.io/ingress.class" is deprecated, please use 'spec.ingressClassName' instead`,
    ]);
    assert.deepEqual(of({ ingressClassName: 'a' }), []);
    assert.deepEqual(of({}, {}), []);
  });
});

describe('IngressClass', () => {
  it('has a controller with a domain, which stays', () => {
    const why = 'must be a domain-prefixed path (such as "acme.io/foo")';
    assert.deepEqual(faultsOf('IngressClass', { spec: { controller: 'x' } }), [
      `spec.controller: Invalid value: "x": ${why}`,
    ]);
    const [a, b] = [{ spec: { controller: 'a.io/x' } }, { spec: { controller: 'a.io/y' } }];
    assert.deepEqual(updateFaultsOf('IngressClass', a, b), [
      'spec.controller: Invalid value: "a.io/y": field is immutable',
    ]);
  });
});

describe('IngressClass parameters', () => {
  const of = (parameters: object): string[] =>
    faultsOf('IngressClass', { spec: { controller: 'a.io/x', parameters: { kind: 'K', name: 'n', ...parameters } } });
  const at = 'spec.parameters.namespace';
  it('stand in a namespace where their scope is one', () => {
    assert.deepEqual(of({ scope: 'Namespace', namespace: 'a' }), []);
    assert.deepEqual(of({ scope: 'Namespace' }), [`${at}: Required value: \`parameters.scope\` is set to 'Namespace'`]);
    assert.deepEqual(of({ scope: 'Namespace', namespace: 'a.b' }), [
      `${at}: Invalid value: "a.b": must not contain dots`,
    ]);
    assert.deepEqual(of({ namespace: 'a' }), [`${at}: Forbidden: \`parameters.scope\` is set to 'Cluster'`]);
    assert.deepEqual(of({ kind: 'a/b', name: '..' }), [
      `spec.parameters.kind: Invalid value: "a/b": may not contain '/'`,
      `spec.parameters.name: Invalid value: "..": may not be '..'`,
    ]);
  });

  it('the controller is a domain and a path', () => {
    const controller = (name: string): string[] => faultsOf('IngressClass', { spec: { controller: name } });
    assert.deepEqual(controller(''), ['spec.controller: Required value']);
    assert.deepEqual(controller('A/x'), [`spec.controller: Invalid value: "A": ${subdomain}`]);
    assert.match(controller('a.io/b?').join(), /^spec\.controller: Invalid value: "b\?": Invalid path \(regex/);
    assert.deepEqual(controller(`a.io/${'x'.repeat(250)}`), [
      'spec.controller: Too long: may not be more than 250 bytes',
    ]);
  });
});

describe('NetworkPolicy', () => {
  const policy = (rule: object): object => ({ spec: { podSelector: {}, ingress: [rule] } });
  const at = 'spec.ingress[0]';
  const rows: [what: string, rule: object, faults: string[]][] = [
    ['everything', {}, []],
    ['a peer that is none', { from: [{}] }, [`${at}.from[0]: Required value: must specify a peer`]],
    [
      'a network beside pods',
      { from: [{ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }] },
      [`${at}.from[0]: Forbidden: may not specify both ipBlock and another peer`],
    ],
    [
      'an exception outside',
      { from: [{ ipBlock: { cidr: '10.0.0.0/16', except: ['10.1.0.0/24'] } }] },
      [`${at}.from[0].ipBlock.except[0]: Invalid value: "10.1.0.0/24": must be a strict subset of \`cidr\``],
    ],
    [
      'an unknown protocol, and a range of names',
      { ports: [{ protocol: '', port: 'web', endPort: 80 }] },
      [
        `${at}.ports[0].protocol: Unsupported value: "": supported values: "TCP", "UDP", "SCTP"`,
        `${at}.ports[0].endPort: Invalid value: 80: may not be specified when \`port\` is non-numeric`,
      ],
    ],
    ['an exception inside', { from: [{ ipBlock: { cidr: '10.0.0.0/16', except: ['10.0.1.0/24'] } }] }, []],
    [
      'a last port before the first',
      { ports: [{ port: 90, endPort: 80 }] },
      [`${at}.ports[0].endPort: Invalid value: 90: must be greater than or equal to \`port\``],
    ],
  ];
  for (const [what, rule, faults] of rows) {
    it(what, () => assert.deepEqual(faultsOf('NetworkPolicy', { ...policy(rule) }), faults));
  }

  it('warns of a network that is written in another form', () => {
    const ipBlock = { cidr: 'fd00:0::/32', except: ['fd00::/48', 'fd00:0:0001::/48'] };
    const at = 'spec.ingress[0].from[0].ipBlock';
    const form = (cidr: string, standard: string): string =>
      `IPv6 CIDR value "${cidr}" should be in RFC 5952 canonical format ("${standard}")`;
    assert.deepEqual(warningsOf(decoded('NetworkPolicy', { ...policy({ from: [{ ipBlock }] }) })), [
      `${at}.cidr: ${form('fd00:0::/32', 'fd00::/32')}`,
      `${at}.except[1]: ${form('fd00:0:0001::/48', 'fd00:0:1::/48')}`,
    ]);
  });
});

describe('IPAddress and ServiceCIDR', () => {
  it('are an address and networks', () => {
    const spec = { parentRef: { resource: 'services', name: 'x' } };
    assert.deepEqual(faultsOf('IPAddress', { metadata: { name: '10.0.0.1' }, spec }), []);
    assert.match(faultsOf('IPAddress', { spec }).join(), /^metadata\.name: .*must be a valid IP address, \(e\.g\./);
    const metadata = { name: '10.0.0.1' };
    const wrong = { parentRef: { group: 'A', resource: 'a/b', name: 'x', namespace: '..' } };
    const faults = [
      `spec.parentRef.group: Invalid value: "A": ${subdomain}`,
      `spec.parentRef.resource: Invalid value: "a/b": may not contain '/'`,
      `spec.parentRef.namespace: Invalid value: "..": may not be '..'`,
    ];
    assert.deepEqual(faultsOf('IPAddress', { metadata, spec: wrong }), faults);
    assert.deepEqual(updateFaultsOf('IPAddress', { metadata, spec }, { metadata, spec: wrong }), [
      ...faults,
      'spec.parentRef: Invalid value: {"Group":"A","Resource":"a/b","Namespace":"..","Name":"x"}: field is immutable',
    ]);
    assert.deepEqual(faultsOf('ServiceCIDR', { spec: {} }), ['spec.cidrs: Required value: at least one CIDR required']);
    const cidrs = (...all: string[]): { spec: object } => ({ spec: { cidrs: all } });
    const [a, b] = ['10.0.0.0/24', '10.1.0.0/24'];
    assert.deepEqual(updateFaultsOf('ServiceCIDR', cidrs(a), cidrs(b)), [
      `spec.cidrs[0]: Invalid value: "${b}": field is immutable`,
    ]);
    const family = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';
    assert.deepEqual(faultsOf('ServiceCIDR', cidrs(a, b)), [`spec.cidrs: Invalid value: ["${a}","${b}"]: ${family}`]);
    assert.deepEqual(faultsOf('ServiceCIDR', cidrs(a, 'fd00::/112')), []);
    assert.deepEqual(updateFaultsOf('ServiceCIDR', cidrs(a), cidrs(a, 'fd00::/112')), []);
    assert.deepEqual(updateFaultsOf('ServiceCIDR', cidrs(a), cidrs(a, b)), [
      `spec.cidrs: Invalid value: ["${a}","${b}"]: ${family}`,
    ]);
    assert.deepEqual(updateFaultsOf('ServiceCIDR', cidrs(a, 'fd00::/112'), cidrs(a)), [
      `spec.cidrs: Invalid value: ["${a}"]: field is immutable`,
    ]);
    assert.deepEqual(faultsOf('ServiceCIDR', cidrs('fd00:0::/112')), [
      'spec.cidrs[0]: Invalid value: "fd00:0::/112": must be in canonical form ("fd00::/112")',
    ]);
  });
});
