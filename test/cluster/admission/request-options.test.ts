/** What policies learn of how a client wants its request done. */
import assert from 'node:assert/strict';
import { type Api, adminOf } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';

const admission = '/apis/admissionregistration.k8s.io/v1';
const maps = '/api/v1/namespaces/default/configmaps';

describe('request.options of a policy', () => {
  let cluster: TestCluster;
  let api: Api;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
    const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['configmaps'] };
    const policy = {
      metadata: { name: 'p' },
      spec: {
        matchConstraints: {
          resourceRules: [rule],
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'default' } },
        },
        validations: [
          {
            expression: "request.options.?fieldManager.orValue('') != 'told'",
            messageExpression:
              "request.options.map(name, name + ' ' + string(request.options[name])).sort().join(', ')",
          },
          { expression: "request.options.?propagationPolicy.orValue('') != 'Orphan'", message: 'no orphans' },
          {
            expression: "request.options.?preconditions.?uid.orValue('') == ''",
            messageExpression: "'a ' + request.options.kind",
          },
        ],
      },
    };
    assert.equal((await api.post(`${admission}/validatingadmissionpolicies`, policy)).code, 201);
    const binding = { metadata: { name: 'p' }, spec: { policyName: 'p', validationActions: ['Deny'] } };
    assert.equal((await api.post(`${admission}/validatingadmissionpolicybindings`, binding)).code, 201);
  });
  after(async () => {
    api.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });

  const said = ({ message }: { message: string }): string => message.replace(/^.* denied request: /, '');
  const kind = (name: string): string => `apiVersion meta.k8s.io/v1, fieldManager told, kind ${name}`;

  it('are those of a create, of an update, and of a patch by what it does', async () => {
    const map = { metadata: { name: 'm' } };
    assert.equal(said(await api.post(`${maps}?fieldManager=told`, map)), kind('CreateOptions'));
    assert.equal((await api.post(`${maps}?fieldManager=other`, map)).code, 201);
    assert.equal((await api.put(`${maps}/m`, map)).code, 200);
    assert.equal(said(await api.put(`${maps}/m?fieldManager=told`, map)), kind('UpdateOptions'));
    assert.equal(said(await api.patch(`${maps}/m?fieldManager=told`, { data: { a: 'b' } })), kind('UpdateOptions'));
    const strict = await api.patch(`${maps}/m?fieldManager=told&fieldValidation=Strict`, { data: { a: 'b' } });
    assert.equal(
      said(strict),
      'apiVersion meta.k8s.io/v1, fieldManager told, fieldValidation Strict, kind UpdateOptions',
    );
  });

  it('are those of a deletion, in its query or its body', async () => {
    assert.equal(said(await api.delete(`${maps}/m?propagationPolicy=Orphan`)), 'no orphans');
    const uid = (await api.get(`${maps}/m`)).body.metadata?.uid;
    assert.equal(said(await api.delete(`${maps}/m`, { preconditions: { uid } })), 'a DeleteOptions');
    assert.equal((await api.delete(`${maps}/m`)).code, 200);
  });
});
