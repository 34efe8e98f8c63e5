/**
 * The lessons where pods do not get to run: the practice cluster with its node cordoned. Within 15 seconds a lesson says what
 * the pod waits for; it shows what would have been seen, and runs on to its end. The lessons that make pods are taken, and
 * those that look into them twice; all twice with KUBELAB_SOAK=1.
 */
import assert from 'node:assert/strict';
import { dirname, resolve } from 'node:path';
import { readCourse } from '../../src/course/course.js';
import { runInFolder } from '../../src/course/run-notebooks.js';
import { readNotebook } from '../../src/notebook/document.js';
import { connect } from '../../src/request/connect.js';
import { type LessonCluster, lessonCluster, lessonsTaken } from '../helpers/lesson-cluster.js';
import { outputText } from '../helpers/output-text.js';

const { lessons } = readCourse(resolve('notebooks/course.yaml'));

describe('the lessons on a cluster whose node takes no pods', function () {
  this.timeout(300_000);
  this.slow(60_000);
  let stage: LessonCluster;

  before(async () => {
    stage = await lessonCluster();
    const admin = await connect({ kubeconfig: stage.cluster.adminKubeconfig() });
    await admin.must.patch('/api/v1/nodes/kubelab', { spec: { unschedulable: true } });
    await admin.close();
  });
  after(() => stage?.stop());

  const withPods = lessonsTaken(lessons, ['service-account-tokens', 'rbac', 'activity', 'tokens-in-ci']);
  const again = lessonsTaken(lessons, ['service-account-tokens', 'rbac']);
  for (const [time, taken] of [
    ['from top to bottom', withPods],
    ['once more', again],
  ] as const) {
    it(`run ${time}, and say what a pod waits for`, async () => {
      const said = new Map<string, { text: string; source: string }>();
      const failed: string[] = [];
      for (const { id: lesson, file, exercise, solution } of taken) {
        const whole = (exercise && solution) || file;
        const notebook = readNotebook(whole);
        const sources = new Map(notebook.cells.map(({ id, source }) => [id, source]));
        const { cells } = await runInFolder(notebook, dirname(whole), { env: stage.env, keepGoing: true });
        for (const { id, outputs, passed } of cells) {
          const text = outputText(outputs).replace(/\s+/g, ' ');
          said.set(`${lesson}/${id}`, { text, source: sources.get(id) ?? '' });
          if (!passed) failed.push(`${lesson}/${id}: ${text}`);
          if (exercise && id.endsWith('-check')) assert.match(text, /^Done/, id);
        }
      }
      assert.deepEqual(failed, []);
      for (const cell of ['service-account-tokens/wait-for-pod', 'rbac/pod-my-bash']) {
        const { text, source } = said.get(cell) ?? { text: '', source: '' };
        assert.match(text, /my-bash.* no node takes it: .*unschedulable/, cell);
        const [, seconds] = /'Running'.*seconds: (\d+)/.exec(source) ?? [];
        assert.ok(Number(seconds) < 15, `${cell} waits ${seconds} s`);
      }
      const shown = (cell: string): string => said.get(cell)?.text ?? '';
      assert.match(shown('service-account-tokens/look-around'), /does not run here.* ca\.crt namespace token/);
      assert.match(shown('service-account-tokens/pod-token'), /system:serviceaccount:default:default .*'?my-bash/);
      assert.match(shown('service-account-tokens/call-1'), /does not run here.*curl: \(60\)/);
      assert.match(
        shown('service-account-tokens/call-4'),
        /User \\"system:serviceaccount:default:default\\" cannot list/,
      );
      assert.match(shown('service-account-tokens/delete-pod'), /while the pod runs: 201 .*: 401/);
      assert.match(shown('rbac/call-4'), /^403 /);
      assert.match(shown('rbac/call-5'), /^PodList /);
    });
  }
});
