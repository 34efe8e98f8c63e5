import assert from 'node:assert/strict';
import { faultsOf, updateFaultsOf } from '../faults.js';

const backend = { service: { name: 'web', port: { number: 80 } } };
const ingress = (path: object, host?: string): object => ({
  spec: {
    rules: [{ ...(host ? { host } : {}), http: { paths: [{ backend, pathType: 'Prefix', path: '/', ...path }] } }],
  },
});
const [path, host] = ['spec.rules[0].http.paths[0]', 'spec.rules[0].host'];

describe('Ingress', () => {
  const rows: [what: string, body: object, faults: string[]][] = [
    ['is right', ingress({}, '*.example.com'), []],
    ['of nothing', { spec: {} }, ['spec: Invalid value: []: either `defaultBackend` or `rules` must be specified']],
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
  ];
  for (const [what, body, faults] of rows) it(what, () => assert.deepEqual(faultsOf('Ingress', { ...body }), faults));
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
});

describe('IPAddress and ServiceCIDR', () => {
  it('are an address and networks', () => {
    const spec = { parentRef: { resource: 'services', name: 'x' } };
    assert.deepEqual(faultsOf('IPAddress', { metadata: { name: '10.0.0.1' }, spec }), []);
    assert.match(faultsOf('IPAddress', { spec }).join(), /^metadata\.name: /);
    assert.deepEqual(faultsOf('ServiceCIDR', { spec: {} }), ['spec.cidrs: Required value: at least one CIDR required']);
    const [a, b] = [{ spec: { cidrs: ['10.0.0.0/24'] } }, { spec: { cidrs: ['10.1.0.0/24'] } }];
    assert.deepEqual(updateFaultsOf('ServiceCIDR', a, b), [
      'spec.cidrs[0]: Invalid value: "10.1.0.0/24": field is immutable',
    ]);
  });
});
