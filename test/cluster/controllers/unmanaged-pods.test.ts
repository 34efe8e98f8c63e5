import assert from 'node:assert/strict';
import { unmanagedPodsMessage } from '../../../src/cluster/controllers/unmanaged-pods.js';

describe('what a disruption budget is told of pods without a controller', () => {
  const selectorIn = (message: string): string =>
    /selector: (.*)\) were found to be unmanaged\. /.exec(message)?.[1] ?? '';

  it('names its selector as Go prints it, and says what to do', () => {
    const message = unmanagedPodsMessage({ matchLabels: { tier: 'b', app: 'x' } });
    assert.equal(
      selectorIn(message),
      '&LabelSelector{MatchLabels:map[string]string{app: x,tier: b,},MatchExpressions:[]LabelSelectorRequirement{},}',
    );
    assert.match(message, /^Pods selected by this PodDisruptionBudget /);
    assert.match(message, /please set "\.spec\.minAvailable" field of the PDB to an integer value\.$/);
  });

  it('prints expressions, with and without values, and an empty selector', () => {
    const matchExpressions = [
      { key: 'app', operator: 'In' as const, values: ['x', 'y'] },
      { key: 'tier', operator: 'Exists' as const },
    ];
    assert.equal(
      selectorIn(unmanagedPodsMessage({ matchExpressions })),
      '&LabelSelector{MatchLabels:map[string]string{},MatchExpressions:[]LabelSelectorRequirement{' +
        'LabelSelectorRequirement{Key:app,Operator:In,Values:[x y],},' +
        'LabelSelectorRequirement{Key:tier,Operator:Exists,Values:[],},},}',
    );
    assert.equal(
      selectorIn(unmanagedPodsMessage({})),
      '&LabelSelector{MatchLabels:map[string]string{},MatchExpressions:[]LabelSelectorRequirement{},}',
    );
  });
});
