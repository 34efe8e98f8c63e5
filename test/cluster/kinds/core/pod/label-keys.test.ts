import assert from 'node:assert/strict';
import { mergeLabelKeys } from '../../../../../src/cluster/kinds/core/pod/label-keys.js';

const metadata = { labels: { app: 'web', hash: 'abc', tenant: 't' } };
const selector = () => ({ matchLabels: { app: 'web' } });
const keys = { matchLabelKeys: ['hash', 'none'], mismatchLabelKeys: ['tenant'] };
const merged = {
  matchLabels: { app: 'web' },
  matchExpressions: [
    { key: 'hash', operator: 'In', values: ['abc'] },
    { key: 'tenant', operator: 'NotIn', values: ['t'] },
  ],
};

describe('mergeLabelKeys', () => {
  it('writes a pod’s own labels into the selectors beside the keys', () => {
    const spread = { matchLabelKeys: ['hash'], labelSelector: selector() };
    const preferred = { podAffinityTerm: { ...keys, labelSelector: selector() } };
    const required = { ...keys, labelSelector: selector() };
    mergeLabelKeys({
      metadata,
      spec: {
        topologySpreadConstraints: [spread],
        affinity: {
          podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [preferred] },
          podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [required] },
        },
      },
    });
    assert.deepEqual(spread.labelSelector, { ...merged, matchExpressions: merged.matchExpressions.slice(0, 1) });
    assert.deepEqual(preferred.podAffinityTerm.labelSelector, merged);
    assert.deepEqual(required.labelSelector, merged);
  });

  it('leaves what has no selector or no such label', () => {
    const spec = { topologySpreadConstraints: [{ matchLabelKeys: ['hash'] }, { labelSelector: selector() }] };
    const before = structuredClone(spec);
    mergeLabelKeys({ metadata, spec });
    assert.deepEqual(spec, before);
  });
});
