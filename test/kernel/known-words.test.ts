import assert from 'node:assert/strict';
import { knownWords } from '../../src/kernel/known-words.js';

describe("Kubernetes' words for a string", () => {
  it('are those of its place, sorted, each once', async () => {
    for (const [places, some] of [
      [
        ['resource', 'resources'],
        ['deployments', 'pods', 'roles'],
      ],
      [
        ['verb', 'verbs'],
        ['approve', 'bind', 'escalate', 'get', 'impersonate', 'list', 'sign', 'watch'],
      ],
      [['kind'], ['Pod', 'RoleBinding']],
      [['apiVersion'], ['apps/v1', 'rbac.authorization.k8s.io/v1', 'v1']],
      [
        ['apiGroup', 'apiGroups'],
        ['', 'apps', 'rbac.authorization.k8s.io'],
      ],
    ] as const) {
      for (const place of places) {
        const words = await knownWords(place, '');
        assert.deepEqual(
          some.filter((word) => !words.includes(word)),
          [],
          place,
        );
        assert.deepEqual(words, [...new Set(words)].sort(), place);
      }
    }
  });

  it('are sub-resources behind a slash, and none elsewhere', async () => {
    assert.ok((await knownWords('resource', 'pods/')).includes('pods/log'));
    assert.ok(!(await knownWords('resource', 'pods/')).includes('pods'));
    assert.ok(!(await knownWords('resource', 'pods')).includes('pods/log'));
    for (const place of ['', 'kinds', 'myresource', 'verbose', 'namespace']) {
      assert.deepEqual(await knownWords(place, ''), [], place);
    }
  });
});
