import assert from 'node:assert/strict';
import { hasEnded } from '../../src/kube/pod-phase.js';

describe('a pod', () => {
  it('has ended when it has succeeded or failed, and in no other phase', () => {
    const inPhase = (status?: object): boolean =>
      hasEnded({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, ...(status ? { status } : {}) });
    for (const phase of ['Succeeded', 'Failed']) assert.equal(inPhase({ phase }), true, phase);
    for (const phase of ['Pending', 'Running', 'Unknown', '']) assert.equal(inPhase({ phase }), false, phase);
    assert.deepEqual([inPhase({}), inPhase()], [false, false]);
  });
});
