/** The results as JUnit XML, for CI systems: a suite for each submission, a case for each check. */
import type { Result } from './results.js';

/** The text of results.xml. */
export function formatJunit(results: readonly Result[]): string {
  const suites = results.map(suite);
  const total = (count: (result: Result) => number): number => results.reduce((sum, one) => sum + count(one), 0);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="kubelab grade" tests="${total(testsOf)}" failures="${total(failuresOf)}" errors="${total(errorsOf)}">
${suites.join('')}</testsuites>
`;
}

function suite(result: Result): string {
  const { learner, exercise, reason, checks } = result;
  const counts = `tests="${testsOf(result)}" failures="${failuresOf(result)}" errors="${errorsOf(result)}"`;
  const classname = xml(`${exercise}.${learner}`);
  const cases =
    reason === undefined
      ? checks.map((check) => {
          const head = `    <testcase classname="${classname}" name="${xml(check.id)}"`;
          const points = `${check.points} of ${check.maxPoints} points`;
          if (check.points >= check.maxPoints) return `${head}/>\n`;
          return `${head}>\n      <failure message="${xml(points)}">${xml(check.seen)}</failure>\n    </testcase>\n`;
        })
      : [
          `    <testcase classname="${classname}" name="graded">\n      <error message="${xml(reason)}"/>\n    </testcase>\n`,
        ];
  return `  <testsuite name="${xml(`${learner} ${exercise}`)}" ${counts}>\n${cases.join('')}  </testsuite>\n`;
}

function testsOf({ reason, checks }: Result): number {
  return reason === undefined ? checks.length : 1;
}

function failuresOf({ checks }: Result): number {
  return checks.filter(({ points, maxPoints }) => points < maxPoints).length;
}

function errorsOf({ reason }: Result): number {
  return reason === undefined ? 0 : 1;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** The text as XML 1.0 can hold it: a character outside of its grammar becomes a replacement character. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
