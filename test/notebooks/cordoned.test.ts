/**
 * The lessons where pods do not get to run: the practice cluster with its node cordoned. Within 15 seconds a lesson says what
 * the pod waits for; it shows what would have been seen, and runs on to its end. Twice, as everywhere.
 */
import assert from 'node:assert/strict';
import { dirname, resolve } from 'node:path';
import { readCourse } from '../../src/course/course.js';
import { runInFolder } from '../../src/course/run-notebooks.js';
import { readNotebook } from '../../src/notebook/document.js';
import { connect } from '../../src/request/connect.js';
import { type LessonCluster, lessonCluster } from '../helpers/lesson-cluster.js';
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

  for (const time of ['from top to bottom', 'once more']) {
    it(`run ${time}, and say what a pod waits for`, async () => {
      const said = new Map<string, { text: string; ms: number }>();
      const failed: string[] = [];
      for (const { id: lesson, file, exercise, solution } of lessons) {
        const whole = (exercise && solution) || file;
        const { cells } = await runInFolder(readNotebook(whole), dirname(whole), { env: stage.env, keepGoing: true });
        for (const { id, outputs, passed, ms } of cells) {
          const text = outputText(outputs).replace(/\s+/g, ' ');
          said.set(`${lesson}/${id}`, { text, ms });
          if (!passed) failed.push(`${lesson}/${id}: ${text}`);
          if (exercise && id.endsWith('-check')) assert.match(text, /^Done/, id);
        }
      }
      assert.deepEqual(failed, []);
      for (const cell of ['service-account-tokens/wait-for-pod', 'rbac/pod-my-bash']) {
        const { text, ms } = said.get(cell) ?? { text: '', ms: 0 };
        assert.match(text, /my-bash.* no node takes it: .*unschedulable/, cell);
        assert.ok(ms < 15_000, `${cell} took ${ms} ms`);
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
