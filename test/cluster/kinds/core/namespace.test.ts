/** The rules for namespaces. */
import assert from 'node:assert/strict';
import { faultsOf, updateFaultsOf } from '../faults.js';

const notStandard = 'name is neither a standard finalizer name nor is it fully qualified';

describe('validateNamespace', () => {
  it('finalizers of its own are Kubernetes’ or fully qualified', () => {
    const of = (...finalizers: string[]): string[] => faultsOf('Namespace', { spec: { finalizers } });
    assert.deepEqual(of('kubernetes', 'example.com/keep'), []);
    assert.deepEqual(of('keep'), [`spec.finalizers: Invalid value: "keep": ${notStandard}`]);
  });

  it('through /finalize each is named by its place', () => {
    const after = { spec: { finalizers: ['kubernetes', 'keep'] } };
    assert.deepEqual(updateFaultsOf('Namespace', {}, after, 'finalize'), [
      `spec.finalizers[1]: Invalid value: "keep": ${notStandard}`,
    ]);
  });

  it('its phase says whether it is being deleted', () => {
    const phase = (name: string, metadata: object): string[] =>
      updateFaultsOf('Namespace', { metadata }, { metadata, status: { phase: name } }, 'status');
    const deleted = { deletionTimestamp: '2026-01-02T03:04:05Z' };
    assert.deepEqual(phase('Active', {}), []);
    assert.deepEqual(phase('Terminating', {}), [
      'status.Phase: Invalid value: "Terminating": may only be \'Active\' if `deletionTimestamp` is empty',
    ]);
    assert.deepEqual(phase('Active', deleted), [
      'status.Phase: Invalid value: "Active": may only be \'Terminating\' if `deletionTimestamp` is not empty',
    ]);
  });
});
