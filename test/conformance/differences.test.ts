/** What the practice cluster once answered otherwise than a real kube-apiserver of 1.36: a case for each. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { skip } from '../helpers/skip.js';
import { type DifferenceCase, differencesLeft } from './difference.js';

const file = resolve(import.meta.dirname, '../../../shared/findings/differences.json');
const cases = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DifferenceCase[]) : [];

/** What stays as it is, and why; as long as it does. */
const LEFT: Record<string, string> = {
  'pod: refused change shows a unified diff of JSON':
    'the recorded one stands 18 lines lower, as many as OpenShift’s source in the volume of a token has',
  'namespace: content stays for 5 s after DELETE': 'learners would wait for it in every lesson',
  'list or watch from an old version of a young cluster': 'a server whose cache began later answers as here',
  'managedFields of what the server made itself': 'to work them out costs 50 ms of each start',
  'odd paths': 'pprof, flagz and metrics/slis are about the real process',
};

describe('answers that were put right', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-differences-'));
  let cluster: TestCluster;

  before(async function () {
    if (cases.length === 0) skip(this, 'the list of differences is not beside this checkout');
    const auditPolicyFile = join(folder, 'audit-policy.yaml');
    writeFileSync(auditPolicyFile, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{ level: Metadata }]\n');
    cluster = await practiceCluster({ dataDir: join(folder, 'data'), auditPolicyFile });
  });
  after(async () => {
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [place, test] of cases.entries()) {
    const why = LEFT[test.case];
    it(why === undefined ? test.case : `${test.case} (left: ${why})`, async () => {
      const left = await differencesLeft(test, `r${place}`, { cluster, pki: join(folder, 'data', 'pki') });
      if (why === undefined) assert.deepEqual(left, []);
      else assert.notEqual(left.length, 0, 'it has been put right, too: take it out of the list');
    });
  }
});
