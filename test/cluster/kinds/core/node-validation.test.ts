/** The rules for nodes. */
import assert from 'node:assert/strict';
import { decoded, faultsOf, updateFaultsOf } from '../faults.js';

describe('validateNode', () => {
  const taints = (...list: object[]): string[] => faultsOf('Node', { spec: { taints: list } });

  it('taints have a key and an effect', () => {
    assert.deepEqual(taints({ key: 'a', effect: 'NoSchedule' }), []);
    assert.deepEqual(taints({ key: 'a' }), ['metadata.taints[0].effect: Required value']);
    assert.deepEqual(taints({ key: 'a', effect: 'x' }), [
      'metadata.taints[0].effect: Unsupported value: "x": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    ]);
  });

  it('no two taints are of one key and effect', () => {
    const one = { key: 'a', effect: 'NoSchedule' };
    assert.deepEqual(taints(one, { ...one, value: 'b' }, { ...one, effect: 'NoExecute' }), [
      'metadata.taints[1]: Duplicate value: {"Key":"a","Value":"b","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair',
    ]);
  });

  it('amounts are not negative, and networks are one for each family', () => {
    assert.deepEqual(faultsOf('Node', { status: { capacity: { cpu: '-1' }, allocatable: { cpu: '1' } } }), [
      'status.capacity.cpu: Invalid value: "-1": must be greater than or equal to 0',
    ]);
    assert.deepEqual(faultsOf('Node', { spec: { podCIDRs: ['10.0.0.0/24', 'fd00::/64'] } }), []);
    assert.deepEqual(faultsOf('Node', { spec: { podCIDRs: ['10.0.0.0/24', '10.0.1.0/24'] } }), [
      'spec.podCIDRs: Invalid value: ["10.0.0.0/24","10.0.1.0/24"]: may specify no more than one CIDR for each IP family',
    ]);
  });

  it('networks are networks, of which the first is podCIDR', () => {
    const [plain = ''] = faultsOf('Node', { spec: { podCIDR: 'x', podCIDRs: ['10.0.0.0/24'] } });
    assert.match(plain, /^spec\.podCIDRs\[0\]: Invalid value: "x": must be a valid CIDR value/);
    assert.deepEqual(faultsOf('Node', { spec: { podCIDRs: ['10.0.0.0/24', '10.0.0.0/33'] } }).slice(1), [
      'spec.podCIDRs: Internal error: invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[1]: <nil> (invalid CIDR address: 10.0.0.0/33)',
      'spec.podCIDRs: Invalid value: ["10.0.0.0/24","10.0.0.0/33"]: may specify no more than one CIDR for each IP family',
    ]);
    assert.deepEqual(decoded('Node', { spec: { podCIDRs: ['10.0.0.0/24'] } }).spec, {
      podCIDR: '10.0.0.0/24',
      podCIDRs: ['10.0.0.0/24'],
    });
  });

  it('whole things are counted, and features are sorted', () => {
    const status = { capacity: { pods: '1500m' }, declaredFeatures: ['B', 'A', 'A'] };
    assert.deepEqual(
      faultsOf('Node', { status: { ...status, allocatable: { cpu: '1' }, nodeInfo: { swap: { capacity: 0 } } } }),
      [
        'status.capacity.pods: Invalid value: "1500m": must be an integer',
        'metadata.nodeSwapStatus.capacity: Invalid value: 0: must be greater than 0',
        'status.declaredFeatures[1]: Invalid value: "A": list must be sorted alphabetically',
        'status.declaredFeatures[2]: Duplicate value: "A"',
      ],
    );
  });

  it('keeps its networks and its provider’s name for it', () => {
    const before = { spec: { podCIDRs: ['10.0.0.0/24'], providerID: 'a' } };
    assert.deepEqual(updateFaultsOf('Node', {}, before), []);
    assert.deepEqual(updateFaultsOf('Node', before, {}), [
      'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
      'spec.providerID: Forbidden: node updates may not change providerID except from "" to valid',
    ]);
  });

  it('has each address once', () => {
    const address = { type: 'InternalIP', address: '10.0.0.1' };
    assert.deepEqual(updateFaultsOf('Node', {}, { status: { addresses: [address, address] } }, 'status'), [
      'status.addresses[1]: Duplicate value: {"Type":"InternalIP","Address":"10.0.0.1"}',
    ]);
  });
});
