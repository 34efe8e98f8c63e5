/** What the body of a patch says, and what Go says of one that it cannot read. */
import assert from 'node:assert/strict';
import { type Patch, readPatch } from '../../../src/cluster/registry/patch-body.js';
import { isApiError } from '../../../src/kube/status.js';

const cut = 'unexpected end of JSON input';
const list = 'json: cannot unmarshal';

describe('the body of a patch', () => {
  const bodies: [type: Patch['type'], body: string, patch: object][] = [
    ['json', 'null', { operations: [] }],
    ['json', '[]', { operations: [] }],
    ['json', '[null]', { operations: [{}] }],
    [
      'json',
      '[{"op":"add","path":"/a","value":{"b":[1]}},{"op":"move","from":null,"path":"/a","value":null}]',
      {
        operations: [
          { op: 'add', path: '/a', value: { b: [1] } },
          { op: 'move', from: null, path: '/a', value: null },
        ],
      },
    ],
    ['json', '[{"a\\"b":1}]', { operations: [{ 'a"b': 1 }], strict: ['json patch unknown field "[0].a\\"b"'] }],
    ['json', '[{"op":"x","op":"y"}]', { operations: [{ op: 'y' }], strict: ['json patch duplicate field "[0].op"'] }],
    ['merge', '{}', { change: {} }],
    ['merge', '{"a":{"b":null}}', { change: { a: { b: null } } }],
    ['merge', '{"a":1,"a":2}', { change: { a: 2 }, strict: ['duplicate field "a"'] }],
    ['strategic', 'null', { change: {} }],
    ['strategic', '{"a":[1]}', { change: { a: [1] } }],
  ];
  for (const [type, body, patch] of bodies) {
    it(`${type} ${body}`, () => {
      assert.deepEqual(readPatch(type, body, 'Warn'), { type, strict: [], ...patch });
    });
  }

  const faults: [type: Patch['type'], body: string, message: string, isAlwaysBare?: true][] = [
    ['json', '[', cut],
    ['merge', '{', cut],
    ['strategic', '{', cut, true],
    ['json', '{}', `${list} object into Go value of type []handlers.jsonPatchOp`],
    ['json', '"a"', `${list} string into Go value of type []handlers.jsonPatchOp`],
    ['json', '[[]]', `${list} array into Go value of type handlers.jsonPatchOp`],
    ['json', '[{"path":{}}]', `${list} object into Go struct field jsonPatchOp.path of type string`],
    ['json', '[{"from":true}]', `${list} bool into Go struct field jsonPatchOp.from of type string`],
    ['merge', '"a"', `${list} string into Go value of type map[string]interface {}`],
    ['strategic', '[]', `${list} array into Go value of type map[string]interface {}`, true],
  ];
  for (const [type, body, message, isAlwaysBare] of faults) {
    it(`${type} ${body} is refused`, () => {
      for (const validation of ['Warn', 'Strict', 'Ignore'] as const) {
        const prefix = isAlwaysBare || validation === 'Ignore' ? '' : 'error decoding patch: ';
        const refused = (error: unknown): boolean =>
          isApiError(error, 'BadRequest') && error.message === prefix + message;
        assert.throws(() => readPatch(type, body, validation), refused, validation);
      }
    });
  }

  it('has 10,000 operations at most', () => {
    const operations = (count: number): string => JSON.stringify(Array.from({ length: count }, () => ({ op: 'test' })));
    const read = readPatch('json', operations(10_000), 'Warn');
    assert.equal('operations' in read && read.operations.length, 10_000);
    assert.throws(
      () => readPatch('json', operations(10_001), 'Warn'),
      (error) => isApiError(error, 'RequestEntityTooLarge') && /got 10001$/.test(error.message),
    );
  });

  it('of a merge patch is no null', () => {
    const refused = (error: unknown): boolean => isApiError(error) && error.message === 'Invalid JSON Patch';
    assert.throws(() => readPatch('merge', 'null', 'Warn'), refused);
  });
});
