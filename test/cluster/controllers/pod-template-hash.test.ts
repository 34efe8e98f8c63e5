import assert from 'node:assert/strict';
import fc from 'fast-check';
import { podTemplateHash, safeCharacters, withoutHash } from '../../../src/cluster/controllers/pod-template-hash.js';

const template = (image: string) => ({
  metadata: { labels: { app: 'a' } },
  spec: { containers: [{ name: 'c', image }] },
});

describe('pod-template-hash', () => {
  it('has only characters that spell nothing', () => {
    fc.assert(
      fc.property(fc.string(), (image) => {
        const hash = podTemplateHash(template(image));
        assert.ok(hash.length > 0 && hash.length <= 10);
        assert.ok(
          [...hash].every((c) => safeCharacters.includes(c)),
          hash,
        );
      }),
    );
  });

  it('depends on the template, not on the order of its keys', () => {
    const a = podTemplateHash(template('nginx:1.25'));
    assert.equal(
      podTemplateHash({
        spec: { containers: [{ image: 'nginx:1.25', name: 'c' }] },
        metadata: { labels: { app: 'a' } },
      }),
      a,
    );
    assert.notEqual(podTemplateHash(template('nginx:1.27')), a);
  });

  it('is another one after a collision', () => {
    assert.notEqual(podTemplateHash(template('x'), 1), podTemplateHash(template('x'), 0));
  });

  it('is taken off a template without touching the rest', () => {
    const labelled = { ...template('x'), metadata: { labels: { app: 'a', 'pod-template-hash': 'zz' } } };
    assert.deepEqual(withoutHash(labelled), template('x'));
  });
});
