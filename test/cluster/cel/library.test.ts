/** Kubernetes' functions for expressions, with the examples of apiserver/pkg/cel/library. */
import assert from 'node:assert/strict';
import { isCelError } from '@bufbuild/cel';
import type { ExpressionCompiler } from '../../../src/cluster/cel/compile.js';
import { loadExpressions } from '../../../src/cluster/cel/load-expressions.js';
import { runFault } from '../../../src/cluster/cel/run-faults.js';

describe('the library of expressions', () => {
  let compiler: ExpressionCompiler;
  before(async () => {
    ({ compiler } = await loadExpressions());
  });

  const result = (text: string): unknown => {
    const program = compiler.compile(text, new Map());
    assert.ok(!('fault' in program), `${text}: ${'fault' in program ? program.fault : ''}`);
    const value = program.run({});
    return isCelError(value) ? runFault(value.message) : value;
  };
  const hold = (...expressions: string[]): void => {
    for (const text of expressions) assert.deepEqual([text, result(text)], [text, true]);
  };
  const fail = (text: string, message: string): void => assert.deepEqual([text, result(text)], [text, message]);

  const exceeded = 'operation cancelled: actual cost limit exceeded';

  it('reads and compares semantic versions', () => {
    hold(
      'isSemver("1.2.3-beta.1+build.1")',
      '!isSemver("") && !isSemver("v1.0.0") && !isSemver(" 1.0.0") && !isSemver("1. 0.0") && !isSemver("01.01.01")',
      '!isSemver("1") && !isSemver("1.1") && isSemver("1", true) && isSemver("1.1", true)',
      'isSemver("v1.0.0", true) && isSemver("01.01.01", true) && !isSemver("1.0.0 ", true) && !isSemver("1.1-a", true)',
      'semver("v01.01", true) == semver("1.1.0") && semver("1.2.3") != semver("1.0.0")',
      'semver("1.2.3").major() == 1 && semver("1.2.3").minor() == 2 && semver("1.2.3").patch() == 3',
      'semver("1.0.0").isLessThan(semver("1.2.3")) && !semver("1.0.0").isLessThan(semver("1.0.0"))',
      'semver("1.2.3").compareTo(semver("1.2.3")) == 0 && semver("1.2.3").compareTo(semver("2.0.0")) == -1',
      'semver("1.10.0").isGreaterThan(semver("1.9.0")) && semver("1.0.0").isGreaterThan(semver("1.0.0-rc.1"))',
      'semver("1.0.0-rc.2").isLessThan(semver("1.0.0-rc.10")) && semver("1.0.0-1").isLessThan(semver("1.0.0-a"))',
      'semver("1.0.0-a").isLessThan(semver("1.0.0-a.1")) && semver("1.0.0+a") == semver("1.0.0+b")',
    );
    fail('semver("v1.0")', 'No Major.Minor.Patch elements found');
    fail('semver("v1.0.0")', 'Invalid character(s) found in major number "v1"');
  });

  it('finds what a regular expression matches', () => {
    hold(
      '"abc 123".find("[0-9]+") == "123" && "123 abc 456".find("[0-9]*") == "123" && "xyz".find("[0-9]+") == ""',
      '"123 abc 456".findAll("[0-9]+") == ["123", "456"] && "123 abc 456".findAll("xyz") == []',
      '"123 abc 456".findAll("[0-9]+", 1) == ["123"] && "123 abc 456".findAll("[0-9]+", 3) == ["123", "456"]',
      '"123 abc 456".findAll("[0-9]+", 0) == [] && "123 abc 456".findAll("[0-9]+", -1) == ["123", "456"]',
      '"aab".findAll("a*") == ["aa", ""] && "b\u{1F600}".findAll("x*") == ["", "", ""] && "abab".findAll("(?:ab)+?") == ["ab", "ab"]',
    );
    fail('"a".find("(")', 'error parsing regexp: missing closing ): `(`');
  });

  it('ends searches that take too long', () => {
    const long = `[${Array.from({ length: 8 }, () => `"${'a'.repeat(9000)}"`).join()}].join("")`;
    // each search goes to the end of the text
    fail(`${long}.findAll("a(.*b)?").size() == 0`, exceeded);
    fail(`${long}.find("(?:[ab]{1,30}){1,30}c") == ""`, exceeded);
    hold(`${long}.find("[ab]+").size() == 72000`);
  });

  it('says what kind of address an address is', () => {
    hold(
      "ip.isCanonical('127.0.0.1') && ip.isCanonical('2001:db8::abcd') && !ip.isCanonical('2001:DB8::ABCD')",
      "!ip.isCanonical('2001:db8::0:0:0:abcd') && ip('2001:DB8::ABCD') == ip('2001:db8::abcd')",
      "ip('0.0.0.0').isUnspecified() && ip('::').isUnspecified() && !ip('::1').isUnspecified()",
      "ip('127.9.0.1').isLoopback() && ip('::1').isLoopback() && !ip('2001:db8::abcd').isLoopback()",
      "ip('224.0.0.1').isLinkLocalMulticast() && !ip('224.0.1.1').isLinkLocalMulticast()",
      "ip('ff02::1').isLinkLocalMulticast() && !ip('fd00::1').isLinkLocalMulticast()",
      "ip('169.254.169.254').isLinkLocalUnicast() && !ip('192.168.0.1').isLinkLocalUnicast()",
      "ip('fe80::1').isLinkLocalUnicast() && !ip('fd80::1').isLinkLocalUnicast()",
      "ip('192.168.0.1').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast()",
      "ip('2001:db8::abcd').isGlobalUnicast() && !ip('ff00::1').isGlobalUnicast()",
      "string(ip('::1')) == '::1' && string(cidr('192.168.0.0/16')) == '192.168.0.0/16' && string(1) == '1'",
    );
  });

  it('takes networks apart', () => {
    hold(
      "cidr('192.168.0.1/24').ip() == ip('192.168.0.1') && cidr('192.168.0.1/24').ip().family() == 4",
      "cidr('192.168.0.1/24').masked() == cidr('192.168.0.0/24') && cidr('2001:db8::1/32').masked() == cidr('2001:db8::/32')",
      "cidr('192.168.0.1/24') != cidr('192.168.0.1/24').masked() && cidr('::1/128').prefixLength() == 128",
      "isCIDR('10.0.0.1/8') && !isCIDR('10.0.0.0/33') && !isCIDR('10.0.0.0/08') && !isCIDR('10.0.0.0') && !isCIDR('1::/1/1')",
      "cidr('192.168.0.0/24').containsIP('192.168.0.9') && cidr('10.0.0.0/8').containsCIDR(cidr('10.1.0.0/16'))",
    );
  });

  it('holds texts to formats', () => {
    hold(
      '!format.dns1123Label().validate("my-label-name").hasValue()',
      '!format.dns1123SubdomainPrefix().validate("mysubdomain.prefix.-").hasValue()',
      '!format.qualifiedName().validate("apiextensions.k8s.io/v1beta1").hasValue()',
      '!format.uuid().validate("123e4567-e89b-12d3-a456-426614174000").hasValue()',
      'format.byte().validate("aGVsbG8").value() == ["invalid base64"]',
      'format.date().validate("2020-01-32").value()[0] == "invalid date"',
      'format.dns1035Label().validate("1").value()[0].startsWith("a DNS-1035 label must consist of")',
      '!format.named("unknown").hasValue() && !format.named("date").value().validate("2021-01-01").hasValue()',
      'optional.of(1).orValue(2) == 1 && optional.none().or(optional.of(3)).value() == 3',
    );
    fail('optional.none().value()', 'optional.none() dereference');
  });

  it('reads fields, items and keys that may be missing', () => {
    hold(
      '{"a": {"b": 1}}.?a.?b.orValue(0) == 1 && {"a": {"b": 1}}.?a.?c.orValue(0) == 0',
      // what is selected of an optional is optional
      '{"a": {"b": {"c": 1}}}.?a.b.c.value() == 1 && !{}.?a.b.c.hasValue() && {"a": [1, 2]}.?a[1].value() == 2',
      '[1, 2][?1].value() == 2 && ![1][?1].hasValue() && ![1][?-1].hasValue() && {"a": 1}[?"a"].hasValue()',
      'has({"a": {"b": 1}}.?a.b) && !has({}.?a.b)',
      // the other value is not computed when it is not needed
      '{"a": 1}.?a.orValue({}.b) == 1 && {"a": 1}.?a.or({}.b).value() == 1',
      '{}.?a.or({"b": 2}.?b).or(optional.of(3)).value() == 2',
      '{"a": 1}.?a.optMap(x, x + 1).value() == 2 && !{}.?a.optMap(x, x + 1).hasValue()',
      '{"a": {"b": 1}}.?a.optFlatMap(x, x.?b).value() == 1 && !{"a": {}}.?a.optFlatMap(x, x.?b).hasValue()',
      '[?{"a": 1}.?a, 2, ?{}.?a] == [1, 2] && {?"a": {"b": 1}.?b, ?"c": {}.?b} == {"a": 1}',
      '!optional.ofNonZeroValue("").hasValue() && !optional.ofNonZeroValue([]).hasValue()',
      'optional.ofNonZeroValue(1).value() == 1 && !optional.ofNonZeroValue(0).hasValue()',
      'optional.unwrap([optional.of(1), optional.none()]) == [1] && [optional.none(), {"a": 2}.?a].unwrapOpt() == [2]',
      'optional.of(1) == optional.of(1) && optional.of(1) != optional.of(2) && optional.none() != optional.of({})',
      // a question mark that is no mark
      `(1 < 2 ? [1] : [2]) == [1] && "a.?b[?" + 'c,?' == "a.?b[?c,?" && r'\\' + "" != "?" // [?`,
      '"\u{1F600}" == "\u{1F600}" && {"a": 1} . ? a.hasValue()',
    );
    fail('{}.a.?b.hasValue()', 'no such key: a');
    // a value that can hold nothing holds none of it
    hold('!{"a": dyn(1)}.a.?b.hasValue() && !{"a": dyn(1)}.?a.b.hasValue()');
    fail('{}.?a.value()', 'optional.none() dereference');
  });

  it('refuses optional parts where none can be', () => {
    const fault = (text: string, at: number, pattern: RegExp): void => {
      const compiled = compiler.compile(text, new Map());
      assert.ok('fault' in compiled, text);
      assert.match(compiled.fault, pattern);
      assert.ok(compiled.fault.includes(`<input>:1:${at}: `), compiled.fault);
      assert.ok(compiled.fault.includes(` | ${text}\n`), compiled.fault);
    };
    fault('[?1]', 3, /expected type 'optional_type\(int\)' but found 'int'/);
    fault('{?"a": "b"}', 8, /expected type 'optional_type\(string\)' but found 'string'/);
    fault('optional.of(1).orValue("a")', 23, /overload for 'orValue' applied to 'optional_type\(int\)\.\(string\)'/);
    fault('"a".hasValue()', 13, /overload for 'hasValue' applied to 'string\.\(\)'/);
    fault('"a".?b.hasValue()', 4, /: type 'string' does not support field selection/);
    fault('{"a": 1}.?b(1)', 9, /Syntax error: /);
    fault('has({}.?a)', 4, /Syntax error: /);
    fault('?{}', 1, /Syntax error: /);
    fault('optional.of(1).optMap(1, 2)', 23, /optMap\(\) variable name must be a simple identifier/);
  });

  it('goes through lists and maps with two variables', () => {
    hold(
      '[1, 2, 3].all(i, v, i < v) && ![1, 0].all(i, v, i < v) && {"a": "b"}.all(k, v, k != v)',
      '{"a": 1, "b": 2}.exists(k, v, k == "b" && v == 2) && ![1, 2].exists(i, v, i == 2)',
      // an error counts where no other item decides
      '[0, 1].exists(i, v, 1 / v == 1) && ![0, 1].all(i, v, 1 / v == 2)',
      '[1, 1, 2].existsOne(i, v, i == 2) && ![1, 1].exists_one(i, v, v == 1)',
      '[1, 2, 3].transformList(i, v, i * v + v) == [1, 4, 9] && [1, 2, 3].transformList(i, v, i % 2 == 0, v) == [1, 3]',
      '{"a": 1}.transformList(k, v, k + string(v)) == ["a1"]',
      '{"a": 1, "b": 2}.transformMap(k, v, v > 1, k + k) == {"b": "bb"} && ["a"].transformMap(i, v, v) == {0: "a"}',
      '{"a": "b"}.transformMapEntry(k, v, {v: k}) == {"b": "a"} && [1, 2].transformMapEntry(i, v, i > 0, {v: i}) == {2: 1}',
      '[[1]].all(i, v, v.all(j, w, i == 0 && j == 0 && w == 1 && v.exists(x, x == w)))',
    );
    fail('{"a": "c", "b": "c"}.transformMapEntry(k, v, {v: k}) == {}', 'insert failed: key c already exists');
    fail('[0].all(i, v, 1 / v == 1)', 'division by zero');
    fail('lists.range(3000).transformMap(i, v, lists.range(3000).transformMap(j, w, w)).size() == 0', exceeded);
    assert.match(JSON.stringify(compiler.compile('[1].all(i, 2, true)', new Map())), /argument must be a simple name/);
    assert.match(
      JSON.stringify(compiler.compile('["a"].all(i, v, i == v)', new Map())),
      /overload for '_==_' applied to '\(int, string\)'/,
    );
  });

  it('ends loops over what is long, also those that stop at its first item', () => {
    for (const loop of ['l.exists(v, true)', 'l.exists(i, v, true)', 'l.map(x, optional.of(x)).unwrapOpt() != []']) {
      fail(`[lists.range(100000)].all(l, lists.range(60000).all(x, ${loop}))`, exceeded);
    }
    hold('[lists.range(100000)].all(l, lists.range(60000).all(x, l[?x].hasValue()))');
  });

  it('sorts lists by keys of their items', () => {
    hold(
      '[3, 1, 2].sortBy(x, -x) == [3, 2, 1] && ["bb", "a"].sortBy(x, size(x)) == ["a", "bb"]',
      '[{"a": 2}, {"a": 1}].sortBy(x, x.a).map(x, x.a) == [1, 2] && [].sortBy(x, x) == []',
    );
    fail('[dyn(1), dyn("a")].sortBy(x, x).size() == 2', 'no such overload');
  });

  it('sorts, cuts and flattens lists', () => {
    hold(
      '[3, 1, 2].sort() == [1, 2, 3] && [1, 2, 3].reverse() == [3, 2, 1]',
      '[1, 2, 2, 3, 1].distinct() == [1, 2, 3] && [{"a": 1}, {"a": 1}].distinct() == [{"a": 1}]',
      '[1, 2, 3, 4].slice(1, 3) == [2, 3] && lists.range(3) == [0, 1, 2]',
      '[[[1]], [[2, 3]]].flatten() == [[1], [2, 3]] && [[[1]], [[2, 3]]].flatten(2) == [1, 2, 3]',
      '[1, 2].first().value() == 1 && [1, 2].last().orValue(0) == 2 && ![].first().hasValue()',
    );
    // cel-go has it for texts too, in a version that Kubernetes does not take
    assert.match(JSON.stringify(compiler.compile('"abc".reverse()', new Map())), /no matching overload for 'reverse'/);
    fail('[1].slice(0, 2)', 'cannot slice(0, 2), list is length 1');
    fail('lists.range(100000000) == []', 'operation cancelled: actual cost limit exceeded');
  });

  it('fails in the words of cel-go', () => {
    fail('[1][5] == 1', 'index out of bounds: 5');
    fail('[1].map(x, [x])[0][1] == 1', 'index out of bounds: 1');
    fail("{'a': 1}['b'] == 1", 'no such key: b');
    fail("'x'.charAt(9) == ''", 'index out of range: 9');
    fail("'abc'.substring(5) == ''", 'index out of range: 5');
    fail('1 + 9223372036854775807 == 0', 'integer overflow');
    fail('0u - 1u == 0u', 'unsigned integer overflow');
    fail('1 / 0 == 1', 'division by zero');
    fail('1u % 0u == 1u', 'modulus by zero');
  });
});
