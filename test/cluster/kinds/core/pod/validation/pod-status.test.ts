import assert from 'node:assert/strict';
import { validatePodStatus } from '../../../../../../src/cluster/kinds/core/pod/validation/pod-status.js';

const ended = (exitCode: number) => ({ name: 'c', state: { terminated: { exitCode } } });
const waits = { name: 'c', state: { waiting: {} } };

describe('a container that has ended', () => {
  /** The faults when the container that ended so waits again; `own` is its own policy. */
  const again = (exitCode: number, restartPolicy: string, own?: string, isInit = false): string[] => {
    const container = { name: 'c', ...(own ? { restartPolicy: own } : {}) };
    const spec = { restartPolicy, [isInit ? 'initContainers' : 'containers']: [{ name: 'other' }, container] };
    const field = isInit ? 'initContainerStatuses' : 'containerStatuses';
    const pod = (status: object) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {},
      spec,
      status: { [field]: [status] },
    });
    return validatePodStatus(pod(waits), pod(ended(exitCode))).map(({ field: path, message }) => `${path}: ${message}`);
  };

  it('stays so unless it is to be started again by the policy of its pod', () => {
    const fault = ['status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state'];
    assert.deepEqual([again(0, 'Never'), again(1, 'Never'), again(0, 'OnFailure')], [fault, fault, fault]);
    assert.deepEqual([again(1, 'OnFailure'), again(0, 'Always')], [[], []]);
  });

  it('or by a policy of its own, as a sidecar has one', () => {
    const fault = ['status.initContainerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state'];
    assert.deepEqual(again(0, 'Never', undefined, true), fault);
    assert.deepEqual([again(0, 'Never', 'Always', true), again(1, 'Never', 'Always', true)], [[], []]);
    assert.deepEqual([again(1, 'Never', 'OnFailure'), again(0, 'Never', 'OnFailure').length], [[], 1]);
  });
});
