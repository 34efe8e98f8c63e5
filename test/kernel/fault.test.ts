import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { KubelabError } from '../../src/errors.js';
import { faultOf, faultOfDiagnostics } from '../../src/kernel/fault.js';

const red = (text: string): string => `\x1b[31m${text}\x1b[39m`;

describe('the fault of what was thrown', () => {
  it('is the name, the message and the stack of an error', () => {
    const error = new RangeError('too far');
    error.stack = 'RangeError: too far\n    at fail (cell-900.ts:3:9)\n    at run (node:internal/process:1:1)';
    const { ename, evalue, traceback } = faultOf(error);
    assert.deepEqual([ename, evalue], ['RangeError', 'too far']);
    assert.deepEqual(traceback, [red('RangeError: too far'), '    at fail (\x1b[32mcell-900.ts:3:9\x1b[39m)']);
  });

  it('is what anything else looks like', () => {
    assert.deepEqual(faultOf('a text'), { ename: 'string', evalue: "'a text'", traceback: [red("Uncaught 'a text'")] });
    assert.deepEqual(faultOf(undefined), {
      ...{ ename: 'undefined', evalue: 'undefined' },
      traceback: [red('Uncaught undefined')],
    });
    assert.equal(faultOf({ message: 'Interrupted asynchronously' }).ename, 'object');
  });

  it('has the hint of an error of kubelab, and of its stack the places in cells alone', () => {
    const error = new KubelabError('FILE_MISSING', 'there is none', { hint: 'make one' });
    error.stack =
      'KubelabError: there is none\n    at find (/x/index.js:1:1)\n    at cell-900.ts:2:5\n    at other (/x/y.js:1:1)';
    const { ename, evalue, traceback } = faultOf(error);
    assert.deepEqual([ename, evalue], ['KubelabError', 'there is none']);
    const [first, ...rest] = traceback;
    assert.equal(first, red('KubelabError: there is none'));
    assert.match(stripVTControlCharacters(rest.join('\n')), /make one/);
    assert.equal(traceback.at(-1), '    at \x1b[32mcell-900.ts:2:5\x1b[39m');
    assert.doesNotMatch(rest.join('\n'), /index\.js|y\.js/);
  });

  it('says of a part of kubelab that is gone that kubelab was installed anew, and of other modules what Node says', async () => {
    const missing = async (file: string): Promise<string> => {
      const error: unknown = await import(file).catch((thrown: unknown) => thrown);
      return stripVTControlCharacters(faultOf(error).traceback.join('\n'));
    };
    const told = await missing(resolve('dist', 'chunks', 'show-access-OFANOTHERVERSION.js'));
    assert.match(
      told,
      /^KubelabError: kubelab was installed anew after this kernel had started\n {2}next: restart the kernel/,
    );
    assert.match(await missing('/nowhere/x.js'), /Cannot find module '\/nowhere\/x\.js'/);
    const gone = new Error(`Cannot find module '${resolve('dist', 'chunks', 'x.js')}'`);
    assert.equal(faultOf(gone).ename, 'Error', 'the words alone say nothing');
    gone.stack = `Error: ${gone.message}\n    at cell-900.ts:2:5`;
    const { traceback } = faultOf(Object.assign(gone, { code: 'ERR_MODULE_NOT_FOUND' }));
    assert.match(traceback[0] ?? '', /installed anew/);
    assert.equal(traceback.at(-1), '    at \x1b[32mcell-900.ts:2:5\x1b[39m');
  });

  it('is told of an error of kubelab that has no stack', () => {
    const error = Object.defineProperty(
      new KubelabError('FILE_MISSING', 'there is none', { hint: 'make one' }),
      'stack',
      {},
    );
    assert.match(faultOf(error).traceback.join('\n'), /KubelabError: there is none/);
  });

  it('names commands as they can be typed in any folder', () => {
    const error = new KubelabError('NO_CLUSTER', 'no cluster runs', {
      hint: 'start it: npx kubelab cluster up --detach',
    });
    const text = stripVTControlCharacters(faultOf(error).traceback.join('\n'));
    assert.match(text, /next: start it: (kubelab|node \/.*\/dist\/bin\.js) cluster up --detach \[NO_CLUSTER\]/);
  });

  it('is an interruption, however it reached the cell', () => {
    const ended = Object.assign(new Error('Script execution was interrupted by `SIGINT`'), {
      code: 'ERR_SCRIPT_EXECUTION_INTERRUPTED',
    });
    for (const thrown of [ended, new Error('Interrupted asynchronously')]) {
      assert.deepEqual(faultOf(thrown), {
        ...{ ename: 'Interrupted', evalue: 'the cell was interrupted' },
        traceback: [red('Interrupted: the cell was interrupted')],
      });
    }
  });
});

describe('the fault of a cell that was not compiled', () => {
  it('shows each finding with its line and a caret below, and one of another file without', () => {
    const own = { file: '', line: 2, column: 4, message: 'No.' };
    const fault = faultOfDiagnostics([own, { ...own, file: './other.ts' }, { ...own, line: 9 }], 'first\n\t  bad');
    assert.deepEqual([fault.ename, fault.evalue], ['TypeScriptError', '2:4 - No.']);
    assert.deepEqual(fault.traceback, [
      ...[red('2:4 - No.'), '  \t  bad', `  ${red('\t  ^')}`],
      red('./other.ts:2:4 - No.'),
      red('9:4 - No.'),
    ]);
    assert.equal(faultOfDiagnostics([], '').evalue, 'the cell was not compiled');
  });

  it('shows the line below the last of several that are about the same place, and of no other place', () => {
    const one = { file: '', line: 1, column: 1, message: 'One.' };
    const shown = (...others: (typeof one)[]): string[] =>
      faultOfDiagnostics([one, ...others], 'first\nlater').traceback.map(stripVTControlCharacters);
    assert.deepEqual(shown({ ...one, message: 'Two.' }), ['1:1 - One.', '1:1 - Two.', '  first', '  ^']);
    assert.deepEqual(shown({ ...one, column: 3 }), ['1:1 - One.', '  first', '  ^', '1:3 - One.', '  first', '    ^']);
    assert.deepEqual(shown({ ...one, line: 2 }), ['1:1 - One.', '  first', '  ^', '2:1 - One.', '  later', '  ^']);
  });
});
