/** The expressions of admission policies as they are checked when a policy is written. */
import assert from 'node:assert/strict';
import type { ExpressionCompiler } from '../../../src/cluster/cel/compile.js';
import { loadExpressions } from '../../../src/cluster/cel/load-expressions.js';
import { type PolicyPart, policyCompiler } from '../../../src/cluster/cel/policy-compiler.js';
import type { Fields } from '../../../src/kube/fields.js';

describe('policyCompiler', () => {
  let compiler: ExpressionCompiler;
  before(async () => {
    ({ compiler } = await loadExpressions());
  });

  const withParams = { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } };
  const withVariables = { variables: [{ name: 'x', expression: '1' }] };
  /** The first line of what is said of an expression; nothing for one that is taken. */
  const told = (part: PolicyPart, text: string, spec: Fields = {}, isMutating = false): string => {
    const found = policyCompiler(compiler, spec, { isMutating }).check(part, text);
    return 'fault' in found ? (found.fault.split('\n')[0] ?? '') : '';
  };
  const undeclared = (name: string): string =>
    `compilation failed: ERROR: <input>:1:1: undeclared reference to '${name}' (in container '')`;

  it('knows the variables of each part', () => {
    const everywhere = "request.operation == 'CREATE' && object == oldObject && namespaceObject.metadata.name == 'x'";
    for (const part of ['condition', 'validation'] as const) assert.equal(told(part, everywhere), '');
    assert.equal(told('validation', 'params.x == 1'), undeclared('params'));
    assert.equal(told('validation', 'params.x == 1', withParams), '');
    assert.equal(told('condition', 'variables.x == 1', withVariables), undeclared('variables'));
    const asked = "authorizer.group('').resource('pods').check('get')";
    assert.equal(told('validation', `${asked}.allowed()`), '');
    assert.equal(told('message', `${asked}.reason()`), undeclared('authorizer'));
  });

  it('knows the fields of the request, and of no object', () => {
    assert.equal(told('validation', 'object.any.thing == 1'), '');
    assert.match(told('validation', "request.verb == 'x'"), /undefined field 'verb'$/);
    assert.match(told('validation', 'request.userInfo.username == 1'), /no matching overload for '_==_'/);
  });

  it('wants the type of each part', () => {
    assert.equal(told('condition', '1 + 1'), 'must evaluate to bool but got int');
    assert.equal(told('validation', 'object.spec.paused'), 'must evaluate to bool but got dyn');
    assert.equal(told('message', '[1]'), 'must evaluate to string but got list(int)');
    assert.equal(told('annotation', 'true'), 'must evaluate to one of [string null_type] but got bool');
    for (const text of ["'x'", 'null']) assert.equal(told('annotation', text), '');
  });

  it('gives a variable the type of its expression, and only those behind it see it', () => {
    const policy = policyCompiler(compiler, withVariables, { isMutating: false });
    const early = policy.check('validation', 'variables.n == 1');
    assert.match('fault' in early ? early.fault : '', /undefined field 'n'/);
    policy.variable('n', 'size(object.data)');
    assert.ok(!('fault' in policy.check('validation', 'variables.n == 1')));
    const wrong = policy.check('validation', "variables.n == 'a'");
    assert.match('fault' in wrong ? wrong.fault : '', /applied to '\(int, string\)'/);
  });

  it('lets a mutating policy make objects', () => {
    const configuration = 'Object{spec: Object.spec{replicas: 1}}';
    const patch = "[JSONPatch{op: 'add', path: '/a/' + jsonpatch.escapeKey('b/c'), value: 1}]";
    assert.equal(told('configuration', configuration, {}, true), '');
    assert.equal(told('patch', patch, {}, true), '');
    assert.equal(told('configuration', '{}', {}, true).startsWith('must evaluate to Object but got '), true);
    assert.match(told('validation', 'Object{} == object'), /undeclared reference to 'Object'/);
  });

  it('knows the fields of a patch, and the variables of a mutating policy though it has none', () => {
    const patch = (text: string): string =>
      told('patch', text, {}, true).replace('compilation failed: ERROR: <input>:', '');
    assert.equal(patch("[JSONPatch{op: 'add', path: '/a', value: object}]"), '');
    assert.equal(
      patch('[JSONPatch{op: 1}]'),
      "1:14: expected type of field 'op' is 'string' but provided type is 'int'",
    );
    assert.equal(
      patch("[JSONPatch{foo: 'x'}]"),
      "1:15: expected type of field 'foo' is '' but provided type is 'string'",
    );
    assert.equal(patch('[]'), 'must evaluate to list(JSONPatch) but got list(dyn)');
    assert.equal(patch('variables.x'), "1:10: undefined field 'x'");
    assert.equal(patch('Patch{}'), "1:6: undeclared reference to 'Patch' (in container '')");
  });

  it('refuses literals that no run could take, as the validators of cel-go do', () => {
    const invalid = (name: string): RegExp =>
      new RegExp(`^compilation failed: ERROR: <input>:1:\\d+: invalid ${name} argument$`);
    assert.match(told('condition', "duration('1x') == duration('1s')"), invalid('duration'));
    assert.match(told('condition', "timestamp('2020') < timestamp('2020-01-01T00:00:00Z')"), invalid('timestamp'));
    assert.match(told('condition', "object.a.matches('[')"), invalid('matches'));
    assert.match(told('condition', "object.a.matches('[') && 1"), /expected type 'bool' but found 'int'/);
    assert.equal(told('condition', "object.a.matches('^[a-z]$') && duration(object.b) < duration('1h30m')"), '');
  });

  it('wants the items of a list, and the values of a map, of one type', () => {
    assert.match(told('condition', "[1, 'a'] == []"), /:1:5: expected type 'int' but found 'string'$/);
    assert.match(told('condition', "{'a': 1, 'b': [1]} == {}"), /:1:15: expected type 'int' but found 'list\(int\)'$/);
    for (const text of [
      "'%s %d'.format(['a', 1]) == ''",
      "'%s'.format([{'a': [1, 'b']}]) == ''",
      "[dyn(1), dyn('a')] == []",
    ])
      assert.equal(told('condition', text), '');
  });

  it('says what is missing at the end of an expression as cel-go does', () => {
    const missing = /^compilation failed: ERROR: <input>:1:9: Syntax error: mismatched input '<EOF>' expecting \{/;
    assert.match(told('validation', 'object =='), /:1:10: Syntax error: mismatched input '<EOF>'/);
    assert.match(told('validation', '1 > 2 &&'), missing);
  });
});
