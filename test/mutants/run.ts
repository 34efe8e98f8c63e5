/** `npm run test:mutants`: puts faults into the code and says which of them no test notices. `--help` tells of the options. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { equivalents, speaksOf } from './equivalent.js';
import { FOLDERS, filesOf } from './folders.js';
import { instrument, type Mutant } from './instrument.js';
import { nearestTests } from './nearest-tests.js';
import { isUnnoticed, placeOf, reportOf } from './report.js';
import { shuffled } from './seeded.js';
import { temporaryCopy } from './temporary-copy.js';
import { type Baselines, type Patience, type Tried, trying, USUAL } from './try-mutants.js';
import { startWorker, type Worker } from './worker-process.js';

interface Options {
  minutes?: string;
  seed: string;
  sample?: string;
  workers: string;
  least: string;
  each?: string;
  list?: true;
}

/** Faults of a file that are tried in a row, when there is a limit of time: then comes the next folder. */
const IN_A_ROW = 10;
const PROGRESS_MS = 10_000;
/** With a limit of time a score of fewer faults decides nothing. */
const FEWEST = 200;
const today = new Date().toISOString().slice(0, 10).replaceAll('-', '');
const program = new Command('test:mutants')
  .argument('[folders...]', 'folders or files of src', FOLDERS)
  .option('--minutes <n>', 'stop after so many minutes; without it all faults are tried')
  .option('--sample <n>', 'try so many faults of each folder, chosen by the seed; without it all are tried')
  .option('--seed <s>', 'which faults come first, a number; without it that of the day', today)
  // tests wait for timers and sockets half of the time
  .option('--workers <n>', 'processes that try faults at once', '2')
  .option('--least <percent>', 'the score below which the run fails', '75')
  .option(
    '--each <seconds>',
    'a fault that tests of so many seconds did not notice, the nearest first, counts as unnoticed',
  )
  .option('--list', 'list the faults, and try none')
  .parse();
const { minutes, seed, sample, workers: processes, least, each, list } = program.opts<Options>();
const hasTime = minutes === undefined;
const faultMs = each === undefined ? Number.POSITIVE_INFINITY : Number(each) * 1000;
/** When all faults are tried, a test of a kernel may take its time. */
const patience: Patience = hasTime ? { fileMs: 300_000, testMs: 15_000, faultMs } : { ...USUAL, faultMs };
const names = program.processedArgs[0] as string[];
const root = resolve(import.meta.dirname, '../..');

// read first: when it is wrong, no copy is left
const known = equivalents();
const { copy, scratch, remove } = temporaryCopy(root);
process.once('exit', remove);
const all: Mutant[] = [];
const mutantsOf = new Map<string, Mutant[][]>();
const isEquivalent = (mutant: Mutant): boolean => known.some((entry) => speaksOf(entry, mutant));
/** The faults of a folder's files that are tried: not the equivalent ones, and with `--sample` no more than that. */
function chosenOf(files: Mutant[][]): Mutant[][] {
  const open = files.map((mutants) => mutants.filter((mutant) => !isEquivalent(mutant)));
  if (sample === undefined) return open;
  const chosen = new Set(shuffled(open.flat(), Number(seed)).slice(0, Number(sample)));
  return open.map((mutants) => mutants.filter((mutant) => chosen.has(mutant)));
}
for (const name of names) {
  const files = filesOf(root, name).map((file) => {
    const { code, mutants } = instrument(file, readFileSync(join(root, file), 'utf8'), all.length + 1);
    all.push(...mutants);
    writeFileSync(join(copy, file), code);
    return mutants;
  });
  mutantsOf.set(name, chosenOf(files));
}

/** In the order in which they are tried: with a limit of time, a few of each folder in turn. */
function inOrder(): { name: string; mutants: Mutant[] }[] {
  if (minutes === undefined) {
    return [...mutantsOf].flatMap(([name, files]) => files.map((mutants) => ({ name, mutants })));
  }
  const portions = [...mutantsOf].map(([name, files]) => {
    const rows = shuffled(files, Number(seed)).flatMap((file) => {
      const mixed = shuffled(file, Number(seed));
      return Array.from({ length: Math.ceil(mixed.length / IN_A_ROW) }, (_, turn) => ({
        name,
        turn,
        mutants: mixed.slice(turn * IN_A_ROW, (turn + 1) * IN_A_ROW),
      }));
    });
    return rows.sort((a, b) => a.turn - b.turn);
  });
  const most = Math.max(...portions.map((rows) => rows.length));
  return Array.from({ length: most }, (_, i) => portions.flatMap((rows) => rows.slice(i, i + 1))).flat();
}

const began = performance.now();
const workers = Array.from({ length: Number(processes) }, () => startWorker(copy, scratch));
const stop = (): void => {
  for (const worker of workers) worker.end();
  remove();
};
let ended = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // the first one ends the run after the fault that is tried just then, with a report; the second ends it at once
  process.on(signal, () => {
    if (ended || list) {
      stop();
      process.exit(130);
    }
    ended = true;
  });
}
try {
  if (list) {
    for (const { file, line, kind, from, to } of all) console.log(`${file}:${line} ${kind}\n  - ${from}\n  + ${to}`);
    console.log(`${all.length} faults`);
  } else {
    const nearest = nearestTests(copy, hasTime);
    const tried: (Tried & { name: string; ms: number })[] = [];
    const over = (): boolean =>
      ended || (minutes !== undefined && performance.now() - began > Number(minutes) * 60_000);
    const queue = inOrder().flatMap(({ name, mutants }) => mutants.map((mutant) => ({ name, mutant })));
    const faults = queue.length;
    const progress = setInterval(() => {
      console.error(`${tried.length} of ${faults} faults, ${tried.filter(isUnnoticed).length} unnoticed`);
    }, PROGRESS_MS);
    const baselines: Baselines = new Map();
    const work = async (worker: Worker): Promise<void> => {
      const attempt = trying(worker, nearest, baselines, patience);
      for (let next = queue.shift(); next && !over(); next = queue.shift()) {
        const start = performance.now();
        const outcome = await attempt(next.mutant);
        tried.push({ ...outcome, name: next.name, ms: performance.now() - start });
        // a long run tells of them while it goes on
        if (isUnnoticed(outcome)) console.error(placeOf(outcome).join('\n'));
      }
    };
    // what was tried until then is told, whatever ends a run
    const broken = await Promise.all(workers.map(work)).then(
      () => undefined,
      (error: unknown) => error,
    );
    clearInterval(progress);
    tried.sort((a, b) => a.mutant.id - b.mutant.id);
    const stale = known.filter(
      (entry) => names.some((name) => entry.file.startsWith(`src/${name}`)) && !all.some((m) => speaksOf(entry, m)),
    );
    for (const [file, found] of baselines) {
      const { tests, onlyFirst } = await found;
      for (const title of onlyFirst) console.log(`not used, fails the second time: ${file}: ${title}`);
      // a fault that only this file's tests reach counts as not reached
      if (tests.length === 0) console.log(`not used, none of its tests passes twice in time: ${file}`);
    }
    const fewest = hasTime ? 0 : FEWEST;
    const { text, ok } = reportOf({ tried, stale, least: Number(least), fewest, ms: performance.now() - began });
    console.log(text);
    if (minutes !== undefined || sample !== undefined) console.log(`The same faults again: --seed ${seed}`);
    if (broken !== undefined) console.error(broken);
    process.exitCode = ok && broken === undefined ? 0 : 1;
  }
} finally {
  stop();
}
