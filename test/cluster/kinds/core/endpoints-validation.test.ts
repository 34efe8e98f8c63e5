/** The rules for endpoints and endpoint slices. */
import assert from 'node:assert/strict';
import { faultsOf, updateFaultsOf } from '../faults.js';

describe('validateEndpoints', () => {
  const of = (...subsets: object[]): string[] => faultsOf('Endpoints', { subsets });

  it('a subset has addresses that others can reach, and ports', () => {
    assert.deepEqual(of({ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }), []);
    assert.deepEqual(of({ ports: [{ port: 80 }] }), [
      'subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`',
    ]);
    assert.deepEqual(of({ notReadyAddresses: [{ ip: '127.0.0.1' }], ports: [{ port: 0 }] }), [
      'subsets[0].notReadyAddresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
      'subsets[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
    ]);
    assert.deepEqual(of({ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }, { port: 81, name: 'b' }] }), [
      'subsets[0].ports[0].name: Required value',
    ]);
  });

  it('what is stored already passes', () => {
    const bad = { subsets: [{ addresses: [{ ip: '127.0.0.1' }] }] };
    assert.deepEqual(updateFaultsOf('Endpoints', bad, { ...bad, metadata: { labels: { a: 'b' } } }), []);
    assert.equal(updateFaultsOf('Endpoints', {}, bad).length, 1);
  });
});

describe('validateEndpointSlice', () => {
  const faults = (more: object): string[] => faultsOf('EndpointSlice', { endpoints: [], ...more });
  const at = (addressType: string, ...addresses: string[]): string[] =>
    faults({ addressType, endpoints: [{ addresses }] });

  it('has one kind of addresses, which stays, and an address for each endpoint', () => {
    assert.deepEqual(at('IPv4', '10.0.0.1'), []);
    assert.deepEqual(faults({ addressType: '' }), ['addressType: Required value']);
    assert.deepEqual(faults({ addressType: 'IP' }), [
      'addressType: Unsupported value: "IP": supported values: "FQDN", "IPv4", "IPv6"',
    ]);
    assert.deepEqual(at('IPv4'), ['endpoints[0].addresses: Required value: must contain at least 1 address']);
    const [before, after] = ['IPv4', 'IPv6'].map((addressType) => ({ addressType, endpoints: [] }));
    assert.ok(before && after);
    assert.deepEqual(updateFaultsOf('EndpointSlice', before, after), [
      'addressType: Invalid value: "IPv6": field is immutable',
    ]);
  });

  it('its ports come first, and endpoints that stay as they are pass', () => {
    const bad = { addressType: 'IPv4', endpoints: [{ addresses: [] }], ports: [{ protocol: '' }] };
    const protocol = 'ports[0].protocol: Unsupported value: "": supported values: "SCTP", "TCP", "UDP"';
    const address = 'endpoints[0].addresses: Required value: must contain at least 1 address';
    assert.deepEqual(faults(bad), [protocol, address]);
    assert.deepEqual(updateFaultsOf('EndpointSlice', bad, bad), [protocol]);
  });

  it('its names are those of domains, with two parts', () => {
    assert.deepEqual(at('FQDN', 'a.example.'), []);
    assert.match(
      at('FQDN', 'A.example').join(),
      /^endpoints\[0\]\.addresses\[0\]: Invalid value: "A\.example": a lowercase RFC 1123 subdomain/,
    );
    assert.match(at('FQDN', 'example').join(), /: should be a domain with at least two segments separated by dots$/);
  });

  it('its addresses are of that kind', () => {
    assert.deepEqual(at('IPv4', 'fd00::1'), [
      'endpoints[0].addresses: Invalid value: "fd00::1": must be an IPv4 address',
    ]);
    assert.deepEqual(at('IPv6', 'fd00:0::1'), [
      'endpoints[0].addresses[0]: Invalid value: "fd00:0::1": must be in canonical form ("fd00::1")',
    ]);
    assert.deepEqual(at('IPv6', 'here'), [
      'endpoints[0].addresses[0]: Invalid value: "here": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ]);
    assert.deepEqual(at('FQDN', 'example.com.'), []);
    const long = 'a'.repeat(64);
    assert.deepEqual(at('FQDN', `${long}.com`), [
      `endpoints[0].addresses[0]: Invalid value: "${long}": must be no more than 63 characters`,
    ]);
    assert.deepEqual(at('FQDN', 'example'), [
      'endpoints[0].addresses[0]: Invalid value: "example": should be a domain with at least two segments separated by dots',
    ]);
  });

  it('ports have each name once, also none', () => {
    const ports = [{ port: 80 }, { port: 81 }, { port: 82, protocol: 'X', name: 'x' }];
    assert.deepEqual(faults({ addressType: 'IPv4', ports }), [
      'ports[1].name: Duplicate value: ""',
      'ports[2].protocol: Unsupported value: "X": supported values: "SCTP", "TCP", "UDP"',
    ]);
  });

  it('hints name each zone and node once, and eight of each', () => {
    const hinted = (hints: object): string[] =>
      faults({ addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'], hints }] });
    const named = (...names: string[]): object[] => names.map((name) => ({ name }));
    const many = named(...'abcdefghi');
    assert.deepEqual(hinted({ forZones: named('east', 'east'), forNodes: named('node', 'node', 'a_b') }).slice(0, 2), [
      'endpoints[0].hints.forZones[1].name: Duplicate value: "east"',
      'endpoints[0].hints.forNodes[1].name: Duplicate value: "node"',
    ]);
    assert.match(
      hinted({ forNodes: named('a_b') }).join(),
      /forNodes\[0\].name: Invalid value: "a_b": a lowercase RFC 1123 sub/,
    );
    assert.deepEqual(hinted({ forNodes: many }), [
      'endpoints[0].hints.forNodes: Too many: 9: must have at most 8 items',
    ]);
    assert.deepEqual(hinted({ forZones: many, forNodes: many }), [
      'endpoints[0].hints.forZones: Too many: 9: must have at most 8 items',
    ]);
  });

  it('holds a thousand endpoints', () => {
    const endpoints = Array.from({ length: 1001 }, () => ({ addresses: ['10.0.0.1'] }));
    assert.deepEqual(faults({ addressType: 'IPv4', endpoints }), [
      'endpoints: Too many: 1001: must have at most 1000 items',
    ]);
  });
});
