/** What field selectors may name. */
import assert from 'node:assert/strict';
import { definitionOf } from '../../../src/cluster/kinds/definitions.js';
import { selectableFields } from '../../../src/cluster/registry/selectable-fields.js';
import type { KubeObject } from '../../../src/kube/object.js';

const metadata = { name: 'x', namespace: 'shop' };
const values = (group: string, kind: string, object: object): Record<string, string> => {
  const whole = { apiVersion: 'v1', kind, metadata, ...object } as KubeObject;
  return Object.fromEntries(
    [...selectableFields(definitionOf({ group, kind })).readers].map(([key, read]) => [key, read(whole)]),
  );
};

describe('selectableFields', () => {
  it('most kinds have name and namespace and no more', () => {
    const both = { 'metadata.name': 'x', 'metadata.namespace': 'shop' };
    for (const kind of ['ConfigMap', 'ServiceAccount', 'Role', 'Deployment']) {
      assert.deepEqual(values('', kind, { data: { a: '1' } }), both);
    }
    assert.deepEqual(
      selectableFields(definitionOf({ group: '', kind: 'Pod' })).readers.get('metadata.name')?.({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {},
      }),
      '',
    );
  });

  it('a pod by where it runs, as whom, and how it is', () => {
    const object = {
      spec: {
        nodeName: 'n1',
        restartPolicy: 'Always',
        schedulerName: 's',
        serviceAccountName: 'robot',
        hostNetwork: true,
      },
      status: { phase: 'Running', podIP: '10.0.0.1' },
    };
    assert.deepEqual(values('', 'Pod', object), {
      'metadata.name': 'x',
      'metadata.namespace': 'shop',
      'spec.nodeName': 'n1',
      'spec.restartPolicy': 'Always',
      'spec.schedulerName': 's',
      'spec.serviceAccountName': 'robot',
      'spec.hostNetwork': 'true',
      'status.phase': 'Running',
      'status.podIP': '10.0.0.1',
      'status.podIPs': '',
      'status.nominatedNodeName': '',
      'spec.host': 'n1',
    });
    assert.equal(values('', 'Pod', {})['spec.hostNetwork'], 'false');
  });

  it('others by the one field that is asked for most', () => {
    assert.equal(values('', 'Secret', { type: 'Opaque' }).type, 'Opaque');
    assert.equal(values('', 'Namespace', { status: { phase: 'Active' } })['status.phase'], 'Active');
    assert.equal(values('', 'Node', {})['spec.unschedulable'], 'false');
    const spec = { signerName: 'example.com/s' };
    assert.equal(
      values('certificates.k8s.io', 'CertificateSigningRequest', { spec })['spec.signerName'],
      'example.com/s',
    );
  });

  it('an event by its object, which each group calls otherwise', () => {
    const about = { kind: 'Pod', name: 'web' };
    const core = values('', 'Event', { involvedObject: about, reason: 'Pulled', source: { component: 'kubelet' } });
    assert.equal(core['involvedObject.name'], 'web');
    assert.equal(core.source, 'kubelet');
    assert.equal(values('', 'Event', { reportingComponent: 'k' }).source, 'k');
    const other = values('events.k8s.io', 'Event', { regarding: about, reportingController: 'kubelet' });
    assert.equal(other['regarding.kind'], 'Pod');
    assert.equal(other.reportingController, 'kubelet');
    assert.ok(!('involvedObject.name' in other));
  });

  it('says of an unknown field what the kind says, which depends on whether it has a list of its own', () => {
    const unknown = (group: string, kind: string, field: string): string =>
      selectableFields(definitionOf({ group, kind })).unknown(field);
    assert.equal(unknown('', 'Pod', 'spec.x'), 'field label not supported: spec.x');
    assert.equal(unknown('', 'Namespace', 'metadata.namespace'), 'field label not supported: metadata.namespace');
    assert.ok(!selectableFields(definitionOf({ group: '', kind: 'Node' })).readers.has('metadata.namespace'));
    const common = 'is not a known field selector: only "metadata.name", "metadata.namespace"';
    assert.equal(unknown('apps', 'ReplicaSet', 'status.replicas'), `"status.replicas" ${common}`);
    assert.equal(unknown('', 'ConfigMap', 'data.a'), `"data.a" ${common}`);
  });
});
