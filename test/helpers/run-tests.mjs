// `npm test`: all tests, in three mocha processes at once, since most of them wait for processes of their own. The output of
// the second and third is shown when the first has ended.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { printCounts } from './counts.mjs';

const root = resolve(import.meta.dirname, '../..');
const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
/** What takes about as long as the others; the third process takes all that stands in neither row. */
const rows = [
  ['cli', 'page', 'queue', 'notebook'],
  ['course', 'soak', 'print', 'first-day', 'conformance', 'report'],
];
const none = new Set([...rows.flat(), 'bench', 'fixtures', 'helpers']);
const folders = readdirSync(join(root, 'test'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
const others = folders.map(({ name }) => name).filter((name) => !none.has(name));
const globs = (names) => names.map((name) => `test/${name}/**/*.test.ts`);
const parts = [...rows.map(globs), ['test/*.test.ts', ...globs(others)]];

const counts = mkdtempSync(join(tmpdir(), 'kubelab-tests-'));

function run(files, place) {
  const env = { ...process.env, TEST_COUNTS: join(counts, String(place)) };
  const live = place === 0;
  const child = spawn(process.execPath, [mocha, ...files], {
    cwd: root,
    env,
    stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'],
  });
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => chunks.push(chunk));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => done({ code, ended: signal ?? `code ${code}`, output: Buffer.concat(chunks) }));
  });
}

const ends = await Promise.all(parts.map(run));
const total = { passes: 0, failures: 0, pending: 0, failed: [], times: {} };
for (const [place, { ended, output }] of ends.entries()) {
  process.stdout.write(output);
  let part;
  try {
    part = JSON.parse(readFileSync(join(counts, String(place)), 'utf8'));
  } catch {
    part = { passes: 0, failures: 0, pending: 0, failed: [], times: {}, running: 'before its first test' };
  }
  for (const key of ['passes', 'failures', 'pending']) total[key] += part[key];
  total.failed.push(...part.failed);
  Object.assign(total.times, part.times);
  if (part.running) {
    total.failed.push(`the tests of part ${place + 1} ended with ${ended}: ${part.running}`);
    total.failures++;
  }
}
rmSync(counts, { recursive: true });
printCounts(total);
process.exitCode = total.failures > 0 || ends.some(({ code }) => code !== 0) ? 1 : 0;
