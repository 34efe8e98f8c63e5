import assert from 'node:assert/strict';
import type { AdmissionAttributes, AdmissionReads } from '../../../src/cluster/admission/admission.js';
import { validatingPolicies } from '../../../src/cluster/admission/validating-policies.js';
import { webhooks } from '../../../src/cluster/admission/webhooks.js';
import { kindOfResource, type ResourceKind } from '../../../src/kube/kinds.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { admissionReads } from '../../helpers/admission-reads.js';

const maps = kindOfResource('', 'configmaps') as ResourceKind;
const map = (data: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'm', namespace: 'lab', labels: { app: 'x' } },
  data,
});
const of = (kind: string, name: string, more: object): KubeObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind,
  metadata: { name },
  ...more,
});
const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }];

/** The answer to a ConfigMap that is made: what it was warned of, or the refusal. */
async function outcome(
  plugin: (attributes: AdmissionAttributes) => void | Promise<void>,
  object: KubeObject,
  more: Partial<AdmissionAttributes> = {},
): Promise<string | string[]> {
  const warnings: string[] = [];
  try {
    await plugin({
      operation: 'CREATE',
      kind: maps,
      namespace: 'lab',
      name: 'm',
      subresource: '',
      object,
      user: { username: 'jane', groups: [] },
      dryRun: false,
      warn: (text) => warnings.push(text),
      ...more,
    });
    return warnings;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('validating admission policies', () => {
  const denied = "ValidatingAdmissionPolicy 'p' with binding 'b' denied request:";
  const forbidden = (why: string): string => `configmaps "m" is forbidden: ${denied} ${why}`;
  const judged = (spec: object, binding: object = {}, reads: Partial<AdmissionReads> = {}) =>
    validatingPolicies(
      admissionReads({
        policyBindings: () => [
          of('ValidatingAdmissionPolicyBinding', 'b', {
            spec: { policyName: 'p', validationActions: ['Deny'], ...binding },
          }),
        ],
        policy: (_kind, name) =>
          name === 'p'
            ? of('ValidatingAdmissionPolicy', 'p', { spec: { matchConstraints: { resourceRules: rules }, ...spec } })
            : undefined,
        ...reads,
      }),
      () => ({ outcome: 'no opinion', reason: '' }),
    );
  const validations = [{ expression: 'size(object.data) <= 1', message: 'one key at most' }];
  const [one, two] = [map({ a: '1' }), map({ a: '1', b: '2' })];

  it('refuse what an expression does not hold for, and nothing else', async () => {
    assert.equal(await outcome(judged({ validations }), two), forbidden('one key at most'));
    assert.deepEqual(await outcome(judged({ validations }), one), []);
    assert.deepEqual(await outcome(judged({ validations }), two, { operation: 'UPDATE' }), []);
    assert.deepEqual(await outcome(judged({ validations }, { policyName: 'other' }), two), []);
  });
  it('say what they were made to say, by text or by expression', async () => {
    const expression = 'size(object.data) <= 1';
    const told = async (more: object): Promise<unknown> =>
      outcome(judged({ validations: [{ expression, ...more }] }), two);
    assert.equal(await told({ messageExpression: "'not ' + object.metadata.name" }), forbidden('not m'));
    assert.equal(await told({}), forbidden(`failed expression: ${expression}`));
  });
  it('warn instead', async () => {
    assert.deepEqual(await outcome(judged({ validations }, { validationActions: ['Warn'] }), two), [
      "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': one key at most",
    ]);
  });
  it('have variables and conditions', async () => {
    const variables = [{ name: 'n', expression: 'size(object.data)' }];
    const counted = [{ expression: 'variables.n < 2', message: 'too many' }];
    assert.equal(await outcome(judged({ variables, validations: counted }), two), forbidden('too many'));
    const matchConditions = [{ name: 'others', expression: "object.metadata.labels.app != 'x'" }];
    assert.deepEqual(await outcome(judged({ matchConditions, validations }), two), []);
  });
  it('select by labels of the object and of the namespace', async () => {
    const namespace = (name: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { team: 'red' } },
    });
    const bound = (matchResources: object) => judged({ validations }, { matchResources }, { namespace });
    const labels = (key: string, value: string): object => ({ matchLabels: { [key]: value } });
    assert.deepEqual(await outcome(bound({ namespaceSelector: labels('team', 'blue') }), two), []);
    assert.deepEqual(await outcome(bound({ objectSelector: labels('app', 'y') }), two), []);
    const both = { namespaceSelector: labels('team', 'red'), objectSelector: labels('app', 'x') };
    assert.equal(await outcome(bound(both), two), forbidden('one key at most'));
  });
  it('look at parameters, and at their absence', async () => {
    const spec = {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      validations: [{ expression: 'size(object.data) <= int(params.data.max)', message: 'more than the limit' }],
    };
    const limits: KubeObject = { ...map({ max: '1' }), metadata: { name: 'limits' } };
    const paramRef = { name: 'limits', parameterNotFoundAction: 'Deny' };
    const plugin = judged(spec, { paramRef }, { objectsOf: () => [limits] });
    assert.equal(await outcome(plugin, two), forbidden('more than the limit'));
    assert.deepEqual(await outcome(plugin, one), []);
    assert.match(String(await outcome(judged(spec, { paramRef }), one)), /no params found/);
    const lenient = { paramRef: { ...paramRef, parameterNotFoundAction: 'Allow' } };
    assert.deepEqual(await outcome(judged(spec, lenient), two), []);
  });
  it('find parameters in the namespace that the binding names, or else in that of the object', async () => {
    const spec = { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, validations };
    const asked: string[] = [];
    const objectsOf: AdmissionReads['objectsOf'] = (apiVersion, kind, namespace) => {
      asked.push(`${apiVersion} ${kind} ${namespace}`);
      return [];
    };
    for (const reference of [{ name: 'limits', namespace: 'rules' }, { name: 'limits' }]) {
      await outcome(judged(spec, { paramRef: reference }, { objectsOf }), one);
    }
    assert.deepEqual(asked, ['v1 ConfigMap rules', 'v1 ConfigMap lab']);
  });
  it('see numbers with a fraction as such, and null', async () => {
    const object: KubeObject = { ...map({}), spec: { half: 1.5, whole: 2, nothing: null } };
    const expression = 'object.spec.half * 2.0 == 3.0 && object.spec.whole + 1 == 3 && object.spec.nothing == null';
    assert.deepEqual(await outcome(judged({ validations: [{ expression }] }), object), []);
  });
  it('fail by a condition that fails, unless another leaves the request out', async () => {
    const broken = { name: 'broken', expression: 'object.spec.x == 1' };
    const others = { name: 'others', expression: 'false' };
    const why = "expression 'object.spec.x == 1' resulted in error: no such key: spec";
    assert.equal(await outcome(judged({ matchConditions: [broken], validations }), one), forbidden(why));
    const other = { name: 'other', expression: 'object.status.x == 1' };
    const both = `[${why}, expression 'object.status.x == 1' resulted in error: no such key: status]`;
    assert.equal(
      await outcome(judged({ matchConditions: [broken, other, broken], validations }), one),
      forbidden(both),
    );
    assert.deepEqual(await outcome(judged({ matchConditions: [broken, others], validations }), one), []);
  });
  it('fail by an expression that fails, unless they are to be ignored then', async () => {
    const broken = { validations: [{ expression: 'object.spec.replicas < 3' }] };
    assert.match(
      String(await outcome(judged(broken), one)),
      /expression 'object\.spec\.replicas < 3' resulted in error/,
    );
    assert.deepEqual(await outcome(judged({ ...broken, failurePolicy: 'Ignore' }), one), []);
  });
  it('have the functions of rules', async () => {
    const holds = async (expression: string): Promise<void> =>
      assert.deepEqual([expression, await outcome(judged({ validations: [{ expression }] }), one)], [expression, []]);
    await holds("quantity('1Ki').isLessThan(quantity('1Mi')) && [1, 2].sum() == 3");
    await holds("url('https://a.example/b').getHost() == 'a.example' && object.metadata.name.matches('^m$')");
    await holds("request.requestKind.kind == 'ConfigMap' && request.userInfo.username == 'jane'");
  });
  it('annotate the audit event, whether they refuse or not', async () => {
    const auditAnnotations = [
      { key: 'keys', valueExpression: "'has ' + string(size(object.data))" },
      { key: 'none', valueExpression: 'null' },
    ];
    const noted = async (object: KubeObject, validationActions: string[], spec: object = {}) => {
      const notes: Record<string, string> = {};
      const plugin = judged({ validations, auditAnnotations, ...spec }, { validationActions });
      const annotate = (key: string, value: string): void => {
        notes[key] = value;
      };
      return { said: await outcome(plugin, object, { annotate }), notes };
    };
    assert.deepEqual(await noted(one, ['Deny']), { said: [], notes: { 'p/keys': 'has 1' } });
    assert.deepEqual(await noted(two, ['Deny']), {
      said: forbidden('one key at most'),
      notes: { 'p/keys': 'has 2' },
    });
    const failure =
      '"message":"one key at most","policy":"p","binding":"b","expressionIndex":0,"validationActions":["Audit"]';
    assert.deepEqual(await noted(two, ['Audit']), {
      said: [],
      notes: { 'p/keys': 'has 2', 'validation.policy.admission.k8s.io/validation_failure': `[{${failure}}]` },
    });
    const broken = { auditAnnotations: [{ key: 'x', valueExpression: 'string(object.spec.x)' }] };
    const why = "expression 'string(object.spec.x)' resulted in error: no such key: spec";
    assert.deepEqual(await noted(one, ['Audit'], broken), { said: forbidden(why), notes: {} });
  });
  it('say which variable failed', async () => {
    const variables = [{ name: 'n', expression: 'object.spec.replicas' }];
    const why = 'composited variable "n" fails to evaluate: no such key: spec';
    assert.equal(
      await outcome(judged({ variables, validations: [{ expression: 'variables.n < 3' }] }), one),
      forbidden(`expression 'variables.n < 3' resulted in error: ${why}`),
    );
  });
  it('cannot stop the server', async () => {
    const twice = (start: string, more: (of: string) => string): object[] => [
      { name: 'v0', expression: start },
      ...Array.from({ length: 40 }, (_, i) => ({ name: `v${i + 1}`, expression: more(`variables.v${i}`) })),
    ];
    const last = [{ expression: 'variables.v40 == object' }];
    const loops =
      'range.all(a, range.all(b, range.all(c, range.all(d, range.all(e, range.all(f, a + b + c + d + e + f > 0))))))';
    const range = `[${Array.from({ length: 60 }, (_, i) => i + 1).join()}]`;
    const tooMuch = /actual cost limit exceeded|running out of cost budget|no such key: v\d+/;
    for (const spec of [
      { validations: [{ expression: loops.replaceAll('range', range) }] },
      { variables: twice("'0123456789'", (of) => `${of} + ${of}`), validations: last },
      { variables: twice("'0123456789'", (of) => `${of}.replace('0', ${of})`), validations: last },
      { variables: twice('[1]', (of) => `${of} + ${of}`), validations: last },
      {
        variables: twice('[1]', (of) => `[${of}, ${of}]`),
        validations: [{ expression: 'variables.v40 == [variables.v39, variables.v39] + []' }],
      },
      {
        variables: twice('[1]', (of) => `[${of}, ${of}]`),
        validations: [{ expression: "'%s'.format([variables.v40]) == ''" }],
      },
    ]) {
      assert.match(String(await outcome(judged(spec), one)), tooMuch);
    }
  });
});

describe('webhooks', () => {
  const check = { name: 'check.example.com', failurePolicy: 'Fail', timeoutSeconds: 5, rules };
  const service = { name: 'nobody', namespace: 'lab', path: '/check', port: 443 };
  const asked = (webhook: object, reads: Partial<AdmissionReads> = {}) =>
    webhooks(
      admissionReads({
        webhooks: () => [of('ValidatingWebhookConfiguration', 'w', { webhooks: [{ ...check, ...webhook }] })],
        ...reads,
      }),
      'validating',
    );
  const failed = 'Internal error occurred: failed calling webhook "check.example.com": failed to call webhook: Post';

  it('fail, since none is called', async () => {
    const inside = `${failed} "https://nobody.lab.svc:443/check?timeout=5s":`;
    assert.equal(await outcome(asked({ clientConfig: { service } }), map({})), `${inside} service "nobody" not found`);
    assert.equal(
      await outcome(asked({ clientConfig: { service } }, { service: () => map({}) }), map({})),
      `${inside} the practice cluster calls no webhooks`,
    );
    const { port: _, ...usual } = service;
    assert.equal(
      await outcome(asked({ clientConfig: { service: usual } }), map({})),
      `${inside} service "nobody" not found`,
    );
    assert.equal(
      await outcome(asked({ clientConfig: { url: 'https://example.com/x' } }), map({})),
      `${failed} "https://example.com/x?timeout=5s": the practice cluster calls no webhooks`,
    );
  });
  it('let pass what they are not about, and what their failure does not matter for', async () => {
    const clientConfig = { service };
    assert.deepEqual(await outcome(asked({ clientConfig, failurePolicy: 'Ignore' }), map({})), []);
    assert.deepEqual(await outcome(asked({ clientConfig }), map({}), { operation: 'DELETE' }), []);
    const elsewhere = { matchLabels: { app: 'y' } };
    assert.deepEqual(await outcome(asked({ clientConfig, objectSelector: elsewhere }), map({})), []);
  });
});
