import assert from 'node:assert/strict';
import type { Node } from '../../../src/cluster/controllers/objects.js';
import { isNeighbourFault, neighbourFault } from '../../../src/cluster/controllers/pod-affinity.js';
import type { Pod, PodAffinityTerm } from '../../../src/cluster/controllers/pod-objects.js';

const node = (name: string, labels: Record<string, string>): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, uid: '1', labels: { 'kubernetes.io/hostname': name, ...labels } },
});
const nodes = [node('a', { zone: 'north' }), node('b', { zone: 'north' }), node('c', {})];
const pod = (app: string, spec: Partial<Pod['spec']> = {}, namespace = 'shop'): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: app, uid: '1', namespace, labels: { app } },
  spec: { containers: [], ...spec },
});
const term = (app: string, more: Partial<PodAffinityTerm> = {}): PodAffinityTerm => ({
  labelSelector: { matchLabels: { app } },
  topologyKey: 'kubernetes.io/hostname',
  ...more,
});
const near = (...terms: PodAffinityTerm[]): Partial<Pod['spec']> => ({
  affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
});
const apart = (...terms: PodAffinityTerm[]): Partial<Pod['spec']> => ({
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
});
const on = (nodeName: string, of: Pod): Pod => ({ ...of, spec: { ...of.spec, nodeName } });
/** The names of the nodes that suit the pod, and the reasons of the others. */
const suits = (of: Pod, ...pods: Pod[]): (string | undefined)[] =>
  nodes.map((one) => {
    const nodeOf = ({ spec }: Pod) => nodes.find(({ metadata }) => metadata.name === spec.nodeName);
    const labelsOf = (namespace: string): Record<string, string> => (namespace === 'shop' ? { team: 'red' } : {});
    return neighbourFault(of, one, { pods, nodeOf, labelsOf }) ?? one.metadata.name;
  });

const avoided = "node(s) didn't match pod anti-affinity rules";
const unwelcome = "node(s) didn't satisfy existing pods anti-affinity rules";
const lonely = "node(s) didn't match pod affinity rules";

describe('the neighbours of a pod', () => {
  it('do not matter to one that says nothing of them', () =>
    assert.deepEqual(suits(pod('web'), on('a', pod('db'))), ['a', 'b', 'c']));

  it('keep away the pod that wants to be apart from them, as far as the topology goes', () => {
    assert.deepEqual(suits(pod('web', apart(term('web'))), on('a', pod('web'))), [avoided, 'b', 'c']);
    const zone = term('web', { topologyKey: 'zone' });
    assert.deepEqual(suits(pod('web', apart(zone)), on('a', pod('web'))), [avoided, avoided, 'c']);
  });

  it('keep away the pod that they want to be apart from', () =>
    assert.deepEqual(suits(pod('web'), on('b', pod('db', apart(term('web'))))), ['a', unwelcome, 'c']));

  it('do not keep away a pod that they do not mean', () => {
    assert.deepEqual(suits(pod('web'), on('b', pod('db', apart(term('other'))))), ['a', 'b', 'c']);
    assert.deepEqual(suits(pod('web', apart(term('other'))), on('a', pod('db'))), ['a', 'b', 'c']);
    // nor one on a node that is not known
    assert.deepEqual(suits(pod('web', apart(term('db'))), on('gone', pod('db'))), ['a', 'b', 'c']);
  });

  it('are the reason, and nothing else', () => {
    for (const reason of [avoided, unwelcome, lonely]) assert.equal(isNeighbourFault(reason), true);
    assert.equal(isNeighbourFault('node(s) were unschedulable'), false);
  });

  it('are told of in the words of the pod’s own rules first', () => {
    const both = apart(term('web'));
    assert.deepEqual(suits(pod('web', both), on('a', pod('web', both))), [avoided, 'b', 'c']);
  });

  it('are where a pod goes that wants their company, all of them', () => {
    assert.deepEqual(suits(pod('web', near(term('db'))), on('b', pod('db'))), [lonely, 'b', lonely]);
    assert.deepEqual(suits(pod('web', near(term('db')))), [lonely, lonely, lonely]);
    const both = near(term('db'), term('db', { topologyKey: 'zone' }));
    assert.deepEqual(suits(pod('web', both), on('b', pod('db'))), [lonely, 'b', lonely]);
    assert.deepEqual(suits(pod('web', both), on('c', pod('db'))), [lonely, lonely, lonely]);
  });

  it('need not be there for the first of pods that want to be together', () => {
    const together = near(term('web', { topologyKey: 'zone' }));
    assert.deepEqual(suits(pod('web', together)), ['a', 'b', lonely]);
    assert.deepEqual(suits(pod('web', together), on('b', pod('web'))), ['a', 'b', lonely]);
    assert.deepEqual(suits(pod('web', near(term('web'))), on('b', pod('web'))), [lonely, 'b', lonely]);
    const both = near(term('web'), term('web', { topologyKey: 'zone' }));
    assert.deepEqual(suits(pod('web', both)), ['a', 'b', lonely]);
    // one that is there in one of the two domains is company, too
    assert.deepEqual(suits(pod('web', both), on('c', pod('web'))), [lonely, lonely, lonely]);
    // but none on a node that is not known, and none that is of another kind
    assert.deepEqual(suits(pod('web', both), on('gone', pod('web'))), ['a', 'b', lonely]);
    assert.deepEqual(suits(pod('web', both), on('b', pod('db'))), ['a', 'b', lonely]);
  });

  it('are those of the pod’s namespace, of the named ones, or of those with the labels', () => {
    const elsewhere = on('a', pod('web', {}, 'other'));
    assert.deepEqual(suits(pod('web', apart(term('web'))), elsewhere), ['a', 'b', 'c']);
    assert.deepEqual(suits(pod('web', apart(term('web', { namespaces: ['other'] }))), elsewhere), [avoided, 'b', 'c']);
    const here = on('a', pod('web'));
    assert.deepEqual(suits(pod('web', apart(term('web', { namespaces: ['other'] }))), here), ['a', 'b', 'c']);
    const blue = { namespaceSelector: { matchLabels: { team: 'blue' } } };
    assert.deepEqual(suits(pod('web', apart(term('web', blue))), here), ['a', 'b', 'c']);
    const either = { ...blue, namespaces: ['shop'] };
    assert.deepEqual(suits(pod('web', apart(term('web', either))), here), [avoided, 'b', 'c']);
    const every = apart(term('web', { namespaceSelector: {} }));
    assert.deepEqual(suits(pod('web', every), elsewhere), [avoided, 'b', 'c']);
    const red = apart(term('web', { namespaceSelector: { matchLabels: { team: 'red' } } }));
    assert.deepEqual(suits(pod('web', red), elsewhere), ['a', 'b', 'c']);
    assert.deepEqual(suits(pod('web', red, 'third'), on('a', pod('web'))), [avoided, 'b', 'c']);
    const { labelSelector: _, ...nobody } = term('web');
    assert.deepEqual(suits(pod('web', apart(nobody)), on('a', pod('web'))), ['a', 'b', 'c']);
  });
});
