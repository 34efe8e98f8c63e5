import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readBook } from '../../../src/course/grading/class-book.js';
import type { Results } from '../../../src/course/grading/results.js';
import { type End, start } from '../../helpers/command.js';

describe('course/grading/grade-class', () => {
  const root = mkdtempSync(join(tmpdir(), 'kubelab-many-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  const notebook = resolve('notebooks/04-activity.ipynb');
  const program = resolve('test/fixtures/grade-many.ts');
  const grade = async (out: string, ...more: string[]): Promise<End & { ran: number; stderr: string }> => {
    const words = ['--import', 'tsx', program, notebook, join(root, out), ...more];
    const running = start(process.execPath, words);
    const end = await running.ended;
    return { ...end, ran: Number(running.stdout()), stderr: running.stderr() };
  };
  const text = (out: string, name: string): string => readFileSync(join(root, out, name), 'utf8');
  const isGraded = ({ status }: { status: string }): boolean => status === 'graded';

  it('of a large class writes some files in turn, and after kill -9 goes on with every result that was there', async () => {
    const whole = await grade('whole');
    assert.equal(whole.code, 0, whole.stderr);
    const killed = await grade('killed', '--kill');
    assert.equal(killed.signal, 'SIGKILL', killed.stderr);
    const { results } = JSON.parse(text('killed', 'results.json')) as Results;
    const book = readBook(join(root, 'killed')).rows.map(({ result }) => result);
    const written = results.filter(isGraded).length;
    const known = book.filter(isGraded).length;
    assert.ok(written < known, `${written} of ${known} are in results.json`);
    assert.equal(book.length - known, results.length - written);
    const resumed = await grade('killed');
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.ok(resumed.ran <= whole.ran - known, `${resumed.ran} ran, ${known} of ${whole.ran} were there`);
    for (const name of ['results.json', 'results.csv', 'results.xml', 'report.html', 'log/class.json']) {
      assert.equal(text('killed', name), text('whole', name), name);
    }
    for (const folder of ['log', 'evidence', 'feedback', 'report']) {
      assert.deepEqual(readdirSync(join(root, 'killed', folder)), readdirSync(join(root, 'whole', folder)));
    }
  });
});
