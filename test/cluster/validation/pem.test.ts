import assert from 'node:assert/strict';
import { pemBlocks } from '../../../src/cluster/validation/pem.js';

const block = (type: string, ...lines: string[]): string =>
  [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`, ''].join('\n');
const read = (text: string) => pemBlocks(text).map(({ type, headers, der }) => [type, headers, der.toString()]);

describe('PEM', () => {
  it('has blocks, with text between them', () => {
    assert.deepEqual(read(`before\n${block('A', 'YWJj', 'ZGVm')}between\n${block('B C', 'Z2hp')}`), [
      ['A', false, 'abcdef'],
      ['B C', false, 'ghi'],
    ]);
    assert.deepEqual(read(block('A', 'YWJj').replaceAll('\n', '\r\n')), [['A', false, 'abc']]);
    assert.deepEqual(read(''), []);
  });

  it('may have headers, which are no data', () => {
    assert.deepEqual(read(block('A', 'Proc-Type: 4,ENCRYPTED', '', 'YWJj')), [['A', true, 'abc']]);
  });

  it('is none where it ends otherwise than it begins, or holds other characters', () => {
    assert.deepEqual(read('-----BEGIN A-----\nYWJj\n-----END B-----\n'), []);
    assert.deepEqual(read('-----BEGIN A-----YWJj-----END A-----'), []);
    assert.deepEqual(read(`${block('A', 'YW*j')}${block('B', 'YWJj')}`), [['B', false, 'abc']]);
  });
});
