import assert from 'node:assert/strict';
import type { AdmissionAttributes } from '../../../../src/cluster/admission/admission.js';
import { podSecurity } from '../../../../src/cluster/admission/pod-security/pod-security.js';
import { kindOfResource, type ResourceKind } from '../../../../src/kube/kinds.js';
import type { KubeObject } from '../../../../src/kube/object.js';
import { admissionReads } from '../../../helpers/admission-reads.js';

const kindOf = (resource: string, group = ''): ResourceKind => kindOfResource(group, resource) as ResourceKind;
const prefix = 'pod-security.kubernetes.io';
const labelled = (labels: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: 'lab',
    labels: Object.fromEntries(Object.entries(labels).map(([name, value]) => [`${prefix}/${name}`, value])),
  },
});
const spec = (hostNetwork: boolean, image = 'nginx'): object => ({ hostNetwork, containers: [{ name: 'a', image }] });
const pod = (hostNetwork: boolean, image?: string, name = 'web'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'lab' },
  spec: spec(hostNetwork, image),
});
const why = 'host namespaces (hostNetwork=true)';

/** The warnings, audit annotations and refusal of a write in a namespace with these labels. */
function outcome(labels: Record<string, string>, write: Partial<AdmissionAttributes>, pods: KubeObject[] = []) {
  const warnings: string[] = [];
  const annotations: Record<string, string> = {};
  const reads = admissionReads({ namespace: () => labelled(labels), objectsOf: () => pods });
  let refusal = '';
  try {
    podSecurity(reads)({
      operation: 'CREATE',
      kind: kindOf('pods'),
      namespace: 'lab',
      name: 'web',
      subresource: '',
      object: pod(true),
      user: { username: 'jane', groups: [] },
      dryRun: false,
      warn: (text) => warnings.push(text),
      annotate: (key, value) => {
        annotations[key.replace(`${prefix}/`, '')] = value;
      },
      ...write,
    });
  } catch (error) {
    refusal = (error as Error).message;
  }
  return { warnings, annotations, refusal };
}

describe('the admission of Pod Security', () => {
  it('refuses a pod that breaks the enforced level, and notes the level', () => {
    const { refusal, annotations, warnings } = outcome({ enforce: 'baseline' }, {});
    assert.equal(refusal, `pods "web" is forbidden: violates PodSecurity "baseline:latest": ${why}`);
    assert.deepEqual(annotations, {
      'enforce-policy': 'baseline:latest',
    });
    assert.deepEqual(warnings, []);
    assert.deepEqual(outcome({ enforce: 'baseline' }, { object: pod(false) }).refusal, '');
  });
  it('refuses the same where the level is enforced, warned of and written down', () => {
    const { refusal, annotations } = outcome({ enforce: 'baseline', warn: 'baseline', audit: 'baseline' }, {});
    assert.match(refusal, /violates PodSecurity "baseline:latest"/);
    assert.deepEqual(Object.keys(annotations).sort(), ['audit-violations', 'enforce-policy']);
  });
  it('warns of nothing where there is nothing to say', () => {
    const labels = { warn: 'baseline', audit: 'baseline' };
    const nothing = { refusal: '', warnings: [], annotations: { 'enforce-policy': 'privileged:latest' } };
    assert.deepEqual(outcome(labels, { object: pod(false) }), nothing);
  });
  it('allows everything without labels', () => {
    assert.deepEqual(outcome({}, {}), {
      refusal: '',
      warnings: [],
      annotations: { 'enforce-policy': 'privileged:latest' },
    });
  });
  it('warns and writes down without a refusal where only these modes have a level', () => {
    const said = `would violate PodSecurity "baseline:v1.30": ${why}`;
    const labels = { warn: 'baseline', 'warn-version': 'v1.30', audit: 'baseline', 'audit-version': 'v1.30' };
    assert.deepEqual(outcome(labels, {}), {
      refusal: '',
      warnings: [said],
      annotations: { 'enforce-policy': 'privileged:latest', 'audit-violations': said },
    });
  });
  it('warns whoever makes what makes pods, of the enforced level too', () => {
    const kind = kindOf('deployments', 'apps');
    const object = { ...pod(true), kind: 'Deployment', spec: { template: { metadata: {}, spec: spec(true) } } };
    const said = `would violate PodSecurity "baseline:v1.29": ${why}`;
    assert.deepEqual(outcome({ enforce: 'baseline', 'enforce-version': 'v1.29' }, { kind, object }), {
      refusal: '',
      warnings: [said],
      annotations: {},
    });
    assert.deepEqual(outcome({ enforce: 'baseline', warn: 'privileged' }, { kind, object }).warnings, []);
    const job = { jobTemplate: { spec: { template: { spec: spec(true) } } } };
    const cron = { kind: kindOf('cronjobs', 'batch'), object: { ...object, spec: job } };
    assert.equal(outcome({ enforce: 'baseline' }, cron).warnings.length, 1);
    assert.deepEqual(outcome({ enforce: 'baseline' }, { ...cron, subresource: 'status' }).warnings, []);
  });
  it('looks at an update of a pod when an image changes or a container comes, and never at its status', () => {
    const update = { operation: 'UPDATE', oldObject: pod(true) } as const;
    const labels = { enforce: 'baseline' };
    assert.equal(outcome(labels, update).refusal, '');
    assert.match(outcome(labels, { ...update, object: pod(true, 'other') }).refusal, /violates PodSecurity/);
    assert.equal(outcome(labels, { ...update, object: pod(true, 'other'), subresource: 'status' }).refusal, '');
    const debugged = pod(true);
    debugged.spec = { ...spec(true), ephemeralContainers: [{ name: 'debug', image: 'busybox' }] };
    const debugging = { ...update, object: debugged, subresource: 'ephemeralcontainers' };
    assert.match(outcome(labels, debugging).refusal, /violates PodSecurity/);
  });
  it('refuses labels that cannot be read, unless they were there before', () => {
    const kind = kindOf('namespaces');
    const [bad, worse] = [labelled({ enforce: 'foo' }), labelled({ enforce: 'foo', 'warn-version': '1.30' })];
    const fault = `metadata.labels[${prefix}/enforce]: Invalid value: "foo": must be one of privileged, baseline, restricted`;
    const named = { kind, name: 'lab', namespace: 'lab' };
    assert.equal(outcome({}, { ...named, object: bad }).refusal, `Namespace "lab" is invalid: ${fault}`);
    assert.equal(outcome({}, { ...named, operation: 'UPDATE', object: bad, oldObject: bad }).refusal, '');
    assert.equal(
      outcome({}, { ...named, operation: 'UPDATE', object: worse, oldObject: bad }).refusal,
      `Namespace "lab" is invalid: [${fault}, metadata.labels[${prefix}/warn-version]: Invalid value: "1.30": must be "latest" or "v1.x"]`,
    );
  });
  it('enforces the strictest level where its label cannot be read', () => {
    const { refusal, annotations } = outcome({ enforce: 'foo' }, { object: pod(false) });
    assert.match(refusal, /violates PodSecurity "restricted:latest"/);
    assert.match(annotations.error ?? '', /^Failed to parse policy: metadata.labels\[/);
  });
  it('tells of the pods that a stricter level of a namespace would refuse', () => {
    const kind = kindOf('namespaces');
    const pods = [pod(true, 'nginx', 'b'), pod(true, 'nginx', 'a'), pod(false)];
    const change = (from: Record<string, string>, to: Record<string, string>): string[] =>
      outcome({}, { kind, name: 'lab', operation: 'UPDATE', oldObject: labelled(from), object: labelled(to) }, pods)
        .warnings;
    assert.deepEqual(change({}, { enforce: 'baseline' }), [
      'existing pods in namespace "lab" violate the new PodSecurity enforce level "baseline:latest"',
      'a (and 1 other pod): host namespaces',
    ]);
    assert.deepEqual(change({ enforce: 'restricted' }, { enforce: 'baseline' }), []);
    assert.deepEqual(change({ enforce: 'baseline' }, { enforce: 'baseline', warn: 'restricted' }), []);
    assert.equal(change({ enforce: 'baseline' }, { enforce: 'baseline', 'enforce-version': 'v1.30' }).length, 2);
  });
});
