/** The nodes that run a pod of a daemon set. */
import assert from 'node:assert/strict';
import { type DaemonSet, fits, isNew, nodeOf, templateFor } from '../../../src/cluster/controllers/daemon-set-pods.js';
import type { Node } from '../../../src/cluster/controllers/objects.js';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';

const set = (rollingUpdate: object, pod: object = {}): DaemonSet => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'd', uid: '1' },
  spec: {
    selector: {},
    template: { spec: { containers: [], ...pod } },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate },
  },
});
describe('a node', () => {
  const node = (spec: Partial<Node['spec']> = {}, labels = {}): Node => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n', uid: '1', labels },
    spec,
  });
  const taint = (effect: string) => node({ taints: [{ key: 'k', effect }] });
  const picky = set({}, { nodeSelector: { disk: 'fast' } });
  it('runs a pod unless it is not selected or keeps it off', () => {
    assert.deepEqual(fits(set({}), node({ unschedulable: true })), { shouldRun: true, mayStay: true });
    assert.deepEqual(fits(picky, node()), { shouldRun: false, mayStay: false });
    assert.equal(fits(picky, node({}, { disk: 'fast' })).shouldRun, true);
    assert.equal(fits(set({}, { nodeName: 'other' }), node()).shouldRun, false);
    assert.deepEqual(fits(set({}), taint('NoSchedule')), { shouldRun: false, mayStay: true });
    assert.deepEqual(fits(set({}), taint('NoExecute')), { shouldRun: false, mayStay: false });
    const tolerations = [{ key: 'k', operator: 'Exists' }];
    assert.deepEqual(fits(set({}, { tolerations }), taint('NoExecute')), { shouldRun: true, mayStay: true });
    assert.equal(fits(set({}, { nodeName: 'n' }), node()).shouldRun, true);
    assert.equal(fits(set({}), { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', uid: '1' } }).shouldRun, true);
  });
  it('runs a pod whatever it asks for: the scheduler looks at that', () => {
    const containers = [{ name: 'c', resources: { requests: { cpu: '999' } }, ports: [{ hostPort: 80 }] }];
    assert.equal(fits(set({}, { containers }), node()).shouldRun, true);
  });
  it('keeps no pod of the set off when it is not well, nor one on its network when it has none', () => {
    for (const [key, effect] of [
      ['not-ready', 'NoExecute'],
      ['unreachable', 'NoExecute'],
      ['disk-pressure', 'NoSchedule'],
      ['memory-pressure', 'NoSchedule'],
      ['pid-pressure', 'NoSchedule'],
    ] as const) {
      const ill = node({ taints: [{ key: `node.kubernetes.io/${key}`, effect }] });
      assert.deepEqual(fits(set({}), ill), { shouldRun: true, mayStay: true }, key);
    }
    const alone = node({ taints: [{ key: 'node.kubernetes.io/network-unavailable', effect: 'NoSchedule' }] });
    assert.equal(fits(set({}), alone).shouldRun, false);
    assert.equal(fits(set({}, { hostNetwork: true }), alone).shouldRun, true);
  });
  it('is named by its pod before the scheduler has bound it', () => {
    const { spec } = templateFor(set({}), 'n', 'h');
    const metadata = { name: 'p', uid: '1' };
    assert.equal(nodeOf({ apiVersion: 'v1', kind: 'Pod', metadata, spec }), 'n');
    const bound = { ...spec, nodeName: 'real' };
    assert.equal(nodeOf({ apiVersion: 'v1', kind: 'Pod', metadata, spec: bound }), 'real');
    const picks = (affinity: object): Pod =>
      ({ apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [], affinity } }) as Pod;
    const terms = (...matchFields: object[]) => ({
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] } },
    });
    for (const affinity of [{}, { nodeAffinity: {} }, terms(), terms({ key: 'metadata.name', operator: 'Exists' })]) {
      assert.equal(nodeOf(picks(affinity)), '');
    }
    assert.equal(nodeOf({ apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [] } }), '');
  });
});

describe('the pod of a daemon set for a node', () => {
  const here = { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n'] }] };
  it('is for that node beside all that its template asks of nodes', () => {
    const disk = { matchExpressions: [{ key: 'disk', operator: 'Exists' }] };
    const termsOf = (nodeSelectorTerms: object[]) => {
      const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } };
      const { affinity } = templateFor(set({}, { affinity: { nodeAffinity } }), 'n', 'h').spec;
      return affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
    };
    assert.deepEqual(termsOf([disk, { matchFields: [] }]), [{ ...disk, ...here }, here]);
    assert.deepEqual(termsOf([]), [here]);
    const apart = templateFor(set({}, { affinity: { podAffinity: {} } }), 'n', 'h').spec.affinity;
    const required = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [here] } };
    assert.deepEqual(apart, { podAffinity: {}, nodeAffinity: required });
    const preferred = { preferredDuringSchedulingIgnoredDuringExecution: [] };
    const affinity = { podAffinity: {}, nodeAffinity: preferred };
    assert.deepEqual(templateFor(set({}, { affinity }), 'n', 'h').spec.affinity, {
      podAffinity: {},
      nodeAffinity: {
        ...preferred,
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [here] },
      },
    });
  });
  it('tolerates what its template does, and every state of a node that is not well', () => {
    const own = { key: 'k', operator: 'Equal', value: 'v' };
    const states: [string, string][] = [
      ['not-ready', 'NoExecute'],
      ['unreachable', 'NoExecute'],
      ['disk-pressure', 'NoSchedule'],
      ['memory-pressure', 'NoSchedule'],
      ['pid-pressure', 'NoSchedule'],
      ['unschedulable', 'NoSchedule'],
    ];
    const tolerated = (of: [string, string][]) =>
      of.map(([state, effect]) => ({ key: `node.kubernetes.io/${state}`, operator: 'Exists', effect }));
    const given = (spec: object) => templateFor(set({}, spec), 'n', 'h').spec.tolerations;
    assert.deepEqual(given({}), tolerated(states));
    assert.deepEqual(given({ tolerations: [own] }), [own, ...tolerated(states)]);
    const network: [string, string] = ['network-unavailable', 'NoSchedule'];
    assert.deepEqual(given({ hostNetwork: true }), tolerated([...states, network]));
  });
  it('has labels with the hash and the generation of its template', () => {
    const of = set({});
    of.spec.template.metadata = { labels: { app: 'd' }, annotations: { note: 'x' } };
    const labels = { app: 'd', 'controller-revision-hash': 'h', 'pod-template-generation': '1' };
    assert.deepEqual(templateFor(of, 'n', 'h').metadata, { labels, annotations: { note: 'x' } });
    of.metadata.annotations = { 'deprecated.daemonset.template.generation': '7' };
    assert.equal(templateFor(of, 'n', 'h').metadata?.labels?.['pod-template-generation'], '7');
  });
  it('is known as new by the label with the hash', () => {
    const labelled = (metadata: Partial<Pod['metadata']>): boolean =>
      isNew(
        { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', uid: '1', ...metadata }, spec: { containers: [] } },
        'h',
      );
    assert.deepEqual([labelled({ labels: { 'controller-revision-hash': 'h' } }), labelled({})], [true, false]);
  });
});
