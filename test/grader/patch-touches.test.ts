import assert from 'node:assert/strict';
import { patchTouches } from '../../src/grader/patch-touches.js';

describe('a patch', () => {
  const rows: [patch: unknown, path: string, touches: boolean][] = [
    [{ spec: { replicas: 2 } }, 'spec.replicas', true],
    [{ spec: { replicas: null } }, 'spec.replicas', true],
    [{ spec: null }, 'spec.replicas', true],
    [{}, 'spec.replicas', false],
    [{ spec: {} }, 'spec.replicas', false],
    [{ spec: { paused: true } }, 'spec.replicas', false],
    [{ subjects: [{ name: 'robot' }] }, 'subjects[*].name', true],
    [{ metadata: { labels: { 'a/b': 'c' } } }, 'metadata.labels["a/b"]', true],
    [[{ op: 'replace', path: '/spec/replicas', value: 2 }], 'spec.replicas', true],
    [[{ op: 'add', path: '/subjects/-', value: {} }], 'subjects[*].name', true],
    [[{ op: 'add', path: '/subjects/1', value: {} }], 'subjects[1].name', true],
    [[{ op: 'replace', path: '/spec', value: {} }], 'spec.replicas', true],
    [[{ op: 'add', path: '/metadata/labels/a~1b', value: 'c' }], 'metadata.labels["a/b"]', true],
    [[{ op: 'test', path: '/spec/replicas', value: 2 }], 'spec.replicas', false],
    [[{ op: 'add', path: '/metadata/labels', value: {} }], 'spec.replicas', false],
    [[{ op: 'add', path: '/spec/paused', value: true }], 'spec.replicas', false],
    [[{ op: 'add', path: '/subjects/-', value: {} }], 'subjects[1].name', true],
    [[{ op: 'add', path: '/metadata/labels/a~0b', value: 'c' }], 'metadata.labels["a~b"]', true],
    [{ spec: { paused: true } }, 'spec', true],
    [{ spec: {} }, 'spec.constructor', false],
    [{ subjects: { name: 'robot' } }, 'subjects[*].name', false],
    [{ subjects: { '1': { name: 'robot' } } }, 'subjects[1].name', false],
    [[], 'spec.replicas', false],
    [['x', null, { path: 7 }], 'spec.replicas', false],
    [undefined, 'spec.replicas', false],
  ];
  for (const [patch, path, touches] of rows) {
    it(`S13: ${JSON.stringify(patch) ?? 'without a body'} ${touches ? 'touches' : 'leaves alone'} ${path}`, () =>
      assert.equal(patchTouches(patch, path), touches));
  }
});
