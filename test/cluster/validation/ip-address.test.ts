/** IP addresses and networks. */
import assert from 'node:assert/strict';
import {
  canonicalCidrFaults,
  canonicalIpFaults,
  cidrContains,
  cidrFaults,
  cidrWarnings,
  familyOf,
  interfaceAddressFaults,
  ipFaults,
  ipWarnings,
  specialAddressFaults,
  standardIp,
} from '../../../src/cluster/validation/ip-address.js';

const detail = (errors: { message: string }[]): string[] => errors.map(({ message }) => message.replace(/^.*?": /, ''));

describe('IP addresses', () => {
  it('have a family, unless the text is none', () => {
    assert.equal(familyOf('10.9.8.7'), 'IPv4');
    assert.equal(familyOf('2001:db8::ffff'), 'IPv6');
    assert.equal(familyOf('255.255.255.255'), 'IPv4');
    assert.equal(familyOf('::ffff:1.2.3.4'), 'IPv4');
    for (const six of ['::', '::ff', '::ff00:1:2', '::1:ffff:1:2', '1::ffff:1:2', '::ff:1:2'])
      assert.equal(familyOf(six), 'IPv6', six);
    for (const none of ['', 'here', '300.1.1.1', '1.2.3', '1.2.3.4.5', 'fe80::1%eth0', ' 1.2.3.4', '1.2.3.256'])
      assert.equal(familyOf(none), undefined, none);
  });

  it('have one form', () => {
    const cases: [text: string, standard: string | undefined, fault?: string][] = [
      ['10.9.8.7', '10.9.8.7'],
      ['2001:db8::1', '2001:db8::1'],
      ['2001:DB8:0::1', '2001:db8::1', 'must be in canonical form ("2001:db8::1")'],
      ['1:0:0:2:0:0:0:3', '1:0:0:2::3', 'must be in canonical form ("1:0:0:2::3")'],
      ['010.9.8.7', '10.9.8.7', 'must not have leading 0s'],
      ['::ffff:1.2.3.4', '1.2.3.4', 'must not be an IPv4-mapped IPv6 address'],
      ['here', undefined, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
    ];
    for (const [text, standard, fault] of cases) {
      assert.equal(standardIp(text), standard, text);
      assert.deepEqual(canonicalIpFaults(text), fault === undefined ? [] : [fault], text);
    }
  });

  it('are read alike by everybody', () => {
    assert.deepEqual(ipFaults('10.9.8.7', 'p'), []);
    assert.deepEqual(ipFaults('FE80::0abc', 'p'), []);
    assert.deepEqual(ipFaults('0.0.0.0', 'p'), []);
    assert.deepEqual(detail(ipFaults('here', 'p')), ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']);
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
      ['here', 'must be a valid IP address'],
      // their neighbours
      ['0.0.0.1', undefined],
      ['10.0.0.0', undefined],
      ['::2', undefined],
      ['1::1', undefined],
      ['1::', undefined],
      ['128.0.0.1', undefined],
      ['126.255.255.255', undefined],
      ['169.253.255.255', undefined],
      ['168.254.0.1', undefined],
      ['febf::1', 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
      ['fec0::1', undefined],
      ['ff80::1', undefined],
      ['224.0.1.1', undefined],
      ['224.1.0.1', undefined],
      ['225.0.0.1', undefined],
      ['ff01::1', undefined],
      ['ff12::1', 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
      ['fe02::1', undefined],
    ];
    for (const [text, want] of cases) assert.deepEqual(detail(specialAddressFaults(text, 'p'))[0], want, text);
  });

  it('that could be written better are warned of', () => {
    assert.deepEqual(ipWarnings('10.9.8.7', 'p'), []);
    assert.deepEqual(ipWarnings('fd00::1', 'p'), []);
    assert.deepEqual(ipWarnings('FD00:0::1', 'p'), [
      'p: IPv6 address "FD00:0::1" should be in RFC 5952 canonical format ("fd00::1")',
    ]);
    assert.deepEqual(ipWarnings('here', 'p'), []);
    assert.deepEqual(ipWarnings('::ffff:1.2.3.4', 'p'), [
      'p: non-standard IP address "::ffff:1.2.3.4" is invalid: use "1.2.3.4"',
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
    ['10.9.8.7/32', undefined],
    ['10.9.0.0/15', 'must not have bits set beyond the prefix length'],
    ['10.8.0.0/15', undefined],
    ['1.0.0.0/0', 'must not have bits set beyond the prefix length'],
    ['2001:db8::1/128', undefined],
    ['2001:db8::1/127', 'must not have bits set beyond the prefix length'],
    ['2001:db8::/129', 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'],
    ['10.9.8.0/', 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'],
    ['/24', 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'],
    ['10.9.8.0/24/8', 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'],
    ['010.9.8.0/24', 'must not have leading 0s in IP or prefix length'],
    ['::ffff:1.2.3.0/120', 'must not have an IPv4-mapped IPv6 address'],
    ['::ffff:1.2.3.0/129', 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'],
  ];
  for (const [text, want] of cases) it(text, () => assert.equal(detail(cidrFaults(text, 'p'))[0], want));

  it('have one form', () => {
    assert.deepEqual(canonicalCidrFaults('10.9.8.0/24', 'p'), []);
    assert.deepEqual(canonicalCidrFaults('fd00::/8', 'p'), []);
    assert.deepEqual(detail(canonicalCidrFaults('FD00:0::/8', 'p')), ['must be in canonical form ("fd00::/8")']);
    assert.deepEqual(detail(canonicalCidrFaults('10.9.8.7/24', 'p')), [
      'must not have bits set beyond the prefix length',
    ]);
    assert.deepEqual(cidrWarnings('fd00::/8', 'p'), []);
    assert.deepEqual(cidrWarnings('10.9.8.0/24', 'p'), []);
    assert.deepEqual(cidrWarnings('FD00:0::/8', 'p'), [
      'p: IPv6 CIDR value "FD00:0::/8" should be in RFC 5952 canonical format ("fd00::/8")',
    ]);
  });

  it('hold others of their family that are smaller', () => {
    const held: [outer: string, inner: string, want: boolean][] = [
      ['10.0.0.0/8', '10.9.8.0/24', true],
      ['0.0.0.0/0', '10.0.0.0/8', true],
      ['10.0.0.0/15', '10.1.0.0/16', true],
      ['10.0.0.0/15', '10.2.0.0/16', false],
      ['10.0.0.0/8', '11.0.0.0/24', false],
      ['10.0.0.0/8', '10.0.0.0/8', false],
      ['10.9.8.0/24', '10.0.0.0/8', false],
      ['fd00::/8', 'fd00:1::/64', true],
      ['fd00::/64', 'fd00:1::/96', false],
      ['::/0', '10.0.0.0/8', false],
    ];
    for (const [outer, inner, want] of held) assert.equal(cidrContains(outer, inner), want, `${outer} ${inner}`);
  });
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
