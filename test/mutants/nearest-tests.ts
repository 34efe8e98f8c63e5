/** Which test files may notice a fault of a source file: those that import it, directly or through others, the nearest first. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { importsOf } from '../helpers/import-table.js';

/**
 * Helpers and paths of tests that start the built package: its processes do not have the fault. A library's own `dist` is none. Such a
 * test is used where there is time for it, and for the file that it is called after: what runs in the test's own process has the fault.
 */
const STARTS_DIST =
  /(?:['"`]|[.}]\/)dist\/|helpers\/(?:command|installation|kubectl|chromium|jupyter-page|jupyter-settings|notebook-page|lesson-page|protocol-kernel)\.js/;
/** Tests that grade in processes of the built package, through what the code itself starts. */
const RUNS_DIST = /^test\/course\/grading\/(?:hostile|samples|run-submission|work-processes)\.test\.ts$/;
/** Tests of a folder of `src` that stand elsewhere in `test`: folders, or files without their ending. */
const ELSEWHERE: Record<string, readonly string[]> = {
  'cluster/cel/authorizer-functions': ['cluster/admission/policy-authorizer'],
  'cluster/cel/check-expression': ['cluster/custom/rules'],
  'cluster/custom': ['cluster/kinds/apiextensions', 'cluster/controllers/custom-resource-definitions'],
  'cluster/kinds': ['conformance/changed-fields', 'conformance/changed-subresources'],
  'cluster/registry': ['conformance/own-cases', 'conformance/kinds'],
  'cluster/registry/object-change': ['cluster/admission'],
  'cluster/registry/registry': [
    'cluster/admission',
    'cluster/custom/custom-kinds',
    'cluster/controllers/api-service-controller',
  ],
  'cluster/registry/write': ['cluster/admission/request-options', 'cluster/admission/mutating-policies'],
  'cluster/wire': ['cluster/apply/decode-apply'],
  'kube/dangling-schema': ['cluster/controllers/flow-schema-controller'],
  'kube/mirror-pod': ['cluster/admission/pods'],
};
const MOST_OF_FOLDER = 30;
const MOST_ABOVE = 4;
const MOST_ELSEWHERE = 2;

/** The test files for a source file (paths below the root), those of its folder, by like names first, and of the one above; if there are none, the next. */
export type NearestTests = (source: string) => string[];

/** Reads the imports of all tests below `root`. With `hasTime`, tests that start the built package are among them. */
export function nearestTests(root: string, hasTime = false): NearestTests {
  const imports = new Map<string, string[]>();
  const importedBy = (file: string): string[] => {
    let known = imports.get(file);
    if (!known) {
      const text = readFileSync(join(root, file), 'utf8');
      known = importsOf(text)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => join(dirname(file), specifier).replace(/\.js$/, '.ts'))
        .filter((path) => existsSync(join(root, path)));
      imports.set(file, known);
    }
    return known;
  };
  const tests = testFiles(root);
  const starting = new Set(tests.filter((test) => startsDist(root, test)));
  const used = hasTime ? tests : tests.filter((test) => !starting.has(test));
  const distances = new Map(used.map((test) => [test, distancesFrom(test, importedBy)]));
  return (source) => {
    const near = [...distances].flatMap(([test, distance]) => {
      const steps = distance.get(source);
      const found =
        steps === undefined ? [] : [{ test, steps, apart: apart(source, test), isLike: isLike(source, test) }];
      return found.filter((each) => !starting.has(test) || each.apart === 0);
    });
    const unlike = (each: { isLike: boolean }): number => (each.isLike ? 0 : 1);
    near.sort((a, b) => a.apart - b.apart || unlike(a) - unlike(b) || a.steps - b.steps || (a.test < b.test ? -1 : 1));
    const of = (fits: (apart: number) => boolean, most: number): string[] =>
      near
        .filter((each) => fits(each.apart))
        .slice(0, most)
        .map(({ test }) => test);
    const close = [...of((steps) => steps < 2, MOST_OF_FOLDER), ...of((steps) => steps === 2, MOST_ABOVE)];
    return close.length > 0 ? close : of(() => true, MOST_ELSEWHERE);
  };
}

function testFiles(root: string): string[] {
  const folder = join(root, 'test');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && !/^(?:bench|soak|fixtures|mutants)\//.test(file))
    .map((file) => join('test', file));
}

function startsDist(root: string, test: string): boolean {
  return RUNS_DIST.test(test) || STARTS_DIST.test(readFileSync(join(root, test), 'utf8'));
}

/** How many imports it takes from a file to each that it needs. */
function distancesFrom(test: string, importedBy: (file: string) => string[]): Map<string, number> {
  const distances = new Map([[test, 0]]);
  // the map grows while it is read
  for (const [file, distance] of distances) {
    for (const next of importedBy(file)) if (!distances.has(next)) distances.set(next, distance + 1);
  }
  return distances;
}

/** 0 for `src/a/b.ts` and `test/a/b.test.ts`, 1 for another file of that folder, and one more for each folder on the way. */
function apart(source: string, test: string): number {
  const ways = [relative('src', source), relative('test', test).replace(/\.test\.ts$/, '.ts')] as const;
  if (ways[0] === ways[1]) return 0;
  if (standsElsewhere(...ways)) return 1;
  return relative(dirname(ways[0]), dirname(ways[1])).split('/').filter(Boolean).length + 1;
}

/** True when both names have the same first word, as `scheduler.ts` and `scheduler-nodes.test.ts`, and for a test that is named for this file. */
function isLike(source: string, test: string): boolean {
  const first = (path: string): string => /^\w*/.exec(basename(path))?.[0] ?? '';
  const named = Object.entries(ELSEWHERE).filter(([place]) => source === `src/${place}.ts`);
  return (
    first(source) === first(test) ||
    named.some(([, places]) => places.some((place) => isWithin(relative('test', test), place)))
  );
}

/** True for a file at the place, with one ending or another, and for all below a folder. */
const isWithin = (path: string, place: string): boolean =>
  path.replace(/(?:\.test)?\.ts$/, '') === place || path.startsWith(`${place}/`);

function standsElsewhere(source: string, test: string): boolean {
  return Object.entries(ELSEWHERE).some(
    ([folder, places]) => isWithin(source, folder) && places.some((place) => isWithin(test, place)),
  );
}
