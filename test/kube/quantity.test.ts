/** Amounts: read, rounded up, and written in one form. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatQuantity, parseQuantity, quantityFault } from '../../src/kube/quantity.js';

const canonical = (text: string): string | undefined => {
  const quantity = parseQuantity(text);
  return quantity && formatQuantity(quantity);
};

const forms: [string, string][] = [
  ['0', '0'],
  ['0.0', '0'],
  ['-0', '0'],
  ['1', '1'],
  ['+1', '1'],
  ['-1.5', '-1500m'],
  ['1000', '1k'],
  ['1500', '1500'],
  ['1500m', '1500m'],
  ['2000m', '2'],
  ['0.5', '500m'],
  ['.5', '500m'],
  ['5.', '5'],
  ['100m', '100m'],
  ['1u', '1u'],
  ['1n', '1n'],
  ['0.1n', '1n'],
  ['-0.1n', '-1n'],
  ['1024Ki', '1Mi'],
  ['1025Ki', '1025Ki'],
  ['128Mi', '128Mi'],
  ['1.5Gi', '1536Mi'],
  ['0.5Mi', '512Ki'],
  ['1Ki', '1Ki'],
  ['0.5Ki', '512'],
  ['1e3', '1e3'],
  ['1E3', '1e3'],
  ['12e-1', '1200e-3'],
  ['1E', '1E'],
  ['1Ei', '1Ei'],
  ['1000k', '1M'],
  ['100000000000000000000', '9223372036854775807'],
];

describe('quantities', () => {
  for (const [text, want] of forms) {
    it(`${text} is ${want}`, () => assert.equal(canonical(text), want));
  }

  it('has forty digits on each side of its point at most', () => {
    const [most, more] = ['0'.repeat(40), '0'.repeat(41)];
    for (const text of [most, `1.${most}`]) assert.ok(parseQuantity(text), text);
    for (const text of [more, `1.${more}`]) assert.equal(parseQuantity(text), undefined, text);
  });

  it('is rounded up to a nano', () => {
    for (const [text, nanos] of [
      ['1.0000000001', 1_000_000_001n],
      ['1.000000001', 1_000_000_001n],
      ['0.0000000000000000000000000000000000000001', 1n],
      ['1e-999', 1n],
    ] as const)
      assert.equal(parseQuantity(text)?.nanos, nanos, text);
  });

  it('takes a suffix alone for nothing of it, as Kubernetes does', () => assert.equal(canonical('m'), '0'));

  it('says whether the form or the suffix is wrong', () => {
    assert.match(quantityFault('abc'), /^quantities must match the regular expression/);
    assert.equal(quantityFault('1K'), "unable to parse quantity's suffix");
    assert.equal(quantityFault('.'), 'unable to parse numeric part of quantity');
  });

  for (const text of ['', '1KI', '1ki', '1 Mi', '1mi', '0x10', '1,5', '1.5.5', '--1', '1e', '.', '1MiB']) {
    it(`${JSON.stringify(text)} is none`, () => assert.equal(parseQuantity(text), undefined));
  }

  const texts = fc
    .tuple(
      fc.bigInt(0n, 10n ** 9n),
      fc.integer({ min: 0, max: 999 }),
      fc.constantFrom('n', 'u', 'm', '', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'e-3'),
    )
    .map(([whole, part, suffix]) => `${whole}.${part}${suffix}`);

  it('writes what it reads as the same amount', () => {
    const exact = fc.tuple(fc.bigInt(0n, 10n ** 9n), fc.constantFrom('n', 'u', 'm', '', 'k', 'M', 'Ki', 'Mi', 'e3'));
    fc.assert(
      fc.property(exact, ([value, suffix]) => {
        const before = parseQuantity(`${value}${suffix}`) ?? assert.fail();
        assert.equal(parseQuantity(formatQuantity(before))?.nanos, before.nanos);
      }),
    );
  });

  it('has one form: to write it again changes nothing', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const once = canonical(text) ?? assert.fail();
        // an amount in binary units that is no multiple of one is written without, and reads as a decimal one
        if (/i$/.test(text)) assert.equal(parseQuantity(canonical(once) ?? '')?.nanos, parseQuantity(once)?.nanos);
        else assert.equal(canonical(once), once);
      }),
      { numRuns: 500 },
    );
  });
});
