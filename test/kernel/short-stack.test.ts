import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { shortStack } from '../../src/kernel/short-stack.js';

describe('kernel/short-stack', () => {
  it('J23: an error with a cause keeps the brace that its last frame opens', () => {
    const error = new Error('outer', { cause: new Error('inner') });
    const frame = '    at Script.runInThisContext (node:vm:137:12)';
    error.stack = `Error: outer\n    at cell-1.ts:1:7\n${frame}`;
    (error.cause as Error).stack = `Error: inner\n    at cell-1.ts:1:30\n${frame}`;
    assert.equal(
      shortStack(inspect(error)),
      'Error: outer\n    at cell-1.ts:1:7 {\n  [cause]: Error: inner\n      at cell-1.ts:1:30\n}',
    );
  });

  it('leaves out how many frames the cause has with it', () => {
    const error = new Error('outer', { cause: new Error('inner') });
    const frames = [1, 2, 3, 4, 5].map((line) => `    at run (node:internal/x:${line}:1)`).join('\n');
    error.stack = `Error: outer\n    at cell-1.ts:1:7\n${frames}`;
    (error.cause as Error).stack = `Error: inner\n    at cell-1.ts:1:30\n${frames}`;
    assert.match(inspect(error), /lines matching cause stack trace/);
    assert.equal(
      shortStack(inspect(error)),
      'Error: outer\n    at cell-1.ts:1:7 {\n  [cause]: Error: inner\n      at cell-1.ts:1:30\n}',
    );
  });

  it('knows the frames of the kernel by the paths of Windows, too', () => {
    const own = '    at half (C:\\lab\\own.js:3:26)';
    const frames = ['tslab\\dist\\executor.js', 'typescript-for-tslab\\lib\\x.js', 'zeromq\\lib\\x.js'].map(
      (file) => `    at run (C:\\lab\\node_modules\\${file}:1:2)`,
    );
    const kernel = '    at C:\\lab\\node_modules\\kubelab\\dist\\kernel\\launch.js:1:2';
    assert.equal(shortStack(['Error: a', own, ...frames, kernel].join('\n')), `Error: a\n${own}`);
  });

  it('leaves what is no frame of the kernel', () => {
    assert.equal(shortStack('Error: a {\n  code: 1\n}'), 'Error: a {\n  code: 1\n}');
    assert.equal(shortStack('Error: a\n    at node:internal/x:1'), 'Error: a');
    assert.equal(shortStack('    at f (node:internal/x:1:1) {\n  code: 1\n}'), '  code: 1\n}');
    assert.equal(shortStack('at my node:internal notes'), 'at my node:internal notes');
  });
});
