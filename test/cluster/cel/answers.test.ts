/** Expressions with the answers of the environment of kube-apiserver 1.36.2 (apiserver/pkg/cel/environment), recorded with `d` as "x" and `m` as a map. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type CelInput, type CelValue, celType, isCelError, isCelUint } from '@bufbuild/cel';
import { type ExpressionType, types } from '../../../src/cluster/cel/expression-types.js';
import { shortFloat } from '../../../src/cluster/cel/go-numbers.js';
import { loadExpressions } from '../../../src/cluster/cel/load-expressions.js';
import { runFault } from '../../../src/cluster/cel/run-faults.js';

const recorded = readFileSync('test/fixtures/expressions/answers.tsv', 'utf8').trimEnd().split('\n');
const variables = new Map<string, ExpressionType>([
  ['d', types.dyn],
  ['m', { is: 'map', key: types.string, of: types.dyn, max: 10 }],
]);
const values = { d: 'x', m: { a: 1n, s: 'x', l: [1n, 'b'] } } as unknown as Record<string, CelInput>;

describe('an expression', () => {
  it(`answers as a real API server does, each of ${recorded.length}`, async () => {
    const { compiler } = await loadExpressions();
    const answer = (text: string): string => {
      const program = compiler.compile(text, variables);
      if ('fault' in program) {
        const [first = ''] = program.fault.split('\n');
        return `refused\t${first.replace('compilation failed: ERROR: <input>:1:', '')}`;
      }
      const value = program.run(values);
      if (isCelError(value)) return `fails\t${runFault(value.message)}`;
      const shown = isCelUint(value) ? value.value : typeof value === 'number' ? shortFloat(value) : value;
      return `${celType(value as CelValue).name}\t${String(shown)}`;
    };
    const differing = recorded
      .map((line) => line.split('\t'))
      .map(([text = '', ...wanted]) => ({ text, wanted: wanted.join('\t'), found: answer(text) }))
      .filter(({ wanted, found }) => wanted !== found);
    assert.deepEqual(differing, []);
  });
});
