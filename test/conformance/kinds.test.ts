/**
 * The practice cluster's answers about the kinds beyond the first lessons, beside those of a real kube-apiserver 1.36: each
 * file of recorded answers on a cluster of its own. A step that differs stands in the table with the reason.
 */
import assert from 'node:assert/strict';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { needsRecordings, onFreshCluster, recorded } from '../helpers/recorded-answers.js';

const recordingsOfKinds = join(recorded, 'kinds');

/** A file of recorded answers, how many it has, and which of its steps differ for what reason. */
interface Recording {
  file: string;
  steps: number;
  differ: Record<string, string>;
}

const recordings: readonly Recording[] = [
  { file: '20-batch', steps: 36, differ: {} },
  { file: '21-apps', steps: 35, differ: {} },
  {
    file: '22-core',
    steps: 58,
    differ: {
      'volume: faults': 'an empty capacity is shown as none (null for {}): an empty map is left out when it is read',
    },
  },
  { file: '23-policy-networking', steps: 45, differ: {} },
  { file: '24-cluster-kinds', steps: 43, differ: {} },
  { file: '25-admission', steps: 35, differ: {} },
  {
    file: '26-custom-resources',
    steps: 78,
    differ: { 'apply: conflict': 'Kubernetes lists the managers of a conflict in the order of a Go map, which is any' },
  },
  { file: '27-apply', steps: 29, differ: {} },
  { file: '28-discovery', steps: 39, differ: {} },
  { file: '29-namespaces', steps: 12, differ: {} },
];

/** One step that was answered otherwise. */
interface Difference {
  step: string;
  differences: string[];
}

describe('the recorded answers about other kinds', () => {
  for (const { file, steps, differ } of recordings) {
    it(`${file}: all but ${Object.keys(differ).length} of ${steps} match`, async function () {
      needsRecordings(this, recordingsOfKinds, ['openssl']);
      await onFreshCluster(async (compare, folder) => {
        const [scenarios, report] = [join(folder, 'scenarios'), join(folder, 'report.json')];
        await mkdir(scenarios);
        await symlink(join(recordingsOfKinds, 'scenarios', `${file}.mjs`), join(scenarios, `${file}.mjs`));
        const golden = ['--golden', join(recordingsOfKinds, 'golden')];
        const output = await compare('conformance.mjs', [...golden, '--scenarios', scenarios, '--json', report]);
        const left = JSON.parse(await readFile(report, 'utf8')) as Difference[];
        const unexpected = left.filter(({ step }) => differ[step] === undefined);
        assert.deepEqual(
          unexpected.map(({ step, differences }) => ({ step, differences })),
          [],
        );
        // a difference that is no more is taken out of the table
        const end = output.trim().split('\n').at(-1);
        assert.equal(end, `${steps - Object.keys(differ).length} passed, ${Object.keys(differ).length} failed`);
      });
    });
  }
});
