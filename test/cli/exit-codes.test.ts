import assert from 'node:assert/strict';
import { EXIT, exitCodeOf, exitCodeOfSignal } from '../../src/cli/exit-codes.js';
import { type ErrorCode, KubelabError } from '../../src/errors.js';

describe('exit codes', () => {
  const rows: [ErrorCode, number][] = [
    ['ARGUMENT_INVALID', 2],
    ['NOTEBOOK_INVALID', 2],
    ['COURSE_INVALID', 2],
    ['AUDIT_POLICY_INVALID', 2],
    ['FILE_MISSING', 2],
    ['KUBECONFIG_INVALID', 2],
    ['KERNEL_MISSING', 3],
    ['PORT_TAKEN', 3],
    ['DATA_DIR_UNUSABLE', 3],
    ['CLUSTER_START_FAILED', 3],
    ['ENVIRONMENT', 3],
  ];
  for (const [code, exit] of rows) {
    it(`${code} exits with ${exit}`, () => {
      assert.equal(exitCodeOf(new KubelabError(code, 'x', { hint: 'y' })), exit);
    });
  }

  it('are the environment for what is no error of ours, and 128 and the number for signals', () => {
    assert.equal(exitCodeOf(new TypeError('x')), EXIT.environment);
    assert.deepEqual(['SIGINT', 'SIGTERM', 'SIGHUP'].map(exitCodeOfSignal), [130, 143, 129]);
  });
});
