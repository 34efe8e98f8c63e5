import assert from 'node:assert/strict';
import { age, cellsOf, meta } from './cells.js';

describe('an ingress in a table', () => {
  const hosts = (...names: (string | undefined)[]) =>
    cellsOf(
      'Ingress',
      { spec: { rules: names.map((host) => ({ ...(host === undefined ? {} : { host }) })) } },
      'Hosts',
    )[0];

  it('names three hosts, and how many rules there are more', () => {
    assert.equal(hosts(), '*');
    assert.equal(hosts(undefined), '*');
    assert.equal(hosts(undefined, 'a'), 'a');
    assert.equal(hosts('a', 'b', 'c'), 'a,b,c');
    assert.equal(hosts('a', 'b', 'c', 'd', undefined), 'a,b,c + 2 more...');
    assert.equal(hosts('a', undefined, 'b', 'c'), 'a,b,c');
    assert.equal(hosts('a', undefined, undefined, 'b'), 'a,b');
  });

  it('has a class, addresses and ports', () => {
    const ingress = [
      { hostname: 'lb' },
      { ip: '10.0.0.2' },
      { ip: '10.0.0.1', hostname: 'no' },
      {},
      { ip: '10.0.0.2' },
    ];
    const status = { loadBalancer: { ingress } };
    assert.deepEqual(cellsOf('Ingress', { spec: { ingressClassName: 'nginx', tls: [{}] }, status }), [
      ...['x', 'nginx', '*', '10.0.0.1,10.0.0.2,lb', '80, 443', age],
    ]);
    assert.deepEqual(cellsOf('Ingress', {}), ['x', '<none>', '*', '', '80', age]);
  });
});

describe('a class of ingresses in a table', () => {
  it('has a controller and parameters, and is marked when it is the default', () => {
    const parameters = (more: object) =>
      cellsOf('IngressClass', { spec: { controller: 'a/b', parameters: more } }).slice(1, 3);
    assert.deepEqual(parameters({ kind: 'P', name: 'p', apiGroup: 'g.io' }), ['a/b', 'P.g.io/p']);
    assert.deepEqual(parameters({ kind: 'P', name: 'p' }), ['a/b', 'P/p']);
    assert.deepEqual(cellsOf('IngressClass', { spec: { controller: 'a/b' } }), ['x', 'a/b', '<none>', age]);
    const annotated = (value: string) =>
      meta({ annotations: { 'ingressclass.kubernetes.io/is-default-class': value } });
    assert.equal(cellsOf('IngressClass', annotated('true'))[0], 'x (default)');
    assert.equal(cellsOf('IngressClass', annotated('false'))[0], 'x');
  });
});

describe('other kinds of networks in a table', () => {
  it('a policy says for which pods it is', () => {
    assert.deepEqual(cellsOf('NetworkPolicy', { spec: { podSelector: { matchLabels: { a: 'b' } } } }), [
      'x',
      'a=b',
      age,
    ]);
    assert.deepEqual(cellsOf('NetworkPolicy', { spec: { podSelector: {} } }), ['x', '<none>', age]);
  });

  it('an address names what has it', () => {
    const parent = (parentRef: object) => cellsOf('IPAddress', { spec: { parentRef } })[1];
    assert.equal(parent({ resource: 'services', namespace: 'lab', name: 'web' }), 'services/lab/web');
    assert.equal(parent({ group: 'g.io', resource: 'gateways', name: 'g' }), 'gateways.g.io/g');
  });

  it('a range names its networks', () =>
    assert.deepEqual(cellsOf('ServiceCIDR', { spec: { cidrs: ['10.0.0.0/8', 'fd00::/64'] } }), [
      'x',
      '10.0.0.0/8,fd00::/64',
      age,
    ]));

  it('a slice names three ports and three addresses', () => {
    const slice = (ports: object[], ...addresses: string[][]) =>
      cellsOf('EndpointSlice', {
        addressType: 'IPv4',
        ports,
        endpoints: addresses.map((some) => ({ addresses: some })),
      });
    assert.deepEqual(slice([{ port: 80 }, { name: 'any' }, {}], ['10.1.0.1'], ['10.1.0.2', '10.1.0.3', '10.1.0.4']), [
      ...['x', 'IPv4', '80,any,*', '10.1.0.1,10.1.0.2,10.1.0.3 + 1 more...', age],
    ]);
    assert.deepEqual(slice([]), ['x', 'IPv4', '<unset>', '<unset>', age]);
    assert.equal(slice([{ name: '' }])[2], '<unset>');
    assert.equal(slice([1, 2, 3, 4, 5].map((port) => ({ port })))[2], '1,2,3 + 2 more...');
  });

  it('a service has its ports, and addresses outside', () => {
    const port = (more: object) => ({ port: 80, protocol: 'TCP', ...more });
    const spec = {
      type: 'ClusterIP',
      clusterIP: 'None',
      externalIPs: ['9.9.9.9', '8.8.8.8'],
      ports: [port({}), port({ nodePort: 3 })],
    };
    assert.deepEqual(cellsOf('Service', { spec }).slice(1, 5), [
      'ClusterIP',
      'None',
      '9.9.9.9,8.8.8.8',
      '80/TCP,80:3/TCP',
    ]);
    const balanced = { type: 'LoadBalancer', externalIPs: ['9.9.9.9'] };
    assert.deepEqual(cellsOf('Service', { spec: balanced }).slice(2, 4), ['<none>', '9.9.9.9']);
    const status = { loadBalancer: { ingress: [{ hostname: 'lb' }, { ip: '1.1.1.1' }] } };
    assert.equal(cellsOf('Service', { spec: { type: 'LoadBalancer' }, status })[3], '1.1.1.1,lb');
  });
});
