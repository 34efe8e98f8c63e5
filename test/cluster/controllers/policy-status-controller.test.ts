import assert from 'node:assert/strict';
import { type Fields, fields } from '../../../src/kube/fields.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { until } from '../../helpers/until.js';

const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';

describe('the status of a policy', () => {
  const { api } = clusterForTests();

  let made = 0;
  /** The status that a policy with this specification gets. */
  const statusOf = async (resources: string[], spec: Fields, apiGroups = ['apps']): Promise<unknown> => {
    const name = `policy-${made++}`;
    const rule = { apiGroups, apiVersions: ['v1'], operations: ['CREATE'], resources };
    const policy = {
      ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', metadata: { name } },
      spec: { matchConstraints: { resourceRules: [rule] }, ...spec },
    };
    const { code, body } = await api.post(path, policy);
    assert.equal(code, 201, JSON.stringify(body));
    return until(`the status of ${name}`, async () => {
      const { status } = (await api.get(`${path}/${name}`)).body;
      return fields(status).observedGeneration === 1 && status;
    });
  };
  const warnings = (...all: [field: string, ...paragraphs: string[]][]) => ({
    observedGeneration: 1,
    typeChecking: {
      expressionWarnings: all.map(([field, ...paragraphs]) => ({
        fieldRef: `spec.validations[0].${field}`,
        warning: paragraphs.map((paragraph) => `${paragraph}\n`).join('\n'),
      })),
    },
  });
  const fits = { observedGeneration: 1, typeChecking: {} };

  it('says which field a kind does not have, for each kind that is matched', async () => {
    const fault = "ERROR: <input>:1:7: undefined field 'replicas'\n | object.replicas > 1\n | ......^";
    assert.deepEqual(
      await statusOf(['replicasets', 'deployments'], { validations: [{ expression: 'object.replicas > 1' }] }),
      warnings(['expression', `apps/v1, Kind=Deployment: ${fault}`, `apps/v1, Kind=ReplicaSet: ${fault}`]),
    );
  });

  it('says which types do not go together', async () => {
    const expression = "object.spec.replicas == 'two'";
    assert.deepEqual(
      await statusOf(['deployments'], { validations: [{ expression, messageExpression: "'no ' + object.spec.text" }] }),
      warnings(
        [
          'expression',
          `apps/v1, Kind=Deployment: ERROR: <input>:1:22: found no matching overload for '_==_' applied to '(int, string)'\n | ${expression}\n | .....................^`,
        ],
        [
          'messageExpression',
          "apps/v1, Kind=Deployment: ERROR: <input>:1:20: undefined field 'text'\n | 'no ' + object.spec.text\n | ...................^",
        ],
      ),
    );
  });

  it('has no warnings for expressions that fit, nor where no single kind is named', async () => {
    const expression = [
      'object.spec.template.spec.containers.all(c, !c.image.endsWith(":latest") && c.name != variables.bad)',
      'has(object.metadata.labels) && object.metadata.labels["app"] != "" && object.metadata.name != ""',
      'object.spec.template.spec.containers.all(c, !has(c.resources) || quantity(c.resources.limits["cpu"]).isLessThan(quantity("2")))',
      'oldObject == null || object.spec.replicas <= oldObject.spec.replicas + int(params.data["more"])',
      'request.userInfo.username != "eve" && authorizer.group("").resource("pods").check("create").allowed()',
    ].join(' && ');
    const spec = {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      variables: [{ name: 'bad', expression: "object.metadata.namespace + '-bad'" }],
      validations: [{ expression, messageExpression: "'not ' + object.metadata.name" }],
    };
    assert.deepEqual(await statusOf(['deployments', 'deployments/status'], spec), fits);
    assert.deepEqual(await statusOf(['*'], { validations: [{ expression: 'object.foo == 1' }] }), fits);
    assert.deepEqual(await statusOf(['pods'], { validations: [{ expression: 'object.foo == 1' }] }, ['*']), fits);
  });

  it('looks at parameters and variables', async () => {
    const spec = {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      variables: [{ name: 'count', expression: 'object.spec.replicas' }],
      validations: [{ expression: 'variables.count < params.most' }],
    };
    const fault =
      "ERROR: <input>:1:25: undefined field 'most'\n | variables.count < params.most\n | ........................^";
    assert.deepEqual(
      await statusOf(['deployments'], spec),
      warnings(['expression', `apps/v1, Kind=Deployment: ${fault}`]),
    );
    const core = { validations: [{ expression: 'object.specs == null' }] };
    const of = "/v1, Kind=Pod: ERROR: <input>:1:7: undefined field 'specs'\n | object.specs == null\n | ......^";
    assert.deepEqual(await statusOf(['pods'], core, ['']), warnings(['expression', of]));
  });

  it('follows the policy, and is of a field manager of its own', async () => {
    await statusOf(['deployments'], { validations: [{ expression: 'object.spec.replicas < 5' }] });
    const name = `policy-${made - 1}`;
    const change = { spec: { validations: [{ expression: 'object.spec.replica < 5' }] } };
    assert.equal((await api.patch(`${path}/${name}`, change)).code, 200);
    const changed = await until('the second status', async () => {
      const { body } = await api.get(`${path}/${name}`);
      return fields(body.status).observedGeneration === 2 && body;
    });
    assert.match(JSON.stringify(changed.status), /undefined field 'replica'/);
    const managers = changed.metadata?.managedFields ?? [];
    assert.deepEqual(
      managers
        .filter(({ subresource }) => subresource === 'status')
        .map(({ manager, operation }) => [manager, operation]),
      [['validatingadmissionpolicy-status', 'Apply']],
    );
  });
});
