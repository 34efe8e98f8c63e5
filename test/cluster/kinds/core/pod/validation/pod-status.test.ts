import assert from 'node:assert/strict';
import { validatePodStatus } from '../../../../../../src/cluster/kinds/core/pod/validation/pod-status.js';
import { updateFaultsOf } from '../../../faults.js';

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

  it('counts generations from 0, and names what conditions are of', () => {
    const of = (status: object, spec: object = {}): string[] => {
      const pod = { spec: { containers: [{ name: 'c', image: 'i' }], ...spec } };
      return updateFaultsOf('Pod', pod, { ...pod, status }, 'status');
    };
    assert.deepEqual(
      of({ observedGeneration: -1, conditions: [{ type: 'a', status: 'True', observedGeneration: -2 }] }),
      [
        'status.conditions[0].observedGeneration: Invalid value: -2: must be a non-negative integer',
        'status.observedGeneration: Invalid value: -1: must be a non-negative integer',
      ],
    );
    assert.match(
      of({ conditions: [{ type: 'a b', status: 'True' }] }).join(),
      /^status\.conditions\[0\]\.Type: Invalid value: "a b": /,
    );
    assert.deepEqual(of({ nominatedNodeName: 'n' }), []);
    assert.deepEqual(of({ nominatedNodeName: 'n' }, { nodeName: 'm' }), [
      'status.nominatedNodeName: Forbidden: may not be set on pods that are already bound to a node',
    ]);
  });
});
