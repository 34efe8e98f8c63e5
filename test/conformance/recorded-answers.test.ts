/** The practice cluster's answers beside those that a real kube-apiserver 1.36 gave, request by request. */
import assert from 'node:assert/strict';
import { needsRecordings, onFreshCluster, recorded } from '../helpers/recorded-answers.js';

/** How many of the recorded answers matched when these lines were last changed: never fewer. */
const suites = [
  { script: 'conformance.mjs', matched: 269, of: 271, needs: ['openssl'] },
  { script: 'kubectl.mjs', matched: 127, of: 127, needs: ['openssl', 'kubectl', 'bash'] },
];

/** A difference because kubectl's --timeout was over before it had sent its request: the machine was busy. */
const tooLate = /^ {2}got .*context deadline/m;

/** A comparison is made this often at most, as long as it has such a difference. */
const tries = 3;

describe('the recorded answers of a real kube-apiserver', () => {
  for (const { script, matched, of, needs } of suites) {
    it(`${script}: at least ${matched} of ${of} match`, async function () {
      needsRecordings(this, recorded, needs);
      let output = '';
      let made = 0;
      do {
        await onFreshCluster(async (compare) => {
          output = await compare(script, ['--verbose']);
        });
        made++;
      } while (made < tries && tooLate.test(output));
      const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? assert.fail(output);
      assert.equal(Number(passed) + Number(failed), of, output);
      assert.ok(Number(passed) >= matched, output);
    });
  }
});
