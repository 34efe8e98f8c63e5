/** Differences as kube-apiserver shows them. */
import assert from 'node:assert/strict';
import { internalPodSpec } from '../../../src/cluster/kinds/core/pod/validation/internal-pod-spec.js';
import { internalDiff } from '../../../src/cluster/kinds/internal-diff.js';

/** A pod with the volume of its token, as the API server completes it. */
const pod = {
  volumes: [
    {
      name: 'kube-api-access-qdscf',
      projected: {
        defaultMode: 420,
        sources: [
          { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
          { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          {
            downwardAPI: {
              items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
            },
          },
        ],
      },
    },
  ],
  containers: [
    {
      name: 'nginx',
      image: 'nginx',
      volumeMounts: [
        { name: 'kube-api-access-qdscf', readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
      ],
    },
  ],
  serviceAccountName: 'default',
};
const headsOf = (before: object, after: object): string[] =>
  internalDiff('core.v1.PodSpec', internalPodSpec({ ...before }), internalPodSpec({ ...after })).match(
    /^@@ .* @@$/gm,
  ) ?? [];

describe('internalDiff', () => {
  it('shows what changed with three lines around it, and where it stands', () => {
    assert.equal(
      internalDiff('core.v1.SeccompProfile', { type: 'Unconfined' }, { type: 'Localhost', localhostProfile: 'p' }),
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

  it('shows metadata in a template as fields of the template', () => {
    const shown = internalDiff('core.v1.PersistentVolumeClaimTemplate', {}, { metadata: { labels: { a: 'b' } } });
    assert.match(shown, /^ \{\n\+ "labels": \{\n\+ {2}"a": "b"\n\+ \},\n {2}"Spec": \{$/m);
  });

  it('shows changes that are far apart on their own, and amounts as they were written', () => {
    const of = (name: string, cpu: string, tty: boolean): object => ({ name, tty, resources: { requests: { cpu } } });
    const shown = internalDiff('core.v1.Container', of('a', '500m', true), of('b', '1', true));
    assert.equal(shown.match(/^@@ /gm)?.length, 2);
    assert.match(shown, /^- {3}"cpu": "500m"\n\+ {3}"cpu": "1"$/m);
  });

  it('finds items that came and went in the middle of a list', () => {
    const of = (...names: string[]): object => ({ env: names.map((name) => ({ name, value: 'v' })) });
    const shown = internalDiff('core.v1.Container', of('a', 'b', 'c'), of('a', 'c'));
    assert.match(shown, /^- +"Name": "b",$/m);
    assert.doesNotMatch(shown, /^[-+] +"Name": "[ac]"/m);
    assert.doesNotMatch(shown, /^\+/m);
  });

  // as a cluster of a learner printed them in June 2026: kubectl apply, and kubectl replace with the pod as first written
  it('stands at the lines of a real server’s', () => {
    assert.deepEqual(headsOf(pod, { ...pod, nodeName: 'node01' }), ['@@ -140,7 +140,7 @@']);
    const replaced = { containers: [{ name: 'nginx', image: 'nginx' }], serviceAccountName: '', nodeName: 'node01' };
    assert.deepEqual(headsOf(pod, replaced), ['@@ -1,93 +1,5 @@', '@@ -107,17 +19,7 @@', '@@ -138,9 +40,9 @@']);
  });

  it('is empty for values that are alike', () => {
    assert.equal(internalDiff('core.v1.SeccompProfile', { type: 'x' }, { type: 'x', localhostProfile: null }), '');
  });
});
