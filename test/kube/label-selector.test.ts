import assert from 'node:assert/strict';
import { parseLabelSelector } from '../../src/kube/label-selector.js';
import { matchesLabels } from '../../src/kube/selector.js';
import { isApiError } from '../../src/kube/status.js';

const matches = (selector: string, labels: Record<string, string>): boolean =>
  matchesLabels(parseLabelSelector(selector), labels);

describe('label selectors', () => {
  const cases: { selector: string; labels: Record<string, string>; want: boolean }[] = [
    { selector: '', labels: {}, want: true },
    { selector: 'app=x', labels: { app: 'x' }, want: true },
    { selector: 'app==x', labels: { app: 'y' }, want: false },
    { selector: 'app!=x', labels: {}, want: true },
    { selector: 'app', labels: { app: '' }, want: true },
    { selector: '!app', labels: { app: 'x' }, want: false },
    { selector: 'app in (x, y),tier!=front', labels: { app: 'y', tier: 'back' }, want: true },
    { selector: 'app in (x,y),tier!=front', labels: { app: 'y', tier: 'front' }, want: false },
    { selector: 'app notin (x)', labels: { app: 'x' }, want: false },
    { selector: 'n>3', labels: { n: '4' }, want: true },
    { selector: 'n<3', labels: { n: '4' }, want: false },
    { selector: 'example.com/app=x', labels: { 'example.com/app': 'x' }, want: true },
    { selector: 'app=', labels: { app: '' }, want: true },
    // names that every object of JavaScript has
    { selector: 'constructor', labels: {}, want: false },
    { selector: '!toString', labels: {}, want: true },
    { selector: 'valueOf', labels: { valueOf: 'x' }, want: true },
  ];
  for (const { selector, labels, want } of cases) {
    it(`${JSON.stringify(selector)} ${want ? 'matches' : 'does not match'} ${JSON.stringify(labels)}`, () =>
      assert.equal(matches(selector, labels), want));
  }
  const faults: Record<string, string> = {
    'a b c': "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
    '=': "found '=', expected: !, identifier, or 'end of string'",
    'a,': "found '', expected: identifier after ','",
    'a,,b': "found ',', expected: identifier after ','",
    'a=b c': "found 'c', expected: ',' or 'end of string'",
    '!': "unable to parse requirement: found '', expected: identifier",
    '!,a': "unable to parse requirement: found ',', expected: identifier",
    'a constructor b': "unable to parse requirement: found 'constructor', expected: in, notin, =, ==, !=, gt, lt",
    'a<x': `unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`,
    '!a=b': "found '=', expected: ',' or 'end of string'",
    'a=(': "unable to parse requirement: found '(', expected: identifier",
    'a in': "unable to parse requirement: found '' expected: '('",
    'a in b': "unable to parse requirement: found 'b' expected: '('",
    'a in (': "unable to parse requirement: found '', expected: ',', ')' or identifier",
    'a in (b': "unable to parse requirement: found '', expected: ',' or ')'",
    'a in (b c)': "unable to parse requirement: found 'c', expected: ',' or ')'",
    'a in (b,': "unable to parse requirement: found '', expected: ',', or identifier",
    'a gt 3': "unable to parse requirement: found 'gt', expected: in, notin, =, ==, !=, gt, lt",
    'a>x': `unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`,
  };
  const faultOf = (selector: string): string => {
    try {
      return JSON.stringify(parseLabelSelector(selector));
    } catch (error) {
      assert.ok(isApiError(error, 'BadRequest'));
      return error.message;
    }
  };
  for (const [selector, message] of Object.entries(faults)) {
    it(`says what is wrong with ${JSON.stringify(selector)}`, () => assert.equal(faultOf(selector), message));
  }
  it('holds keys and values against the rules for labels', () => {
    assert.match(
      faultOf('-a=b'),
      /^unable to parse requirement: <nil>: Invalid value: "-a": name part must consist of/,
    );
    assert.match(
      faultOf('a in (b,-c)'),
      /^unable to parse requirement: values\[0\]\[a\]: Invalid value: "-c": a valid label must be an empty/,
    );
  });
  it('tells of several faults in a list', () => {
    assert.match(
      faultOf('a in (-b,-c)'),
      /^unable to parse requirement: \[values\[0\]\[a\]: .*, values\[1\]\[a\]: .*\]$/,
    );
  });
  it('reads terms one behind the other, and nothing as a value', () => {
    const exists = (key: string) => ({ key, operator: 'exists', values: [] });
    assert.deepEqual(parseLabelSelector(' \t'), []);
    assert.deepEqual(parseLabelSelector('a,!b'), [exists('a'), { key: 'b', operator: '!', values: [] }]);
    assert.deepEqual(parseLabelSelector('a=,b'), [{ ...parseLabelSelector('a=')[0] }, exists('b')]);
    for (const [text, values] of [
      ['a in (x,)', ['', 'x']],
      ['a in (x,,y)', ['', 'x', 'y']],
      ['a in (,)', ['']],
      ['a in (y,x,y)', ['x', 'y']],
    ] as const)
      assert.deepEqual(parseLabelSelector(text)[0]?.values, values, text);
  });
  it('takes the words of operators for names where they stand for some', () => {
    assert.ok(matches('in in (in,notin)', { in: 'notin' }));
    assert.ok(matches('a in (,x)', { a: '' }));
    assert.ok(matches('a notin ()', { a: 'x' }));
  });
});
