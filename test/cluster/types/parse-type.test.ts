import assert from 'node:assert/strict';
import { impliedDefault, parseType, type TypeRef } from '../../../src/cluster/types/parse-type.js';

const string: TypeRef = { is: 'scalar', scalar: 'string' };
const quantity: TypeRef = { is: 'scalar', scalar: 'quantity' };

describe('parseType', () => {
  const cases: { text: string; type: TypeRef }[] = [
    { text: 'string', type: string },
    { text: '*bool', type: { is: 'scalar', scalar: 'bool' } },
    { text: '*float64', type: { is: 'scalar', scalar: 'double' } },
    { text: 'string/core.v1.Protocol', type: { ...string, goName: 'core.v1.Protocol' } },
    { text: '[]core.v1.Container', type: { is: 'list', of: { is: 'struct', name: 'core.v1.Container' } } },
    { text: '[]string/core.v1.Capability', type: { is: 'list', of: { ...string, goName: 'core.v1.Capability' } } },
    { text: '{bytes}', type: { is: 'map', of: { is: 'scalar', scalar: 'bytes' } } },
    {
      text: '{string/core.v1.ResourceName:api.resource.Quantity}/core.v1.ResourceList',
      type: { is: 'map', of: quantity, goName: 'core.v1.ResourceList', keyName: 'core.v1.ResourceName' },
    },
    {
      text: '{[]string/authorization.v1.ExtraValue}',
      type: { is: 'map', of: { is: 'list', of: string, goName: 'authorization.v1.ExtraValue' } },
    },
    { text: '*meta.v1.Time', type: { is: 'scalar', scalar: 'time' } },
    { text: 'runtime.RawExtension', type: { is: 'scalar', scalar: 'any' } },
  ];
  for (const { text, type } of cases) it(`reads ${text}`, () => assert.deepEqual(parseType(text), type));
});

describe('impliedDefault', () => {
  const of = (text: string, always: boolean): unknown =>
    impliedDefault(parseType(text), { pointer: text.startsWith('*'), always });
  it('is the zero of what Go always writes', () => {
    assert.deepEqual(
      [of('string', true), of('int32', true), of('bool', true), of('core.v1.PodSpec', false)],
      ['', 0, false, {}],
    );
  });
  it('is nothing for pointers, times, lists, and what may be left out', () => {
    for (const text of ['*string', '*core.v1.PodSpec', 'meta.v1.Time', '[]string', '{string}']) {
      assert.equal(of(text, true), undefined, text);
    }
    assert.equal(of('string', false), undefined);
  });
});
