/** What a CustomResourceDefinition may be, in the words of Kubernetes, and what a write of one sets by itself. */
import assert from 'node:assert/strict';
import { clusterForTests } from '../../../helpers/cluster-for-tests.js';
import { until } from '../../../helpers/until.js';

const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const text = { type: 'string' };
const root = (properties: object, more: object = {}): object => ({ type: 'object', properties, ...more });

const definition = (schema: object, more: object = {}, spec: object = {}) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gizmos.rules.example.com' },
  spec: {
    group: 'rules.example.com',
    scope: 'Namespaced',
    names: { plural: 'gizmos', kind: 'Gizmo' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, ...more }],
    ...spec,
  },
});

describe('a CustomResourceDefinition', () => {
  const { api } = clusterForTests();

  /** The causes of the refusal of a definition, each with the part of its field behind the schema. */
  const refused = async (body: unknown): Promise<string[]> => {
    const answer = await api.post(`${path}?dryRun=All`, body);
    assert.equal(answer.code, 422, answer.text);
    const causes = answer.body.details?.causes ?? [];
    return causes.map(({ field, message }) => `${field?.replace('spec.validation.openAPIV3Schema', 'S')}: ${message}`);
  };

  const cases: [what: string, body: unknown, causes: string[]][] = [
    [
      'a default that its schema does not take',
      definition(root({ a: { ...text, default: 1 } })),
      ['S.properties[a].default: Invalid value: "integer": "" in body must be of type string: "integer"'],
    ],
    [
      'a type within a choice, and a field that only a choice names',
      definition(root({}, { anyOf: [{ properties: { a: text } }] })),
      [
        'S.anyOf[0].properties[a].type: Forbidden: must be empty to be structural',
        'S.properties[a]: Required value: because it is defined in spec.validation.openAPIV3Schema.anyOf[0].properties[a]',
      ],
    ],
    [
      'a pattern that is none',
      definition(root({ a: { ...text, pattern: '(' } })),
      [
        'S.properties[a].pattern: Invalid value: "(": must be a valid regular expression, but isn\'t: error parsing regexp: missing closing ): `(`',
      ],
    ],
    [
      'a keyed list whose key may be left out',
      definition(
        root({
          l: {
            type: 'array',
            items: root({ k: text }),
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['k'],
          },
        }),
      ),
      [
        'S.properties[l].items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
      ],
    ],
    [
      'a schema of metadata that says more than names',
      definition(root({ metadata: root({ labels: { type: 'object' } }) })),
      [
        'S.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified',
      ],
    ],
    [
      'items that have to be unique',
      definition(root({ l: { type: 'array', items: text, uniqueItems: true } })),
      [
        'S.properties[l].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
      ],
    ],
    [
      'a group of Kubernetes itself',
      {
        ...definition(root({}), {}, { group: 'rules.k8s.io' }),
        metadata: { name: 'gizmos.rules.k8s.io' },
      },
      [
        'metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
      ],
    ],
    [
      'no stored version',
      definition(root({}), { storage: false }),
      ['spec.versions: ', 'status.storedVersions: Invalid value: []: must have at least one stored version'],
    ],
    [
      'patterns that would take too long',
      definition(root({ a: { ...text, pattern: '\\pL{900}' } })),
      [
        'S.properties[a].pattern: Invalid value: "\\\\pL{900}": must be a valid regular expression, but isn\'t: expression too large',
      ],
    ],
  ];
  for (const [what, body, causes] of cases) {
    it(`is refused for ${what}`, async () => {
      const found = await refused(body);
      // a fault of all versions shows them all
      assert.deepEqual(
        found.map((cause) => (cause.startsWith('spec.versions: ') ? 'spec.versions: ' : cause)),
        causes,
      );
    });
  }

  it('is refused without any version', async () => {
    const { versions: _, ...spec } = definition(root({})).spec;
    assert.match(
      (await refused({ ...definition(root({})), spec })).join(),
      /spec\.versions: .*at least one|storedVersions/,
    );
  });

  it('has names and a conversion where they were left out', async () => {
    const made = await api.post(`${path}?dryRun=All`, definition(root({})));
    assert.equal(made.code, 201, made.text);
    const { names, conversion } = made.body.spec as { names: object; conversion: object };
    assert.deepEqual(names, { plural: 'gizmos', singular: 'gizmo', kind: 'Gizmo', listKind: 'GizmoList' });
    assert.deepEqual(conversion, { strategy: 'None' });
  });

  it('notes each version in which objects were ever stored', async () => {
    const version = (name: string, storage: boolean) => ({
      name,
      served: true,
      storage,
      schema: { openAPIV3Schema: root({}) },
    });
    const name = `${path}/gizmos.rules.example.com`;
    const made = await api.post(path, definition({}, {}, { versions: [version('v1', true)] }));
    assert.equal(made.code, 201, made.text);
    await until('it is established', async () => JSON.stringify((await api.get(name)).body).includes('InitialNames'));
    const changed = await api.patch(name, { spec: { versions: [version('v1', false), version('v2', true)] } });
    assert.equal(changed.code, 200, changed.text);
    const { storedVersions } = changed.body.status as unknown as { storedVersions: string[] };
    assert.deepEqual(storedVersions, ['v1', 'v2']);
    assert.equal(changed.body.metadata.generation, 2);
  });

  it('is not replaced without saying which version of it', async () => {
    const answer = await api.put(`${path}/gizmos.rules.example.com`, definition(root({})));
    assert.match(answer.message, /metadata\.resourceVersion: Invalid value: 0: must be specified for an update/);
  });
});
