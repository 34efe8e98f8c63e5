import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { writeFileAtomically } from '../../src/atomic-file.js';
import { writeBook } from '../../src/course/grading/class-book.js';
import { machineKey } from '../../src/course/grading/machine-key.js';
import { writeRecord } from '../../src/course/grading/record.js';
import { formatResults, gradedResult } from '../../src/course/grading/results.js';
import { readComparisons, writeComparisons } from '../../src/course/similarity/comparisons.js';
import type { Verdict } from '../../src/grader/verdict.js';
import { kubelabHome } from '../../src/home.js';
import { makeHome, runKubelab } from '../helpers/command.js';
import { smallCourse, twoTasks, twoTasksRubric } from '../helpers/small-course.js';

const verdict: Verdict = { exercise: 'small', points: 1, maxPoints: 2, checks: [], deductions: [], byOwnRecord: false };
const own = (name: string, value: string): string =>
  Array.from(
    { length: 8 },
    (_, at) =>
      `await admin.create({ kind: 'ConfigMap', metadata: { name: ${name}${at} }, data: { a: '${value}${at}' } });`,
  ).join('\n');

describe('kubelab similar', () => {
  const { home, remove } = makeHome();
  const root = mkdtempSync(join(tmpdir(), 'kubelab-similar-'));
  const results = join(root, 'grading');
  const course = smallCourse(join(root, 'course'), twoTasks, twoTasksRubric);
  const write = (codes: Record<string, string>): void => {
    for (const [learner, source] of Object.entries(codes)) {
      const release = twoTasks.flatMap((cell) => (cell.cell_type === 'code' ? [cell.source] : []));
      const cells = [...release, source].map((code) => {
        return { kind: 'code' as const, source: code, outcome: 'passed' as const, outputs: [] };
      });
      writeRecord(
        results,
        {
          version: 2,
          learner,
          exercise: 'small',
          key: { notebook: '', rubric: '', lesson: '', kubelab: '' },
          result: gradedResult(learner, verdict),
          verdict,
          content: { cells, requests: [] },
          teacher: { requests: [], left: 0, basis: [] },
          warnings: [],
          started: '',
          ms: 1,
        },
        Buffer.alloc(32),
      );
    }
    const all = Object.keys(codes).map((learner) => gradedResult(learner, verdict));
    writeFileAtomically(join(results, 'results.json'), formatResults(all));
  };
  before(() => write({ ada: own('x', 'v'), bob: own('other', 'v'), cleo: own('x', 'w'), dan: '' }));
  after(() => {
    rmSync(root, { recursive: true, force: true });
    remove();
  });

  it('names who has the same but for names, writes the page, and a zip for Dolos', async () => {
    const zip = join(root, 'dolos.zip');
    const end = await runKubelab(home, ['similar', results, '--course', course, '--dolos', zip]);
    assert.equal(end.code, 0, end.stderr);
    assert.match(
      end.stdout,
      /A small lesson: 4 submissions\n {2}the same but for names, spaces and comments: ada, bob\n/,
    );
    assert.doesNotMatch(end.stdout, /dan|cheat|plagia/);
    assert.match(readFileSync(join(results, 'similar.html'), 'utf8'), /2: ada, bob/);
    const files = unzipSync(readFileSync(zip));
    assert.deepEqual(Object.keys(files).sort(), [
      ...['code/ada.ts', 'code/bob.ts', 'code/cleo.ts', 'code/dan.ts', 'handed-out.ts', 'info.csv'],
    ]);
    assert.match(
      strFromU8(files['info.csv'] ?? new Uint8Array()),
      /^filename,full_name,ignored\r\ncode\/ada\.ts,ada,false\r\n/,
    );
    assert.match(strFromU8(files['handed-out.ts'] ?? new Uint8Array()), /TODO/);
  });

  it('calls learners as the roster does that the class was graded with', async () => {
    const roster = join(root, 'class.csv');
    writeFileSync(roster, 'id,first_name,last_name\nada,Ada,Lovelace\n');
    writeBook(results, { with: { roster }, marks: [], rows: [] });
    try {
      const end = await runKubelab(home, ['similar', results, '--course', course]);
      assert.match(end.stdout, /the same but for names, spaces and comments: Ada Lovelace \(ada\), bob\n/);
      assert.match(readFileSync(join(results, 'similar.html'), 'utf8'), /2: Ada Lovelace \(ada\), bob/);
    } finally {
      rmSync(join(results, 'log', 'class.json'));
    }
  });

  it('takes what it found before as long as the code is the same, and nothing that somebody else wrote', async () => {
    const similar = async (): Promise<string> => {
      const end = await runKubelab(home, ['similar', results, '--course', course]);
      assert.equal(end.code, 0, end.stderr);
      return end.stdout;
    };
    const kept = join(results, 'log', 'similar.json');
    const first = await similar();
    const written = readFileSync(kept, 'utf8');
    assert.match(written, /"learners":\["ada","bob"\]/);

    const ownKey = machineKey(kubelabHome({ KUBELAB_HOME: home }));
    const comparisons = readComparisons(results, ownKey);
    const [group] = comparisons.get('small')?.alike.same ?? [];
    group?.learners.push('kept');
    writeComparisons(results, comparisons, ownKey);
    assert.match(await similar(), /ada, bob, kept/);

    writeFileSync(kept, readFileSync(kept, 'utf8').replace('"kept"', '"forged"'));
    assert.equal(await similar(), first);
    writeFileSync(kept, '{"found": [["small", {}]]');
    assert.equal(await similar(), first);
    assert.equal(readFileSync(kept, 'utf8'), written);

    write({ ada: own('x', 'v'), bob: own('other', 'u'), cleo: own('x', 'w'), dan: '' });
    assert.doesNotMatch(await similar(), /the same/);
  });

  it('refuses results of another course, with what to say', async () => {
    const end = await runKubelab(home, ['similar', results]);
    assert.equal(end.code, 2);
    assert.match(end.stderr, /--course/);
  });
});
