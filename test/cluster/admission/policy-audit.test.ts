/** What an admission policy writes into the audit event of a request over the wire. */
import assert from 'node:assert/strict';
import { adminOf } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

it('the annotations of a policy stand in the audit event', async () => {
  const cluster = await practiceCluster();
  const api = adminOf(cluster);
  try {
    const group = '/apis/admissionregistration.k8s.io/v1';
    const apiVersion = 'admissionregistration.k8s.io/v1';
    const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] };
    const policy = {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'counted.example.com' },
      spec: {
        matchConstraints: { resourceRules: [rule] },
        validations: [{ expression: 'size(object.data) < 2' }, { expression: 'size(object.data) < 1' }],
        auditAnnotations: [
          { key: 'keys', valueExpression: 'string(size(object.data))' },
          { key: 'first', valueExpression: 'string(object.data.a)' },
        ],
      },
    };
    assert.equal((await api.post(`${group}/validatingadmissionpolicies`, policy)).code, 201);
    const binding = {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'counted' },
      spec: { policyName: 'counted.example.com', validationActions: ['Audit'] },
    };
    assert.equal((await api.post(`${group}/validatingadmissionpolicybindings`, binding)).code, 201);
    const map = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'm' },
      data: { a: `é${'x'.repeat(11_000)}`, b: '2' },
    };
    assert.equal((await api.post('/api/v1/namespaces/default/configmaps', map)).code, 201);
    const noted = (): (string | undefined)[] =>
      cluster.events
        .filter(({ objectRef, verb }) => verb === 'create' && objectRef?.name === 'm')
        .map(({ annotations }) => annotations?.['counted.example.com/keys']);
    await until('the event is there', () => noted().includes('2'));
    const event = cluster.events.find(({ objectRef, verb }) => verb === 'create' && objectRef?.name === 'm');
    const first = event?.annotations?.['counted.example.com/first'];
    assert.equal(first, `é${'x'.repeat(10 * 1024 - 2)}`, 'ten kibibytes');
    // of several validations that fail the first is written down, as an annotation is never overwritten
    const failure = event?.annotations?.['validation.policy.admission.k8s.io/validation_failure'];
    assert.match(failure ?? '', /size\(object\.data\) \\u003c 2/);
    assert.deepEqual(JSON.parse(failure ?? ''), [
      {
        message: 'failed expression: size(object.data) < 2',
        policy: 'counted.example.com',
        binding: 'counted',
        expressionIndex: 0,
        validationActions: ['Audit'],
      },
    ]);
    assert.deepEqual(cluster.faults, []);
  } finally {
    api.close();
    await cluster.stop();
  }
});
