import assert from 'node:assert/strict';
import { transformSync } from 'esbuild';
import { instrument, type Mutant } from './instrument.js';

/** Runs `value(argument)` of the source with one fault switched on, or with none. */
function valueWith(source: string, argument: unknown, mutant = 0): unknown {
  const { code } = instrument('part.ts', source, 1);
  const { code: plain } = transformSync(code.replaceAll('export ', ''), { loader: 'ts' });
  const run = new Function('globalThis', 'argument', `${plain}; return value(argument)`);
  return run({ __mutant: (id: number) => id === mutant }, argument);
}

function faultsOf(source: string): string[] {
  return instrument('part.ts', source, 1).mutants.map(({ kind, to }) => `${kind}: ${to}`);
}

describe('the faults that are put into code', () => {
  it('are conditions forced or dropped, bounds, defaults, methods, words and values', () => {
    assert.deepEqual(faultsOf('export const value = (a: number) => a < 3 && a > 1 ? "x" : a ?? "no";'), [
      'logical: export const value = (a: number) => a < 3 ? "x" : a ?? "no";',
      'logical: export const value = (a: number) => a > 1 ? "x" : a ?? "no";',
      'bound: export const value = (a: number) => a <= 3 && a > 1 ? "x" : a ?? "no";',
      'bound: export const value = (a: number) => a < 3 && a >= 1 ? "x" : a ?? "no";',
      `string: export const value = (a: number) => a < 3 && a > 1 ? '' : a ?? "no";`,
      'default: export const value = (a: number) => a < 3 && a > 1 ? "x" : a;',
    ]);
    assert.deepEqual(faultsOf('function value(a) {\n  if (a) stop(a);\n  return a.some((b) => !b);\n}'), [
      'condition: if (true) stop(a);',
      'condition: if (false) stop(a);',
      'statement: if (a) ;',
      'method: return a.every((b) => !b);',
      'negation: return a.some((b) => b);',
    ]);
  });

  it('take away a value that gets no other', () => {
    assert.deepEqual(faultsOf('function value(a) { return made(a); }'), [
      'return: function value(a) { return undefined; }',
    ]);
    assert.deepEqual(faultsOf('function value(a) { return undefined; }'), []);
  });

  it('are none in types, in messages, and in what runs once', () => {
    assert.deepEqual(faultsOf('const most = 3 - 1; type A = true | "x"; export { most };'), []);
    assert.deepEqual(faultsOf('const value = (): never => { throw new Error("bad" + "worse"); };'), []);
  });

  const sources: [string, string, unknown][] = [
    ['an optional chain', 'const value = (a: any) => a?.b.c.filter((d: any) => d?.e).length;', undefined],
    ['a call on an optional chain', 'const value = (a: any) => a?.b.slice(1)?.[0]?.toLowerCase();', { b: 'xAb' }],
    ['a deletion', 'function value(a: any) { delete a.b?.[1]; return 1 in a.b; }', { b: ['x', 'y'] }],
    ['an else behind a statement', 'function value(a: any) { let b = 0; if (a) b = 1; else b = 2; return b; }', false],
    ['a method with its object', 'const value = (a: any) => [a, 2].filter((b) => b > 1).some((b) => b === 2);', 1],
    ['conditions in conditions', 'const value = (a: any) => (a || 1) && (!a || a > 2 ? "x" : [a - 1, "y"]);', 2],
  ];
  for (const [what, source, argument] of sources) {
    it(`change nothing in ${what} until they are switched on`, () => {
      const before = transformSync(source, { loader: 'ts' }).code;
      const plain = new Function('argument', `${before}; return value(argument)`);
      assert.deepEqual(valueWith(source, argument), plain(argument));
    });
  }

  it('are switched on one by one', () => {
    const source = 'function value(a: any) { return a?.list.filter((b: number) => b >= 2).length ?? "none"; }';
    const { mutants } = instrument('part.ts', source, 1);
    const values = mutants.map(({ id }) => {
      try {
        return [valueWith(source, { list: [1, 2, 3] }, id), valueWith(source, undefined, id)];
      } catch (error) {
        return (error as Error).name;
      }
    });
    const kinds = Object.fromEntries(mutants.map(({ kind }: Mutant, index) => [kind, values[index]]));
    assert.deepEqual(kinds, {
      default: [2, undefined],
      method: [3, 'none'],
      'optional chain': 'TypeError',
      bound: [1, 'none'],
    });
  });

  it('are told with their file, line and number', () => {
    const { mutants } = instrument('src/part.ts', '\nexport const value = (a: boolean) =>\n  !a;\n', 7);
    assert.deepEqual(mutants, [{ id: 7, file: 'src/part.ts', line: 3, kind: 'negation', from: '!a;', to: 'a;' }]);
  });
});
