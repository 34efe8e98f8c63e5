import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkFolderFree, lockFolder } from '../../../src/course/grading/folder-lock.js';
import { isKubelabError } from '../../../src/errors.js';

describe('a folder of results', () => {
  let folder = '';
  let file = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-lock-'));
    file = join(folder, '.grading.json');
  });
  after(() => rmSync(folder, { recursive: true }));
  const refused = (message: RegExp): void =>
    assert.throws(
      () => lockFolder(folder),
      (error) => isKubelabError(error) && error.code === 'RESULTS_IN_USE' && message.test(error.message),
    );

  it("G4: is one grading's at a time, and the second is told whose", () => {
    const release = lockFolder(folder);
    refused(new RegExp(`process ${process.pid} on ${hostname()}, since 2`));
    // whoever reads the results is told, too, and takes nothing
    assert.throws(() => checkFolderFree(folder), { code: 'RESULTS_IN_USE', place: { file: folder } });
    release();
    checkFolderFree(folder);
    lockFolder(folder)();
    assert.deepEqual(readdirSync(folder), []);
  });

  it('G4: is free again when its grading was killed', async () => {
    const module = resolve('src/course/grading/folder-lock.ts');
    const script = `const { lockFolder } = await import(${JSON.stringify(module)}); lockFolder(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1000);`;
    const words = ['--import', 'tsx', '--input-type=module', '-e', script];
    const holder = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    refused(new RegExp(`process ${holder.pid} on `));
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    lockFolder(folder)();
    writeFileSync(file, '');
    lockFolder(folder)();
  });

  it('G4: stays with a grading on another machine, of whose processes nothing is known here', () => {
    writeFileSync(file, JSON.stringify({ pid: 999_999_999, host: 'elsewhere', since: '2026-11-26T10:00:00Z' }));
    refused(/process 999999999 on elsewhere/);
    rmSync(file);
  });
});
