import assert from 'node:assert/strict';
import { isKubelabsOwn, saysVerified, unverifiedMark } from '../../src/kube/user-agent.js';

describe('the User-Agent of a request', () => {
  it('says when the server was not checked', () => {
    for (const name of [undefined, '', 'kubelab/1.0', 'server not verified']) assert.ok(saysVerified(name), name);
    for (const name of [unverifiedMark, `kubelab/1.0 ${unverifiedMark} x`]) assert.ok(!saysVerified(name), name);
  });

  it('tells requests of kubelab itself from those of a learner', () => {
    for (const name of ['kubelab-check', 'kubelab-workshop/1', 'kubelab-page']) assert.ok(isKubelabsOwn(name), name);
    for (const name of [undefined, '', 'kubelab/1.0', 'kubectl kubelab-check', 'kubelab'])
      assert.ok(!isKubelabsOwn(name), name);
  });
});
