import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { withLimitTold } from '../../src/cli/machine-limits.js';
import { formatError, isKubelabError } from '../../src/errors.js';
import { bin, makeHome } from '../helpers/command.js';

describe('a limit of the machine', () => {
  const system = (code: string, path?: string): Error => Object.assign(new Error(code), { code, path });

  it('is told with the next step', () => {
    assert.equal(
      formatError(withLimitTold(system('EMFILE', '/lib/a.js'))),
      'this process may open no more files\n  at /lib/a.js\n  next: raise the limit in this terminal: ulimit -n 1024 [ENVIRONMENT]',
    );
    for (const code of ['ENFILE', 'ENOSPC', 'EDQUOT']) assert.ok(isKubelabError(withLimitTold(system(code))), code);
  });

  it('is no other error', () => {
    for (const error of [new Error('x'), system('ENOENT'), system('constructor'), 'text', undefined, null])
      assert.equal(withLimitTold(error), error);
  });

  it('of open files ends a command with the command that raises it', () => {
    const { home, remove } = makeHome();
    try {
      const words = [
        '-c',
        'ulimit -n 64; exec "$0" "$@"',
        process.execPath,
        bin,
        'run',
        resolve('notebooks/08-review.ipynb'),
      ];
      const { stderr } = spawnSync('sh', words, { env: { ...process.env, KUBELAB_HOME: home }, encoding: 'utf8' });
      assert.doesNotMatch(stderr, /fault of kubelab/);
      if (/error:/.test(stderr)) assert.match(stderr, /may open no more files\n.*next: .*ulimit -n 1024/s);
    } finally {
      remove();
    }
  });
});
