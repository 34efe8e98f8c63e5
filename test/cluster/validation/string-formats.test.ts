/** Formats of strings: what each takes, and which are known. */
import assert from 'node:assert/strict';
import { hasFormat, isKnownFormat } from '../../../src/cluster/validation/string-formats.js';

describe('a format', () => {
  const cases: [format: string, right: string[], wrong: string[]][] = [
    [
      'date-time',
      ['2020-01-01T00:00:00Z', '2020-01-01t23:59:59.5+02:00'],
      ['2020-01-01', '2020-01-01 00:00:00', '2020-01-01T24:00:00Z', '2020-13-01T00:00:00Z'],
    ],
    ['email', ['a@b', 'A <a@b.c>'], ['x', 'a@b c']],
    ['ipv4', ['1.2.3.4', '01.2.3.4'], ['1.2.3', '::1', '1.2.3.256']],
    ['cidr', ['1.2.3.4/24', '::/0'], ['1.2.3.4', '1.2.3.4/33']],
    [
      'mac',
      ['01:23:45:67:89:ab', '0123.4567.89ab', '01-23-45-67-89-ab-cd-ef'],
      ['01:23:45:67:89', '01:23-45:67:89:ab'],
    ],
    ['duration', ['5s', '1h30m', '-1.5h', '0', '1 day', '2 weeks'], ['5', 'x', 's']],
    ['hostname', ['a', 'a.bc', 'A-b'], ['a.b', '-a', 'a_b']],
    ['byte', ['YQ=='], ['', 'YQ', 'a']],
    ['uuid4', ['12345678-1234-4234-8234-123456789012'], ['12345678-1234-4234-1234-123456789012']],
    ['k8s-long-name', ['a.b'], ['A.b']],
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
    for (const [format, type] of [['int64'], ['uri', 'integer'], ['uri', 'object'], ['foo']] as const) {
      assert.ok(!isKnownFormat(format, type), format);
    }
  });
});
