/** The rules for where a pod may run: affinity, spreading, tolerations, gates. */
import assert from 'node:assert/strict';
import { faultsOf } from '../../../faults.js';

const of = (spec: object): string[] =>
  faultsOf('Pod', { spec: { containers: [{ name: 'c', image: 'i' }], ...spec } }).map((fault) =>
    fault.replace('spec.', ''),
  );
const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const labelValue =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

describe('validateAffinity', () => {
  const term = (nodeTerm: object): string[] =>
    of({ affinity: { nodeAffinity: { [required]: { nodeSelectorTerms: [nodeTerm] } } } }).map((fault) =>
      fault.replace(`affinity.nodeAffinity.${required}.nodeSelectorTerms[0].`, ''),
    );
  const expression = (operator: string, ...values: string[]): string[] =>
    term({ matchExpressions: [{ key: 'k', operator, ...(values.length > 0 ? { values } : {}) }] }).map((fault) =>
      fault.replace('matchExpressions[0].', ''),
    );
  const name = (key: string, operator: string, ...values: string[]): string[] =>
    term({ matchFields: [{ key, operator, values }] }).map((fault) => fault.replace('matchFields[0].', ''));

  it('compares with as many values as the operator takes', () => {
    for (const operator of ['In', 'NotIn']) {
      assert.deepEqual(expression(operator, 'a', 'b'), []);
      assert.deepEqual(expression(operator), [
        "values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      ]);
    }
    for (const operator of ['Exists', 'DoesNotExist']) {
      assert.deepEqual(expression(operator), []);
      assert.deepEqual(expression(operator, 'a'), [
        "values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      ]);
    }
    for (const operator of ['Gt', 'Lt']) {
      const one = ["values: Required value: must be specified single value when `operator` is 'Lt' or 'Gt'"];
      assert.deepEqual(expression(operator, '1'), []);
      assert.deepEqual(expression(operator), one);
      assert.deepEqual(expression(operator, '1', '2'), one);
    }
  });

  it('knows a node by its name, and by no other field', () => {
    assert.deepEqual(name('metadata.name', 'In', 'n'), []);
    assert.deepEqual(name('metadata.name', 'NotIn', 'n', 'm'), [
      "values: Required value: must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
    ]);
    assert.deepEqual(name('metadata.uid', 'Exists'), [
      'operator: Invalid value: "Exists": not a valid selector operator',
      'key: Invalid value: "metadata.uid": not a valid field selector key',
    ]);
  });

  it('weighs from 1 to 100, and prefers even what no label can be', () => {
    const weigh = (weight: number): string[] =>
      of({
        affinity: {
          nodeAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight, preference: { matchExpressions: [{ key: 'k', operator: 'In', values: ['a b'] }] } },
            ],
          },
        },
      });
    for (const weight of [1, 100]) assert.deepEqual(weigh(weight), []);
    for (const weight of [0, 101]) {
      assert.deepEqual(weigh(weight), [
        `affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: ${weight}: must be in the range 1-100`,
      ]);
    }
    assert.deepEqual(expression('In', 'a b'), [`values[0]: Invalid value: "a b": ${labelValue}`]);
  });

  it('compares no label with the pod and against it', () => {
    const keys = { matchLabelKeys: ['a', 'b'], mismatchLabelKeys: ['b'], labelSelector: { matchLabels: { c: 'd' } } };
    assert.deepEqual(of({ affinity: { podAntiAffinity: { [required]: [{ topologyKey: 't', ...keys }] } } }), [
      `affinity.podAntiAffinity.${required}[0].matchLabelKeys[1]: Invalid value: "b": exists in both matchLabelKeys and mismatchLabelKeys`,
    ]);
  });
});

describe('validateSpread', () => {
  const usual = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };
  const spread = (...constraints: object[]): string[] =>
    of({ topologySpreadConstraints: constraints.map((constraint) => ({ ...usual, ...constraint })) }).map((fault) =>
      fault.replace('topologySpreadConstraints', ''),
    );

  it('is over a topology once, for each of the two ways', () => {
    assert.deepEqual(spread({}, { topologyKey: 'host' }, { whenUnsatisfiable: 'ScheduleAnyway' }), []);
    assert.deepEqual(spread({}, {}), [
      '[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{zone, DoNotSchedule}"',
    ]);
  });

  it('wants domains where it has to be kept', () => {
    assert.deepEqual(spread({ minDomains: 1 }), []);
    assert.deepEqual(spread({ minDomains: 0, whenUnsatisfiable: 'ScheduleAnyway' }), [
      '[0].minDomains: Invalid value: 0: must be greater than zero',
      '[0].minDomains: Invalid value: 0: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway',
    ]);
  });

  it('counts nodes by two policies', () => {
    assert.deepEqual(spread({ nodeAffinityPolicy: 'Honor', nodeTaintsPolicy: 'Ignore' }), []);
    assert.deepEqual(spread({ nodeAffinityPolicy: 'Obey', nodeTaintsPolicy: 'Skip' }), [
      '[0].nodeAffinityPolicy: Unsupported value: "Obey": supported values: "Honor", "Ignore"',
      '[0].nodeTaintsPolicy: Unsupported value: "Skip": supported values: "Honor", "Ignore"',
    ]);
  });
});

describe('validateTolerations', () => {
  const tolerate = (toleration: object): string[] =>
    of({ tolerations: [toleration] }).map((fault) => fault.replace('tolerations[0].', ''));

  it('has a key, or is of all taints', () => {
    assert.deepEqual(tolerate({ operator: 'Exists' }), []);
    assert.deepEqual(tolerate({ operator: 'Equal', value: 'v' }), [
      'operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    ]);
  });

  it('has a value that a label can have', () => {
    for (const operator of ['', 'Equal']) {
      assert.deepEqual(tolerate({ key: 'k', operator, value: 'v' }), []);
      assert.deepEqual(tolerate({ key: 'k', operator, value: 'a b' }), [
        `operator: Invalid value: "a b": ${labelValue}`,
      ]);
    }
  });

  it('lasts for a while where pods are made to go', () => {
    assert.deepEqual(tolerate({ key: 'k', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 0 }), []);
    assert.deepEqual(tolerate({ key: 'k', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 0 }), [
      'effect: Invalid value: "NoSchedule": effect must be \'NoExecute\' when `tolerationSeconds` is set',
    ]);
    assert.deepEqual(tolerate({ key: 'k', operator: 'Exists', effect: 'Never' }), [
      'effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    ]);
  });
});

describe('validateGates', () => {
  it('are named, each once', () => {
    assert.deepEqual(of({ schedulingGates: [{ name: 'a' }, { name: 'example.com/b' }] }), []);
    assert.deepEqual(of({ schedulingGates: [{ name: 'a' }, { name: 'a' }] }), [
      'schedulingGates[1]: Duplicate value: "a"',
    ]);
  });

  it('hold a pod that has no node yet', () => {
    assert.deepEqual(of({ schedulingGates: [{ name: 'a' }], nodeName: 'n' }), [
      'nodeName: Forbidden: cannot be set until all schedulingGates have been cleared',
    ]);
  });
});
