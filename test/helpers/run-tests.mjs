// `npm test`: all tests, in several mocha processes at once, since most tests wait for processes of their own. Each takes the next
// part that is left: a folder of `test`, or some of its files. The output of a part is shown when it has ended. With arguments, such
// as `kernel` or `course/grading`, those tests alone; with `--by-node` all but those that are the same with every Node.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { printCounts } from './counts.mjs';

const root = resolve(import.meta.dirname, '../..');
const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
const AT_ONCE = 2 * Math.min(availableParallelism(), 4);
/** How long a process may stay behind its last test: to end what it started takes time on a busy machine. */
const STAYS_MS = 300_000;
/** The files that take minutes are begun first, each in a process of its own. */
const ALONE = [
  'course/check-course',
  'first-day/first-day',
  'first-day/packed-package',
  'first-day/windows',
  'kernel/broken-snapshot',
];
/** Then come the folders that take longest. */
const LONG = ['course', 'cli', 'notebooks', 'queue', 'kernel', 'page', 'soak', 'first-day', 'cluster'];
/** What rests on texts, marks, pages, other programs and plain objects: a second Node would hardly tell anything new. */
const SAME_WITH_EVERY_NODE = [
  'cli/class-book',
  'cli/hand-in',
  'cli/jupyter-lesson',
  'cli/jupyterhub',
  'cli/jupyterlab-lesson',
  'cli/lessons',
  'cli/player',
  'cli/rejudge',
  'cluster/controllers',
  'cluster/kubectl-',
  'conformance/changed-',
  'conformance/kinds-kubectl',
  'course/check-course',
  'course/grading/samples',
  'course/nbgrader-course',
  'first-day/windows',
  'grader/ways',
  'kernel/jupyter-browser',
  'mutants',
  'notebooks',
  'page/activity',
  'page/cluster-column',
  'page/lesson',
  'page/own-notebooks',
  'print/cell-width',
  'print/pages',
  'print/untrusted',
  'queue/grading',
  'report/pages',
  'soak/grading',
  'soak/random-objects',
  'soak/rejudge-samples',
  'workshop',
];

const folderOf = (file) => (file.includes(sep) ? file.split(sep)[0] : '');
const placeOf = (folder) => (LONG.includes(folder) ? LONG.indexOf(folder) : LONG.length);
const { values, positionals: wanted } = parseArgs({
  options: { 'by-node': { type: 'boolean' } },
  allowPositionals: true,
});
const isOf = (names, file) => names.some((name) => file.startsWith(name));
const all = readdirSync(join(root, 'test'), { recursive: true }).filter((file) => file.endsWith('.test.ts'));
const gone = [...ALONE, ...SAME_WITH_EVERY_NODE].filter((name) => !all.some((file) => file.startsWith(name)));
if (gone.length > 0) throw new Error(`test/helpers/run-tests.mjs names what is not there: ${gone.join(', ')}`);
const files = all
  .filter((file) => wanted.length === 0 || isOf(wanted, file))
  .filter((file) => !values['by-node'] || !isOf(SAME_WITH_EVERY_NODE, file));
/** The files of a part at most, so that the last parts end at about the same time, and a few files give each process some. */
const FILES = Math.min(25, Math.ceil(files.length / AT_ONCE));
const alone = files.filter((file) => isOf(ALONE, file));
const others = files.filter((file) => !alone.includes(file));
const shared = [...new Set(others.map(folderOf))]
  .sort((a, b) => placeOf(a) - placeOf(b))
  .flatMap((folder) => {
    const own = others.filter((file) => folderOf(file) === folder).sort();
    const count = Math.ceil(own.length / FILES);
    return Array.from({ length: count }, (_, index) => own.filter((_, at) => at % count === index));
  });
const parts = [...alone.map((file) => [file]), ...shared];

const counts = mkdtempSync(join(tmpdir(), 'kubelab-tests-'));

function run(part, place) {
  const child = spawn(process.execPath, [mocha, ...part.map((file) => join('test', file))], {
    cwd: root,
    env: { ...process.env, TEST_COUNTS: join(counts, String(place)) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
  let [last, stayed] = [undefined, false];
  const watch = setInterval(() => {
    if (countsOf(place).running !== undefined) return;
    last ??= performance.now();
    stayed = performance.now() - last > STAYS_MS;
    // mocha's program runs the tests in a process of its own, and ends that one at an interrupt
    if (stayed) child.kill('SIGINT');
  }, STAYS_MS / 10);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => {
      clearInterval(watch);
      process.stdout.write(Buffer.concat(chunks));
      done({ code, ended: signal ?? `code ${code}`, stayed });
    });
  });
}

/** The counts of a part as they are by now; `running` is missing behind its last test. Before its first test there are none. */
function countsOf(place) {
  try {
    return JSON.parse(readFileSync(join(counts, String(place)), 'utf8'));
  } catch {
    return { passes: 0, failures: 0, pending: 0, failed: [], times: {}, running: 'before its first test' };
  }
}

const left = parts.entries();
const ends = [];
async function runNext() {
  for (const [place, part] of left) ends[place] = await run(part, place);
}
await Promise.all(Array.from({ length: AT_ONCE }, runNext));

const total = { passes: 0, failures: 0, pending: 0, failed: [], times: {} };
for (const [place, { ended, stayed }] of ends.entries()) {
  const part = countsOf(place);
  for (const key of ['passes', 'failures', 'pending']) total[key] += part[key];
  total.failed.push(...part.failed);
  Object.assign(total.times, part.times);
  if (part.running) {
    total.failed.push(`the tests of ${parts[place][0]} and after it ended with ${ended}: ${part.running}`);
    total.failures++;
  } else if (stayed) {
    total.failed.push(
      `the process of ${parts[place][0]} and after it was ended: something that its tests started is still open`,
    );
    total.failures++;
  }
}
rmSync(counts, { recursive: true });
printCounts(total);
process.exitCode = total.failures > 0 || ends.some(({ code }) => code !== 0) ? 1 : 0;
