/** IP addresses and networks. */
import assert from 'node:assert/strict';
import {
  cidrFaults,
  familyOf,
  interfaceAddressFaults,
  ipFaults,
  ipWarnings,
  specialAddressFaults,
} from '../../../src/cluster/validation/ip-address.js';

const detail = (errors: { message: string }[]): string[] => errors.map(({ message }) => message.replace(/^.*?": /, ''));

describe('IP addresses', () => {
  it('have a family, unless the text is none', () => {
    assert.equal(familyOf('10.9.8.7'), 'IPv4');
    assert.equal(familyOf('2001:db8::ffff'), 'IPv6');
    for (const none of ['', 'here', '300.1.1.1', '1.2.3', 'fe80::1%eth0'])
      assert.equal(familyOf(none), undefined, none);
  });

  it('are read alike by everybody', () => {
    assert.deepEqual(ipFaults('10.9.8.7', 'p'), []);
    assert.deepEqual(ipFaults('FE80::0abc', 'p'), []);
    assert.deepEqual(detail(ipFaults('010.9.8.7', 'p')), ['must not have leading 0s']);
    assert.deepEqual(detail(ipFaults('::ffff:1.2.3.4', 'p')), ['must not be an IPv4-mapped IPv6 address']);
  });

  it('of endpoints can be reached by others', () => {
    const cases: [string, string | undefined][] = [
      ['10.0.0.1', undefined],
      ['2001:db8::1', undefined],
      ['0.0.0.0', 'may not be unspecified (0.0.0.0)'],
      ['::', 'may not be unspecified (::)'],
      ['127.1.2.3', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
      ['::1', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
      ['169.254.169.254', 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
      ['fe80::1', 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
      ['224.0.0.5', 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
      ['ff02::1', 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
    ];
    for (const [text, want] of cases) assert.deepEqual(detail(specialAddressFaults(text, 'p'))[0], want, text);
  });

  it('that could be written better are warned of', () => {
    assert.deepEqual(ipWarnings('10.9.8.7', 'p'), []);
    assert.deepEqual(ipWarnings('fd00::1', 'p'), []);
    assert.deepEqual(ipWarnings('FD00:0::1', 'p'), [
      'p: IPv6 address "FD00:0::1" should be in RFC 5952 canonical format ("fd00::1")',
    ]);
    assert.deepEqual(ipWarnings('010.9.8.7', 'p'), [
      'p: non-standard IP address "010.9.8.7" is invalid: use "10.9.8.7"',
    ]);
  });
});

describe('networks', () => {
  const cases: [string, string | undefined][] = [
    ['10.9.8.0/24', undefined],
    ['2001:db8::/64', undefined],
    ['0.0.0.0/0', undefined],
    ['10.9.8.0', 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'],
    ['10.9.8.0/33', 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'],
    ['10.9.8.0/024', 'must not have leading 0s in IP or prefix length'],
    ['10.9.8.7/24', 'must not have bits set beyond the prefix length'],
    ['10.9.8.0/20', 'must not have bits set beyond the prefix length'],
  ];
  for (const [text, want] of cases) it(text, () => assert.equal(detail(cidrFaults(text, 'p'))[0], want));
});

describe('addresses of interfaces', () => {
  const none = 'must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)';
  const cases: [string, string | undefined][] = [
    ['10.9.8.7/24', undefined],
    ['2001:db8::1/64', undefined],
    ['10.9.8.7', none],
    ['10.9.8.7/33', none],
    ['2001:db8::1/129', none],
    ['10.9.8.7/024', 'must be in canonical form ("10.9.8.7/24")'],
    ['010.9.8.7/24', 'must be in canonical form ("10.9.8.7/24")'],
    ['FD00:0::1/64', 'must be in canonical form ("fd00::1/64")'],
    ['::ffff:1.2.3.4/120', 'must be in canonical form ("1.2.3.4/24")'],
    ['::ffff:1.2.3.4/32', 'must be in canonical form ("1.2.3.4/32")'],
  ];
  for (const [text, want] of cases) it(text, () => assert.equal(detail(interfaceAddressFaults(text, 'p'))[0], want));
});
