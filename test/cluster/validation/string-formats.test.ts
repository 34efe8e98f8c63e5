/** Formats of strings: what each takes, and which are known. */
import assert from 'node:assert/strict';
import { hasFormat, isKnownFormat } from '../../../src/cluster/validation/string-formats.js';

describe('a format', () => {
  const cases: [format: string, right: string[], wrong: string[]][] = [
    [
      'date',
      ['2020-02-29', '1999-12-31'],
      ['2021-02-29', '2020-2-1', '20200101', '2020-01-01T00:00:00Z', 'x2020-01-01'],
    ],
    [
      'date-time',
      ['2020-01-01T00:00:00Z', '2020-01-01t23:59:59.5+02:00'],
      [
        ...['2020-01-01', '2020-01-01 00:00:00', '2020-01-01T24:00:00Z', '2020-13-01T00:00:00Z'],
        ...['2020-01-01T00:60:00Z', '2020-01-01T00:00:60Z', '2020-01-01T00:00:00', '2021-02-29T00:00:00Z'],
      ],
    ],
    ['email', ['a@b', 'A <a@b.c>', `${'x'.repeat(318)}@b`], ['x', 'a@b c', 'a@', '@b', `${'x'.repeat(319)}@b`]],
    ['ipv4', ['1.2.3.4', '01.2.3.4', '1.02.003.0', '0.0.0.0'], ['1.2.3', '::1', '1.2.3.256']],
    ['ipv6', ['::1', 'fd00::1'], ['1.2.3.4', ':::1']],
    [
      'cidr',
      ['1.2.3.4/24', '1.2.3.4/32', '01.2.3.4/8', '::/0', '::/128'],
      ['1.2.3.4', '1.2.3.4/33', '::/129', '1.2.3.4/24/8', 'x/24', '1.2.3.4/', '1.2.3.4/-1'],
    ],
    [
      'mac',
      ['01:23:45:67:89:ab', '0123.4567.89ab', '01-23-45-67-89-ab-cd-ef'],
      ['01:23:45:67:89', '01:23-45:67:89:ab', '0123456789ab', '01.23.45.67.89.ab', '0123:4567:89ab'],
    ],
    [
      'duration',
      ['5s', '1h30m', '-1.5h', '0', '.5m', '1 day', '2 weeks', '3 HR', '4 wk', '5 Minutes', '6 nanoseconds'],
      ['5', 'x', 's', '1 year', `${' '.repeat(100)}1 day`],
    ],
    [
      'hostname',
      ['a', 'a.bc', 'A-b', `${'a'.repeat(63)}.bc`, 'ü.de', `${'a.'.repeat(126)}bcd`],
      ['a.b', '-a', 'a_b', `${'a'.repeat(64)}.bc`, `${'a.'.repeat(127)}bcd`, ''],
    ],
    ['uri', ['http://a', 'urn:x', '/path'], ['a b', 'path/']],
    ['byte', ['YQ==', 'YWI=', 'YWJj', 'a+/b'], ['', 'YQ', 'a', 'YQ=!', '====']],
    ['bsonobjectid', ['0123456789abcdefABCDEF01'], ['0123456789abcdef', '0123456789abcdefABCDEF0g']],
    ['uuid', ['12345678-1234-9234-1234-123456789012', '12345678123412341234123456789012'], ['12345678-1234']],
    ['uuid3', ['12345678-1234-3234-1234-123456789012'], ['12345678-1234-4234-8234-123456789012']],
    [
      'uuid4',
      ['12345678-1234-4234-8234-123456789012', '12345678-1234-4234-B234-123456789012'],
      ['12345678-1234-4234-1234-123456789012', '12345678-1234-3234-8234-123456789012'],
    ],
    ['uuid5', ['12345678-1234-5234-8234-123456789012'], ['12345678-1234-4234-8234-123456789012']],
    ['isbn', ['0-306-40615-2', '030640615X', '978-0-306-40615-7'], ['978', '9770306406157']],
    ['isbn10', ['030640615X'], ['9780306406157']],
    ['isbn13', ['9790306406157'], ['030640615X', '9770306406157']],
    ['creditcard', ['4111 1111-1111 1111', '123456789012'], ['12345678901', 'x']],
    ['ssn', ['123-45-6789', '123 45 6789', '123456789'], ['123-456-789']],
    ['hexcolor', ['#fff', 'A0B1C2'], ['#ffff', 'ggg']],
    ['rgbcolor', ['rgb( 1, 22 ,333)'], ['rgb(1,2)', 'rgba(1,2,3)']],
    ['password', ['', 'anything'], []],
    ['k8s-short-name', ['a-b'], ['a.b', 'A']],
    ['k8s-long-name', ['a.b'], ['A.b']],
    // names that every object of JavaScript has
    ['constructor', ['anything'], []],
    ['unknown', ['anything'], []],
  ];
  for (const [format, right, wrong] of cases) {
    it(`${format} takes its texts and no others`, () => {
      for (const text of right) assert.ok(hasFormat(format, text), text);
      for (const text of wrong) assert.ok(!hasFormat(format, text), text);
    });
  }

  it('is known for the types that it is of', () => {
    for (const [format, type] of [['uri'], ['k8s-short-name'], ['int64', 'integer'], ['double', 'number']] as const) {
      assert.ok(isKnownFormat(format, type), format);
    }
    for (const [format, type] of [['int64'], ['uri', 'integer'], ['uri', 'object'], ['foo'], ['toString']] as const) {
      assert.ok(!isKnownFormat(format, type), format);
    }
  });
});
