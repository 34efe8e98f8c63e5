import assert from 'node:assert/strict';
import { parseFieldSelector, requiredValue } from '../../src/kube/field-selector.js';
import { isApiError } from '../../src/kube/status.js';

const fault = (selector: string): string => {
  try {
    return JSON.stringify(parseFieldSelector(selector));
  } catch (error) {
    assert.ok(isApiError(error, 'BadRequest'));
    return error.message;
  }
};

describe('field selectors', () => {
  it('reads equal and unequal terms, in the order of their texts', () => {
    assert.deepEqual(parseFieldSelector('status.phase!=Running,metadata.name=a,,type==x'), [
      { field: 'metadata.name', equal: true, value: 'a' },
      { field: 'status.phase', equal: false, value: 'Running' },
      { field: 'type', equal: true, value: 'x' },
    ]);
    assert.deepEqual(parseFieldSelector(''), []);
  });

  it('takes a backslash before what has a meaning', () => {
    assert.deepEqual(parseFieldSelector('a=b\\,c\\=d\\\\e,f='), [
      { field: 'a', equal: true, value: 'b,c=d\\e' },
      { field: 'f', equal: true, value: '' },
    ]);
  });

  const refused: Record<string, string> = {
    'metadata.name': "invalid selector: 'metadata.name'; can't understand 'metadata.name'",
    'b=1,a': "invalid selector: 'b=1,a'; can't understand 'a'",
    'a=b=c': 'invalid field selector: unescaped character in value: 61',
    'a=\\b': 'invalid field selector: invalid escape sequence: \\b',
    'a=b\\': 'invalid field selector: invalid escape sequence: \\',
  };
  for (const [selector, message] of Object.entries(refused)) {
    it(`refuses ${JSON.stringify(selector)}`, () => assert.equal(fault(selector), message));
  }

  it('finds the value that a field must have', () => {
    assert.equal(requiredValue(parseFieldSelector('a!=x,a=y'), 'a'), 'y');
    assert.equal(requiredValue(parseFieldSelector('a!=x'), 'a'), undefined);
  });
});
