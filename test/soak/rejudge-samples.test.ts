/** Judging again from kept evidence gives what a grading gives, for what learners hand in. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sampleNames, writeSubmissions } from '../fixtures/submissions/submissions.js';
import { makeHome, runKubelab } from '../helpers/command.js';
import { runLength, seed, seededRandom } from './soak.js';

const { below } = seededRandom(seed);
const left = [...sampleNames];
const samples = Array.from({ length: runLength(left.length) }, () => left.splice(below(left.length), 1).join());

describe(`sample submissions of the activity, judged again: ${samples.join(', ')} (seed ${seed})`, function () {
  this.timeout(900_000);
  const { home, remove } = makeHome();
  const root = mkdtempSync(join(tmpdir(), 'kubelab-rejudge-samples-'));
  after(() => {
    rmSync(root, { recursive: true, force: true });
    remove();
  });

  it('have the same results, to the byte, by the same rubric and by a changed one', async () => {
    const submitted = join(root, 'submitted');
    mkdirSync(submitted);
    writeSubmissions(submitted, samples);
    const notebooks = join(root, 'notebooks');
    cpSync(resolve('notebooks'), notebooks, { recursive: true });
    const course = join(notebooks, 'course.yaml');
    const [out, again] = [join(root, 'out'), join(root, 'again')];
    const results = (folder: string): string => readFileSync(join(folder, 'results.json'), 'utf8');
    const graded = async (into: string): Promise<void> => {
      const args = ['grade', submitted, '--exercise', 'activity', '--out', into, '--course', course];
      const { code, stderr } = await runKubelab(home, args);
      assert.equal(code, 0, stderr);
    };
    await graded(out);
    const atFirst = results(out);
    const same = await runKubelab(home, ['rejudge', out]);
    assert.equal(same.code, 0, same.stdout + same.stderr);
    assert.equal(results(out), atFirst);

    const file = join(notebooks, 'rubrics', '04-activity.yaml');
    const changed = readFileSync(file, 'utf8')
      .replace('points: 2', 'points: 4')
      .replaceAll('credential: certificate', 'credential: [certificate, token]')
      .replace('after: deployment', 'after: token')
      .replace('spec.replicas: 2', 'spec.replicas: 3')
      .replace('labelSelector=[^&]*nginx', 'labelSelector=')
      .replace('fields: { roleRef.name: cluster-admin }', 'fields: { roleRef.name: edit }')
      .replace(
        'resource: deployments\n          namespace: default',
        'resource: pods\n          namespace: kube-system',
      );
    writeFileSync(file, changed);
    const { code, stdout, stderr } = await runKubelab(home, ['rejudge', out]);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, new RegExp(`Judged again from the evidence: ${samples.length} \\(another rubric\\)`));
    await graded(again);
    assert.notEqual(results(out), atFirst);
    assert.equal(results(out), results(again));
  });
});
