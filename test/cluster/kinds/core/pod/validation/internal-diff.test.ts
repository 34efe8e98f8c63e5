/** Differences as kube-apiserver shows them. */
import assert from 'node:assert/strict';
import { internalDiff } from '../../../../../../src/cluster/kinds/core/pod/validation/internal-diff.js';

describe('internalDiff', () => {
  it('shows what changed with three lines around it, and where it stands', () => {
    assert.equal(
      internalDiff('SeccompProfile', { type: 'Unconfined' }, { type: 'Localhost', localhostProfile: 'p' }),
      [
        '@@ -1,4 +1,4 @@',
        ' {',
        '- "Type": "Unconfined",',
        '- "LocalhostProfile": null',
        '+ "Type": "Localhost",',
        '+ "LocalhostProfile": "p"',
        ' }',
        '',
      ].join('\n'),
    );
  });

  it('shows changes that are far apart on their own, and amounts as they were written', () => {
    const of = (name: string, cpu: string, tty: boolean): object => ({ name, tty, resources: { requests: { cpu } } });
    const shown = internalDiff('Container', of('a', '500m', true), of('b', '1', true));
    assert.equal(shown.match(/^@@ /gm)?.length, 2);
    assert.match(shown, /^- {3}"cpu": "500m"\n\+ {3}"cpu": "1"$/m);
  });

  it('finds items that came and went in the middle of a list', () => {
    const of = (...names: string[]): object => ({ env: names.map((name) => ({ name, value: 'v' })) });
    const shown = internalDiff('Container', of('a', 'b', 'c'), of('a', 'c'));
    assert.match(shown, /^- +"Name": "b",$/m);
    assert.doesNotMatch(shown, /^[-+] +"Name": "[ac]"/m);
    assert.doesNotMatch(shown, /^\+/m);
  });

  it('is empty for values that are alike', () => {
    assert.equal(internalDiff('SeccompProfile', { type: 'x' }, { type: 'x', localhostProfile: null }), '');
  });
});
