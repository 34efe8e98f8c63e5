import assert from 'node:assert/strict';
import { callCost } from '../../../src/cluster/cel/call-cost.js';
import { callType, isAlike, isDeclared } from '../../../src/cluster/cel/call-type.js';
import {
  authorizerTypes,
  type ExpressionType,
  freeType,
  listOf,
  maxBytes,
  optionalOf,
  types,
  typeText,
} from '../../../src/cluster/cel/expression-types.js';

const text = (max: number): ExpressionType => ({ is: 'string', max });
const map = (key: ExpressionType, of: ExpressionType, max = 1): ExpressionType => ({ is: 'map', key, of, max });
/** The type of a function's result, or of a method's when the name begins with a point, and the most that it holds. */
const result = (name: string, ...given: ExpressionType[]): [string, number] | undefined => {
  const found = callType(name.replace(/^\./, ''), given, name.startsWith('.'));
  return found && [typeText(found), found.max];
};

describe('the type of a call', () => {
  it('holds as much as its arguments say', () => {
    assert.deepEqual(result('_+_', text(5), text(7)), ['string', 12]);
    assert.deepEqual(result('_+_', listOf(types.int, 2), listOf(types.int, 3)), ['list(int)', 5]);
    for (const name of ['.trim', '.lowerAscii', '.upperAscii']) assert.deepEqual(result(name, text(5)), ['string', 5]);
    assert.deepEqual(result('.substring', text(5), types.int), ['string', 5]);
    assert.deepEqual(result('.split', text(5), text(1)), ['list(string)', 6]);
    for (const name of ['.sort', '.reverse', '.distinct'])
      assert.deepEqual(result(name, listOf(types.int, 4)), ['list(int)', 4]);
    assert.deepEqual(result('cel.@mapInsert', map(types.string, types.int, 3), text(1), types.int), [
      'map(string, int)',
      3,
    ]);
    // what nothing says is as much as a request holds
    assert.deepEqual(result('.join', listOf(types.string, 2)), ['string', maxBytes]);
    assert.deepEqual(result('lists.range', types.int), ['list(int)', maxBytes]);
    assert.deepEqual(result('_+_', types.dyn, text(7)), ['string', maxBytes + 7]);
    assert.deepEqual(result('size', text(9)), ['int', 1]);
  });

  it('is of the larger of two values, and unknown where one of them is', () => {
    assert.deepEqual(result('_?_:_', types.bool, text(2), text(9)), ['string', 9]);
    assert.deepEqual(result('_?_:_', types.bool, text(9), text(2)), ['string', 9]);
    for (const both of [
      [types.dyn, text(2)],
      [text(2), types.dyn],
    ] as const) {
      assert.equal(result('_?_:_', types.bool, ...both)?.[0], 'dyn');
    }
    assert.equal(result('_?_:_', types.bool, types.int, text(2)), undefined);
  });

  it('is that of the parts of its arguments', () => {
    assert.deepEqual(result('_[_]', listOf(text(4), 9), types.int), ['string', 4]);
    assert.deepEqual(result('_[_]', map(types.int, text(4)), types.int), ['string', 4]);
    assert.equal(result('_[_]', map(types.int, text(4)), text(1)), undefined);
    assert.deepEqual(result('.value', optionalOf(text(4))), ['string', 4]);
    assert.deepEqual(result('.first', listOf(text(4), 9)), ['optional_type(string)', 4]);
    assert.deepEqual(result('type', listOf(types.int, 2)), ['type(list(int))', 1]);
    // of nothing nothing is known
    assert.equal(callType('optional.none', [], false)?.of, undefined);
    assert.equal(callType('value', [{ is: 'optional', max: 0 }], true), freeType);
  });

  it('is unknown where declarations of different results take the arguments, and none where no declaration does', () => {
    assert.equal(result('_+_', types.dyn, types.dyn)?.[0], 'dyn');
    assert.equal(result('_-_', types.dyn, types.duration)?.[0], 'dyn');
    assert.equal(result('_<_', types.dyn, types.dyn)?.[0], 'bool');
    assert.equal(result('trim', text(1)), undefined, 'a method is no function');
    assert.equal(result('.trim', text(1), text(1)), undefined);
    assert.deepEqual([isDeclared('trim'), isDeclared('toString'), isDeclared('strings.quote')], [true, false, true]);
  });

  it('takes null for times, objects and values of Kubernetes alone', () => {
    assert.equal(result('_==_', types.timestamp, types.nothing)?.[0], 'bool');
    assert.equal(result('_==_', types.nothing, types.nothing)?.[0], 'bool');
    for (const type of [types.int, types.string, listOf(types.int, 1), map(types.string, types.int), types.type]) {
      assert.equal(result('_==_', type, types.nothing), undefined, typeText(type));
      assert.equal(result('_==_', types.nothing, type), undefined, typeText(type));
    }
    assert.equal(result('string', types.nothing)?.[0], 'string');
    assert.equal(result('double', types.nothing), undefined);
  });

  it('of the authorizer goes from one check to the next', () => {
    const { Authorizer, GroupCheck, ResourceCheck } = authorizerTypes;
    assert.equal(callType('group', [Authorizer, text(1)], true), GroupCheck);
    assert.equal(callType('resource', [GroupCheck, text(1)], true), ResourceCheck);
    assert.equal(callType('resource', [Authorizer, text(1)], true), undefined);
  });
});

describe('types', () => {
  it('are alike by their names and parts; objects without a name are alike to all others', () => {
    const object = (name?: string): ExpressionType => ({ is: 'object', max: 1, ...(name ? { name } : {}) });
    const alike: [ExpressionType, ExpressionType, boolean][] = [
      [types.int, types.double, false],
      [types.int, types.dyn, true],
      [listOf(types.int, 1), listOf(types.int, 9), true],
      [listOf(types.int, 1), listOf(types.string, 1), false],
      [listOf(types.int, 1), { is: 'list', max: 0 }, true],
      [map(types.string, types.int), map(types.int, types.int), false],
      [map(types.string, types.int), map(types.string, types.string), false],
      [object('a'), object('b'), false],
      [object('a'), object('a'), true],
      [object('a'), object(), true],
      [object(), map(types.string, types.int), false],
      [{ ...types.type, of: types.int }, { ...types.type, of: types.string }, true],
      [optionalOf(types.int), optionalOf(types.string), false],
    ];
    for (const [a, b, is] of alike)
      assert.deepEqual([isAlike(a, b), isAlike(b, a)], [is, is], `${typeText(a)}, ${typeText(b)}`);
  });
});

describe('the cost of a call', () => {
  it('grows with what it reads', () => {
    assert.equal(callCost('charAt', [text(1000), types.int]), 1);
    assert.equal(callCost('trim', [text(1000)]), 101);
    assert.equal(callCost('contains', [text(1000), text(15)]), 103);
    assert.equal(callCost('sum', [listOf(types.int, 50)]), 51);
    assert.equal(callCost('trim', [types.dyn]), 2);
    // two values are compared as far as the smaller one goes
    assert.equal(callCost('_==_', [text(1000), text(20)]), 3);
    assert.equal(callCost('_!=_', [text(20), text(1000)]), 3);
    // a pattern is tried at each place
    assert.equal(callCost('matches', [text(1000), text(40)]), 1001);
    assert.equal(callCost('find', [text(1000), text(3)]), 101);
    assert.equal(callCost('findAll', [text(1000)]), 101);
  });
});
