/** The declarations of functions, beside those of the environment of kube-apiserver 1.36.2, printed from it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { declarations } from '../../../src/cluster/cel/declarations.js';

describe('the functions of expressions', () => {
  it('take and give what a real API server says', () => {
    const printed = readFileSync('test/fixtures/expressions/declarations.tsv', 'utf8').trimEnd().split('\n');
    const own = Object.entries(declarations).flatMap(([name, all]) =>
      (all ?? []).map((text) => {
        const end = text.lastIndexOf(') ') + 1;
        return [name, text.slice(0, end), text.slice(end + 1)].join('\t');
      }),
    );
    // of mutating policies alone
    printed.push('jsonpatch.escapeKey\t(string)\tstring');
    assert.deepEqual(own.sort(), printed.sort());
  });
});
