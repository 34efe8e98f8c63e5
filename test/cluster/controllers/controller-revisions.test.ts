import assert from 'node:assert/strict';
import { revisionDataHash } from '../../../src/cluster/controllers/controller-revisions.js';
import { fnv1 } from '../../../src/cluster/controllers/name-hash.js';
import type { PodTemplate } from '../../../src/cluster/controllers/pod-objects.js';
import { podTemplate } from '../../helpers/pod-template.js';

/** As a cluster of 2022 had it, whose templates had an empty time. */
const { metadata, spec } = podTemplate({ app: 'nginx-sts' }, {});
const template: PodTemplate = { metadata: { ...metadata, ...JSON.parse('{ "creationTimestamp": null }') }, spec };

describe('the hash of a revision’s data', () => {
  it('is that of a real cluster', () => assert.equal(revisionDataHash(template, 0), '6798d68dcd'));
  it('is another one after a collision', () => assert.notEqual(revisionDataHash(template, 1), '6798d68dcd'));
  it('is one of JSON as Go writes it: sorted, with <, > and & as escapes, and the count of collisions behind it', () => {
    const echo = { spec: { containers: [{ name: 'c', args: ['<&>'] }] }, metadata: { labels: { b: '2', a: '1' } } };
    const text = String.raw`{"spec":{"template":{"$patch":"replace","metadata":{"labels":{"a":"1","b":"2"}},"spec":{"containers":[{"args":["\u003c\u0026\u003e"],"name":"c"}]}}}}12`;
    assert.equal(revisionDataHash(echo, 12), fnv1(Buffer.from(text)));
  });
});
