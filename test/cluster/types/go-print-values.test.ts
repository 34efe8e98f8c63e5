import assert from 'node:assert/strict';
import { printIntOrString, printQuantity, printTime } from '../../../src/cluster/types/go-print-values.js';

describe('a value of one word as Go prints it', () => {
  it('is a port by its number or its name', () => {
    assert.equal(printIntOrString(80), '{Type:(intstr.Type)0 IntVal:(int32)80 StrVal:(string)}');
    assert.equal(printIntOrString('http'), '{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)http}');
    assert.equal(printIntOrString(undefined), '{Type:(intstr.Type)0 IntVal:(int32)0 StrVal:(string)}');
  });

  it('is a time that is not set, without a zone', () => {
    assert.equal(printTime(undefined), '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}');
    assert.equal(printTime(null), printTime(undefined));
  });

  it('is a time in seconds since the year 1', () => {
    assert.match(
      printTime('1970-01-01T00:00:01Z'),
      /wall:\(uint64\)0 ext:\(int64\)62135596801 loc:.*\{name:\(string\)UTC /,
    );
  });

  const amounts: [text: string | undefined, value: bigint, scale: number, kept: string, format: string][] = [
    ['0', 0n, 0, '0', 'DecimalSI'],
    [undefined, 0n, 0, '0', 'DecimalSI'],
    ['100m', 100n, -3, '100m', 'DecimalSI'],
    ['2', 2n, 0, '2', 'DecimalSI'],
    ['3e3', 3n, 3, '3e3', 'DecimalExponent'],
    ['170Mi', 178257920n, 0, '170Mi', 'BinarySI'],
    // Go does not look whether a multiple of eight is canonical
    ['128Mi', 134217728n, 0, '', 'BinarySI'],
    ['123456789012345678', 123456789012345678n, 0, '123456789012345678', 'DecimalSI'],
    ['10Ti', 10995116277760n, 0, '10Ti', 'BinarySI'],
  ];
  for (const [text, value, scale, kept, format] of amounts) {
    it(`is ${text ?? 'no amount, which is sent as zero'}`, () =>
      assert.equal(
        printQuantity(text),
        `{i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${scale}} ` +
          `d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${kept} Format:(resource.Format)${format}}`,
      ));
  }

  it('is an amount that may not fit, in billionths and words of 64 bits', () => {
    const text = (words: string, format: string): string =>
      '{i:(resource.int64Amount){value:(int64)0 scale:(resource.Scale)0} d:(resource.infDecAmount){Dec:(*inf.Dec)' +
      `{unscaled:(big.Int){neg:(bool)false abs:(big.nat)[${words}]} scale:(inf.Scale)9}} s:(string) Format:(resource.Format)${format}}`;
    // 2^60 and 10^9: 2^9 * 5^9 * 2^60, which is 1953125 * 2^69
    assert.equal(printQuantity('1Ei'), text(`0 ${1953125 * 2 ** 5}`, 'BinarySI'));
    assert.equal(printQuantity('1000000001000000001n'), text('1000000001000000001', 'DecimalSI'));
    assert.equal(
      printQuantity('100Ti'),
      text(`${(100n * 2n ** 40n * 10n ** 9n) % 2n ** 64n} ${(100n * 2n ** 40n * 10n ** 9n) >> 64n}`, 'BinarySI'),
    );
  });
});
