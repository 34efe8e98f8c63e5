import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { hasBubblewrap } from './helpers/bubblewrap.js';
import { skip } from './helpers/skip.js';

const url = JSON.stringify(resolve('src/hand-back-memory.ts'));

/** A process that drops what it has made, and then does nothing but look whether it is still there. */
const program = (begin: string): string => `
import { handBackMemory } from ${url};
${begin}
let made = Array.from({ length: 200_000 }, (_, i) => ({ i, text: String(i) }));
const seen = new WeakRef(made);
let looks = 0;
setTimeout(() => { made = undefined; }, 100);
const timer = setInterval(() => {
  if (seen.deref() !== undefined && ++looks < 16) return;
  console.log(seen.deref() === undefined ? 'collected' : 'kept', typeof globalThis.gc);
  clearInterval(timer);
}, 500);
`;
const run = (begin: string, under: readonly string[] = []): string => {
  // V8 itself may collect garbage after eight quiet seconds, which a busy machine can reach, and may still be marking then what it has
  // begun while the objects were made
  const v8 = ['--no-memory-reducer', '--no-incremental-marking'];
  const options = [...v8, '--import', 'tsx', '--input-type=module'];
  const [command = '', ...words] = [...under, process.execPath, ...options, '-e', program(begin)];
  const { stdout, stderr } = spawnSync(command, words, { encoding: 'utf8' });
  assert.equal(stderr, '');
  return stdout.trim();
};

describe('handBackMemory', function () {
  this.slow(20_000);

  it('has the garbage of a process collected when it is quiet, and leaves cells and shells without gc()', () => {
    assert.equal(run('handBackMemory({ quietSeconds: 2, grown: 8_000_000 });'), 'collected undefined');
    assert.equal(run(''), 'kept undefined', 'nothing else would have collected it');
  });

  it('leaves a process alone where the system does not say how much memory that has', function () {
    if (!hasBubblewrap()) return skip(this, 'no bubblewrap here');
    const withoutProc = ['bwrap', '--dev-bind', '/', '/', '--tmpfs', '/proc'];
    assert.equal(run('handBackMemory({ quietSeconds: 2, grown: 8_000_000 });', withoutProc), 'kept undefined');
  });
});
