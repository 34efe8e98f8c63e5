/** What is wrong with a YAML text, in the words that Kubernetes' library found for the same texts. */
import assert from 'node:assert/strict';
import { goYamlFault } from '../../../src/cluster/wire/yaml-faults.js';
import { parseYaml } from '../../../src/cluster/wire/yaml-nodes.js';

const faults: [text: string, message: string][] = [
  ['a: b: c\n', 'mapping values are not allowed in this context'],
  ['x: 1\na: b: c\n', 'line 2: mapping values are not allowed in this context'],
  ['a: 1\n  b: 2\n', 'line 2: mapping values are not allowed in this context'],
  ['a\nb: 1\n', 'line 2: mapping values are not allowed in this context'],
  ['a:\n\tb: 1\n', 'line 2: found character that cannot start any token'],
  ['a: b\n\tc: d\n', 'line 2: found a tab character that violates indentation'],
  ['x: 1\na: @x\n', 'line 2: found character that cannot start any token'],
  ['a:\n  b: 1\n c: 2\n', 'line 2: did not find expected key'],
  ['a: "x" y\n', 'did not find expected key'],
  ['a: 1\nb c\nd: 1\n', "line 3: could not find expected ':'"],
  ['a: "x\n', 'line 2: found unexpected end of stream'],
  ['a: "x', 'found unexpected end of stream'],
  ['a: "\\q"\n', 'found unknown escape character'],
  ['a: {b: 1\n', "line 1: did not find expected ',' or '}'"],
  ['{"a":', 'line 1: did not find expected node content'],
  ['a: [1, 2\n', "line 1: did not find expected ',' or ']'"],
  ['a: }\n', 'did not find expected node content'],
  ['a: *\n', 'did not find expected alphabetic or numeric character'],
  ['a: 1\nb: [1\nc: 2\n', "line 2: did not find expected ',' or ']'"],
  ['a: \u0001\n', 'control characters are not allowed'],
];

describe('faults of YAML', () => {
  for (const [text, message] of faults) {
    it(JSON.stringify(text), () => assert.throws(() => parseYaml(text), { message: `yaml: ${message}` }));
  }

  it('without a counterpart are told in the words of the parser, with their line', () => {
    assert.equal(goYamlFault('Something new', 'a: 1\nb: 2\n', 5), 'yaml: line 2: something new');
  });
});
