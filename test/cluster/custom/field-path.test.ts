/** Paths to a field of a schema, as rules name one. */
import assert from 'node:assert/strict';
import type { Schema } from '../../../src/cluster/custom/definition-spec.js';
import { schemaAtPath } from '../../../src/cluster/custom/field-path.js';

const text: Schema = { type: 'string' };
const root: Schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: { a: text, "it's": text, 'x.y': text, labels: { type: 'object', additionalProperties: text } },
    },
  },
};

describe('schemaAtPath', () => {
  const found: [path: string, names: string[], text: string][] = [
    ['.spec.a', ['spec', 'a'], 'spec.a'],
    [".spec['a']", ['spec', 'a'], 'spec.a'],
    [".spec['x.y']", ['spec', 'x.y'], 'spec.x.y'],
    [".spec['it\\'s']", ['spec', "it's"], "spec.it's"],
    ['.spec.labels.app', ['spec', 'labels', 'app'], 'spec.labels[app]'],
    [".spec.labels['a/b']", ['spec', 'labels', 'a/b'], 'spec.labels[a/b]'],
  ];
  for (const [path, names, shown] of found) {
    it(`finds ${path}`, () => assert.deepEqual(schemaAtPath(path, root), { schema: text, names, text: shown }));
  }

  const faults: [path: string, fault: string][] = [
    ['spec', 'expected [ or . but got: spec'],
    ['.', 'unexpected end of JSON path'],
    ['.spec[', 'unexpected end of JSON path'],
    [".spec['a'", 'unexpected end of JSON path'],
    ['.spec[a]', 'expected single quoted string but got a'],
    [".spec['a'.", 'expected ] but got .'],
    ['.none', 'does not refer to a valid field'],
    ['.spec.a.b', 'does not refer to a valid field'],
    ['.constructor', 'does not refer to a valid field'],
  ];
  for (const [path, fault] of faults) {
    it(`refuses ${path}`, () => assert.deepEqual(schemaAtPath(path, root), { fault }));
  }

  it('takes no brackets where only names are allowed', () => {
    assert.deepEqual(schemaAtPath(".spec['a']", root, false), { fault: 'array notation is not allowed' });
    assert.deepEqual(schemaAtPath('.spec.a', root, false), { schema: text, names: ['spec', 'a'], text: 'spec.a' });
  });
});
