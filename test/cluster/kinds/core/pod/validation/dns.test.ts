/** The rules for how a pod finds names. */
import assert from 'node:assert/strict';
import { faultsOf } from '../../../faults.js';

const of = (spec: object): string[] =>
  faultsOf('Pod', { spec: { containers: [{ name: 'c', image: 'i' }], ...spec } }).map((fault) =>
    fault.replace('spec.', ''),
  );
const config = (dnsConfig: object, more: object = {}): string[] => of({ dnsConfig, ...more });

describe('validateDnsConfig', () => {
  it('has a server when there is no other', () => {
    assert.deepEqual(config({}, { dnsPolicy: 'None' }), [
      'dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None',
    ]);
    assert.deepEqual(config({ nameservers: ['10.0.0.1'] }, { dnsPolicy: 'None' }), []);
    assert.deepEqual(config({}), []);
  });

  it('counts servers and domains, and the characters of all domains with a space between them', () => {
    const servers = ['10.0.0.1', '10.0.0.2', '10.0.0.3'];
    assert.deepEqual(config({ nameservers: servers }), []);
    assert.deepEqual(config({ nameservers: [...servers, '10.0.0.4'] }), [
      'dnsConfig.nameservers: Invalid value: ["10.0.0.1","10.0.0.2","10.0.0.3","10.0.0.4"]: must not have more than 3 nameservers',
    ]);
    const domains = (count: number, length: number): string[] =>
      Array.from({ length: count }, () => `${'a.'.repeat((length - 1) / 2)}a`);
    const why = (searches: string[]): string[] =>
      config({ searches }).map((fault) => fault.replace(JSON.stringify(searches), '...'));
    // 32 of 63 and the spaces are 2047
    assert.deepEqual(why(domains(32, 63)), []);
    assert.deepEqual(why([...domains(31, 63), ...domains(1, 65)]), [
      'dnsConfig.searches: Invalid value: ...: must not have more than 2048 characters (including spaces) in the search list',
    ]);
    assert.deepEqual(why(domains(33, 3)), [
      'dnsConfig.searches: Invalid value: ...: must not have more than 32 search paths',
    ]);
  });

  it('takes a dot alone, one at the end, and an underscore at the beginning of a label', () => {
    assert.deepEqual(config({ searches: ['.', 'shop.', '_tcp.shop', 'a_b'] }), []);
    assert.deepEqual(config({ searches: ['Shop'] }), [
      "dnsConfig.searches[0]: Invalid value: \"Shop\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')",
    ]);
  });

  it('has options with names', () => {
    assert.deepEqual(config({ options: [{ name: 'ndots', value: '2' }, { value: '3' }] }), [
      'dnsConfig.options[1]: Required value: must not be empty',
    ]);
  });
});

describe('validateHostAliases', () => {
  it('are names of addresses', () => {
    assert.deepEqual(of({ hostAliases: [{ ip: '10.0.0.1', hostnames: ['a', 'a_b'] }] }), [
      "hostAliases[0].hostnames[1]: Invalid value: \"a_b\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ]);
  });
});
