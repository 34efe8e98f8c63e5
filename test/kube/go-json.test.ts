import assert from 'node:assert/strict';
import { goEscaped, goJson, goMapJson } from '../../src/kube/go-json.js';

describe('JSON as Go writes it', () => {
  it('escapes what could end a script in a page, each time', () => {
    assert.equal(goJson({ a: '<b> & </b>' }), '{"a":"\\u003cb\\u003e \\u0026 \\u003c/b\\u003e"}');
    assert.equal(goJson('\u2028\u2029é'), '"\\u2028\\u2029é"');
    assert.equal(goEscaped('{"a":1}'), '{"a":1}');
  });

  it('keeps the order of fields, and sorts those of a map', () => {
    assert.equal(goJson({ b: 1, a: '>' }), '{"b":1,"a":"\\u003e"}');
    assert.equal(goMapJson({ b: { d: 1, c: '&' }, a: [2, 1] }), '{"a":[2,1],"b":{"c":"\\u0026","d":1}}');
  });

  it('is indented as asked for', () => assert.equal(goJson({ a: [1] }, 2), '{\n  "a": [\n    1\n  ]\n}'));
});
