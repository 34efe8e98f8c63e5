import assert from 'node:assert/strict';
import { validatePodStatus } from '../../../../../../src/cluster/kinds/core/pod/validation/pod-status.js';
import { prepareForUpdate } from '../../../../../../src/cluster/registry/prepare.js';
import { decoded, definitionOfKind, updateFaultsOf } from '../../../faults.js';

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

  it('or by a rule about its code, and so do all with a rule that starts all again', () => {
    const rules = (action: string, operator: string): object[] => [{ action, exitCodes: { operator, values: [7] } }];
    const of = (exitCode: number, restartPolicyRules: object[], name = 'c'): number => {
      const spec = { restartPolicy: 'Always', containers: [{ name: 'c', restartPolicy: 'Never', restartPolicyRules }] };
      const pod = (status: object) => {
        const statuses = [{ ...status, name }];
        return { apiVersion: 'v1', kind: 'Pod', metadata: {}, spec, status: { containerStatuses: statuses } };
      };
      return validatePodStatus(pod(waits), pod(ended(exitCode))).length;
    };
    assert.deepEqual([of(7, rules('Restart', 'In')), of(1, rules('Restart', 'In'))], [0, 1]);
    assert.deepEqual([of(7, rules('Restart', 'NotIn')), of(1, rules('Restart', 'NotIn'))], [1, 0]);
    // nothing starts a container that the pod does not have
    assert.deepEqual([of(7, rules('Restart', 'In'), 'x'), of(1, rules('RestartAllContainers', 'In'), 'x')], [1, 0]);
  });

  it('stays so when nothing ever starts it again', () => {
    const pod = (status: object) => ({ spec: { containers: [{ name: 'c', image: 'i' }] }, status });
    const found = updateFaultsOf(
      'Pod',
      pod({ ephemeralContainerStatuses: [ended(1)] }),
      pod({ ephemeralContainerStatuses: [waits] }),
      'status',
    );
    assert.deepEqual(found, [
      'status.ephemeralContainerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state',
    ]);
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

describe("a pod's status", () => {
  const resources = {
    requests: { cpu: '1', 'a.b/gpu': '1' },
    limits: { 'a.b/gpu': '1' },
    claims: [{ name: 'c', request: 'r' }],
  };
  const spec = {
    resourceClaims: [{ name: 'c', resourceClaimName: 'x' }],
    containers: [{ name: 'c', image: 'i', resources }],
  };
  const told = (status: object, had: object = {}, more: object = {}): string[] =>
    updateFaultsOf(
      'Pod',
      { spec: { ...spec, ...more }, status: had },
      { spec: { ...spec, ...more }, status },
      'status',
    ).map((one) => one.replace(/^status\./, '').replace(/(a lowercase RFC \d+ \w+).*/, '$1'));

  it('has an address of each family at most, and keeps those that it had', () => {
    const one = 'may specify no more than one IP for each IP family';
    const of = (...ips: string[]): object => ({ podIPs: ips.map((ip) => ({ ip })) });
    assert.deepEqual(told(of('10.0.0.1', 'fd00::1')), []);
    assert.deepEqual(told(of('10.0.0.1', '10.0.0.1')), [
      `podIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"10.0.0.1"}]: ${one}`,
    ]);
    assert.deepEqual(told(of('10.0.0.1', 'x')), [
      'podIPs[1]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      'podIPs: Internal error: failed to check for dual stack with error:invalid IP[1]: x',
      `podIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"x"}]: ${one}`,
    ]);
    assert.deepEqual(told(of('010.0.0.1')), ['podIPs[0]: Invalid value: "010.0.0.1": must not have leading 0s']);
    assert.deepEqual(told(of('010.0.0.1'), of('010.0.0.1')), []);
    assert.deepEqual(told({ hostIP: '1.2.3.4', hostIPs: [{}] }), [
      'hostIPs[0].ip: Invalid value: "": must be equal to `hostIP`',
      'hostIPs[0]: Invalid value: "": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ]);
  });

  it('names the claims of its entries, each once', () => {
    const statuses = [{ name: 'c', resourceClaimName: 'A' }, { name: 'x' }, { name: 'c' }];
    assert.deepEqual(told({ resourceClaimStatuses: statuses }), [
      'resourceClaimStatuses[0].resourceClaimName: Invalid value: "A": a lowercase RFC 1123 subdomain',
      'resourceClaimStatuses[1].name: Invalid value: "x": must match the name of an entry in `spec.resourceClaims`',
      'resourceClaimStatuses[2].name: Duplicate value: "c"',
    ]);
  });

  it('names extended resources that a container asks for', () => {
    const of = (...requestMappings: object[]): string[] =>
      told({ extendedResourceClaimStatus: { resourceClaimName: 'x', requestMappings } }).map((one) =>
        one.replace('extendedResourceClaimStatus.', ''),
      );
    const right = { containerName: 'c', resourceName: 'a.b/gpu', requestName: 'r' };
    assert.deepEqual(of(right), []);
    assert.deepEqual(of(), ['requestMappings: Required value: at least one request mapping is required']);
    assert.deepEqual(
      of(right, { ...right, resourceName: 'x' }, { ...right, containerName: 'x', requestName: '' }, right),
      [
        'requestMappings[1].resourceName: Invalid value: "x": must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests',
        'requestMappings[2].containerName: Invalid value: "x": must match the name of an entry in spec.initContainers.name or spec.containers.name',
        'requestName: Invalid value: "": a lowercase RFC 1123 label',
        'requestMappings[3].containerName: Duplicate value: "c"',
        'requestMappings[3].resourceName: Duplicate value: "a.b/gpu"',
        'requestMappings[3].requestName: Duplicate value: "r"',
      ],
    );
    assert.deepEqual(told({ extendedResourceClaimStatus: { requestMappings: [right] } }), [
      'extendedResourceClaimStatus.resourceClaimName: Required value',
    ]);
  });

  it('has users in their range, and none of Linux on Windows', () => {
    const linux = { uid: -1, gid: 2 ** 31, supplementalGroups: [1, -2] };
    const status = { containerStatuses: [{ name: 'c', user: { linux } }] };
    const range = 'must be between 0 and 2147483647, inclusive';
    assert.deepEqual(told(status), [
      `containerStatuses[0].user.linux.uid: Invalid value: -1: ${range}`,
      `containerStatuses[0].user.linux.gid: Invalid value: 2147483648: ${range}`,
      `containerStatuses[0].user.linux.supplementalGroups[1]: Invalid value: -2: ${range}`,
    ]);
    assert.deepEqual(told(status, {}, { os: { name: 'windows' } }), [
      'containerStatuses[0].user.linux: Forbidden: cannot be set for a windows pod',
    ]);
  });

  it('tells the health of resources that its containers ask for', () => {
    const of = (...allocatedResourcesStatus: object[]): string[] =>
      told({ containerStatuses: [{ name: 'c', allocatedResourcesStatus }] }).map((one) =>
        one.replace('containerStatuses[0].allocatedResourcesStatus', ''),
      );
    assert.deepEqual(of({ name: 'cpu' }, { name: 'claim:c/r' }), []);
    assert.deepEqual(of({ name: 'memory' }, { name: 'claim:c' }), [
      `[0].name: Invalid value: "memory": must match one of the container's resource requests`,
      `[1].name: Invalid value: "claim:c": must match one of the container's resource claims in a format 'claim:<claimName>/<request>' or 'claim:<claimName>' if request is empty`,
    ]);
    const health = [
      { resourceID: 'a', health: 'Healthy', message: 'a'.repeat(1025) },
      { resourceID: 'a', health: 'x', message: '' },
    ];
    assert.deepEqual(of({ name: 'cpu', resources: health }), [
      '[0].resources[0].message: Too long: may not be more than 1024 bytes',
      '[0].resources[1].health: Unsupported value: "x": supported values: "Healthy", "Unhealthy", "Unknown"',
      '[0].resources[1].message: Required value: must be non-empty if specified',
      '[0].resources[1].resourceID: Duplicate value: "a"',
    ]);
    const unknown = { name: 'x', allocatedResourcesStatus: [{ name: 'memory' }] };
    assert.deepEqual(told({ containerStatuses: [unknown] }), []);
    assert.deepEqual(told({ ephemeralContainerStatuses: [unknown] }), [
      'ephemeralContainerStatuses[0].allocatedResourcesStatus: Forbidden: must not be specified in container status',
    ]);
  });

  it('has its first address in a field of its own', () => {
    const addresses = (status: object): unknown[] => {
      const { podIP, podIPs } = decoded('Pod', { spec, status }).status as { podIP?: string; podIPs?: object[] };
      return [podIP, podIPs];
    };
    const both = [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }];
    assert.deepEqual(addresses({ podIPs: both }), ['10.0.0.1', both]);
    assert.deepEqual(addresses({ podIP: '10.0.0.1' }), ['10.0.0.1', [{ ip: '10.0.0.1' }]]);
    assert.deepEqual(addresses({ podIP: '10.0.0.2', podIPs: both }), ['10.0.0.2', [{ ip: '10.0.0.2' }]]);
    assert.deepEqual(addresses({ podIPs: [{ ip: '' }] }), [undefined, [{ ip: '' }]]);
    assert.deepEqual(addresses({}), [undefined, undefined]);
  });

  it('keeps generations that a kubelet leaves out, and drops fields of features that are off', () => {
    const condition = (observedGeneration?: number, type = 'A'): object => ({
      type,
      status: 'True',
      observedGeneration,
    });
    const had = { observedGeneration: 5, conditions: [condition(1), condition(2)] };
    const status = {
      conditions: [condition(), condition(9), condition(), condition(undefined, 'B')],
      nodeAllocatableResourceClaimStatuses: [{ resourceClaimName: 'x' }],
      containerStatuses: [{ name: 'c', volumeMounts: [{ name: 'v', mountPath: '/v', volumeStatus: { image: {} } }] }],
    };
    const pod = prepareForUpdate(
      decoded('Pod', { spec, status }),
      decoded('Pod', { spec, status: had }),
      definitionOfKind('Pod'),
      'status',
      new Date(0),
    );
    const now = JSON.parse(JSON.stringify(pod.status));
    assert.equal(now.observedGeneration, 5);
    assert.deepEqual(
      now.conditions.map((one: { observedGeneration?: number }) => one.observedGeneration),
      [1, 9, undefined, undefined],
    );
    assert.equal('nodeAllocatableResourceClaimStatuses' in now, false);
    assert.deepEqual(now.containerStatuses[0].volumeMounts, [{ name: 'v', mountPath: '/v' }]);
  });
});
