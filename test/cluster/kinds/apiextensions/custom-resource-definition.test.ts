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

const embedded = { 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true };
const labels = { type: 'object', additionalProperties: text };
const label =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

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
      ['S.properties[a].default: Invalid value: "integer":  in body must be of type string: "integer"'],
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
      ['spec.versions: ', 'status.storedVersions: Invalid value: null: must have at least one stored version'],
    ],
    [
      'patterns that would take too long',
      definition(root({ a: { ...text, pattern: '\\pL{900}' } })),
      [
        'S.properties[a].pattern: Invalid value: "\\\\pL{900}": must be a valid regular expression, but isn\'t: expression too large',
      ],
    ],
    [
      'defaults that are no objects of Kubernetes where their schema says so',
      definition(
        root({
          e: root({}, { ...embedded, default: { kind: 'A' } }),
          m: root({ metadata: root({ labels: { ...labels, default: { a: '!' } } }) }, embedded),
        }),
      ),
      [
        'S.properties[e].default.apiVersion: Required value',
        `S.properties[m].properties[metadata].properties[labels].default: Invalid value: {"a":"!"}: must result in valid metadata: metadata.labels: Invalid value: "!": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
      ],
    ],
    [
      'a default that fails a rule',
      definition(root({ a: { type: 'integer', default: 5, 'x-kubernetes-validations': [{ rule: 'self > 10' }] } })),
      ['S.properties[a].default: Invalid value: 5: failed rule: self > 10'],
    ],
    [
      'a keyword with which it is no structural schema, and for nothing else of its structure',
      definition(root({ a: { $ref: '#/x' } })),
      ['S.properties[a].$ref: Forbidden: $ref is not supported'],
    ],
    [
      'the name of a schema',
      definition(root({}, { $schema: 'x' })),
      ['S: Invalid value: "": OpenAPIV3Schema \'schema\' is not supported'],
    ],
    [
      'selectable fields without a schema',
      definition({}, { schema: undefined, selectableFields: [{ jsonPath: '.a' }] }),
      [
        'spec.versions[0].schema.openAPIV3Schema: Required value',
        'spec.selectableFields: Invalid value: "": may only be set when validations.schema is included',
      ],
    ],
    [
      'short names and categories that are empty',
      definition(root({}), {}, { names: { plural: 'gizmos', kind: 'Gizmo', shortNames: [''], categories: [''] } }),
      [
        `spec.names.shortNames[0]: Invalid value: "": ${label}`,
        `spec.names.categories[0]: Invalid value: "": ${label}`,
      ],
    ],
    [
      'a version that is no name, which is also that of the first one',
      definition(root({}), { name: '1' }),
      [`spec.versions[0].name: Invalid value: "1": ${label}`, `spec.version: Invalid value: "1": ${label}`],
    ],
    [
      'names that are not made of its group, and no name beside the one that is missing',
      { ...definition(root({})), metadata: { generateName: 'x' } },
      [
        'metadata.generateName: Invalid value: "x": must be spec.names.plural+"."+spec.group',
        `metadata.name: Invalid value: "x-----": must be spec.names.plural+"."+spec.group`,
      ],
    ],
    [
      'a webhook that cannot be called',
      definition(
        root({}),
        {},
        {
          conversion: {
            strategy: 'Webhook',
            webhook: { clientConfig: { url: 'http://a' }, conversionReviewVersions: ['v2', 'v2'] },
          },
        },
      ),
      [
        'spec.conversion.webhookClientConfig.url: Invalid value: "http": \'https\' is the only allowed URL scheme; desired format: https://host[/path]',
        'spec.conversion.conversionReviewVersions[1]: Invalid value: "v2": duplicate version',
        'spec.conversion.conversionReviewVersions: Invalid value: ["v2","v2"]: must include at least one of v1, v1beta1',
      ],
    ],
    [
      'a group without a dot',
      { ...definition(root({}), {}, { group: 'rules' }), metadata: { name: 'gizmos.rules' } },
      ['spec.group: Invalid value: "rules": should be a domain with at least one dot'],
    ],
    [
      'a scope that there is not',
      definition(root({}), {}, { scope: 'World' }),
      ['spec.scope: Unsupported value: "World": supported values: "Cluster", "Namespaced"'],
    ],
    [
      'lists of the kind of their objects',
      definition(root({}), {}, { names: { plural: 'gizmos', kind: 'Gizmo', listKind: 'Gizmo' } }),
      ['spec.names.listKind: Invalid value: "Gizmo": kind and listKind may not be the same'],
    ],
    [
      'an approval that is no address',
      {
        ...definition(root({}), {}, { group: 'rules.k8s.io' }),
        metadata: { name: 'gizmos.rules.k8s.io', annotations: { 'api-approved.kubernetes.io': 'mailto:jane' } },
      },
      [
        'metadata.annotations[api-approved.kubernetes.io]: Invalid value: "mailto:jane": protected groups must have approval annotation "api-approved.kubernetes.io" with either a URL or a reason starting with "unapproved", see https://github.com/kubernetes/enhancements/pull/1111',
      ],
    ],
    [
      'a warning of a version that is not deprecated',
      definition(root({}), { deprecationWarning: 'old' }),
      ['spec.versions[0].deprecationWarning: Invalid value: "old": can only be set for deprecated versions'],
    ],
    [
      'a warning that is empty',
      definition(root({}), { deprecated: true, deprecationWarning: '' }),
      ['spec.versions[0].deprecationWarning: Invalid value: "": must not be an empty string'],
    ],
    [
      'a warning that is too long, and has a character that cannot be printed',
      definition(root({}), { deprecated: true, deprecationWarning: `\u00e9\u00a0${'a'.repeat(253)}` }),
      [
        `spec.versions[0].deprecationWarning: Invalid value: "\u00e9\\u00a0${'a'.repeat(253)}": must be <= 256 characters long`,
        `spec.versions[0].deprecationWarning: Invalid value: "\u00e9\\u00a0${'a'.repeat(253)}": must only contain printable UTF-8 characters; non-printable character found at index 2`,
      ],
    ],
    [
      'paths of a scale elsewhere',
      definition(root({}), {
        subresources: { scale: { specReplicasPath: 'spec.n', statusReplicasPath: '.spec.n', labelSelectorPath: '.l' } },
      }),
      [
        'spec.subresources.scale.specReplicasPath: Invalid value: "spec.n": must be a simple json path starting with .',
        'spec.subresources.scale.statusReplicasPath: Invalid value: ".spec.n": should be a json path under .status',
        'spec.subresources.scale.labelSelectorPath: Invalid value: ".l": should be a json path under either .spec or .status',
      ],
    ],
    [
      'selectable fields that are of metadata, of no plain type, or there twice',
      definition(root({ a: text, o: root({}), metadata: root({ name: text }) }), {
        selectableFields: [{ jsonPath: '.metadata.name' }, { jsonPath: '.o' }, { jsonPath: '.a' }, { jsonPath: '.a' }],
      }),
      [
        'spec.selectableFields[0].jsonPath: Invalid value: ".metadata.name": must not point to fields in metadata',
        'spec.selectableFields[1].jsonPath: Invalid value: ".o": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
        'spec.selectableFields[3].jsonPath: Duplicate value: ".a"',
      ],
    ],
  ];
  for (const [what, body, causes] of cases) {
    it(`is refused for ${what}`, async () => {
      const found = await refused(body);
      // a fault of all versions shows them all
      assert.deepEqual(
        found.map((cause) =>
          cause.startsWith('spec.versions: ') ? 'spec.versions: ' : cause.replace(/"x[a-z0-9]{5}"/, '"x-----"'),
        ),
        causes,
      );
    });
  }

  it('is taken with an approval by an address or for a reason, and with a warning that people can read', async () => {
    for (const approval of ['https://github.com/kubernetes/kubernetes/pull/1', 'unapproved, in a test']) {
      const metadata = { name: 'gizmos.rules.k8s.io', annotations: { 'api-approved.kubernetes.io': approval } };
      const body = { ...definition(root({}), {}, { group: 'rules.k8s.io' }), metadata };
      assert.equal((await api.post(`${path}?dryRun=All`, body)).code, 201, approval);
    }
    const warned = definition(root({}), { deprecated: true, deprecationWarning: '\u00e9'.repeat(128) });
    assert.equal((await api.post(`${path}?dryRun=All`, warned)).code, 201);
  });

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

  it('is taken with formats that nothing is held against, each with a warning', async () => {
    const formats = {
      a: { ...text, format: 'foo' },
      b: { type: 'integer', format: 'int64' },
      c: { ...text, format: 'date-time' },
    };
    const made = await api.post(`${path}?dryRun=All`, definition(root(formats)));
    assert.equal(made.code, 201, made.text);
    assert.equal(made.headers.warning, '299 - "unrecognized format \\"foo\\""');
  });

  it('shows a schema by the names of Kubernetes, where the root may not say something beside its status', async () => {
    const schema = root({ l: { type: 'array', items: text } }, { maxProperties: 3, description: 'd' });
    const [cause = ''] = await refused(definition(schema, { subresources: { status: {} } }));
    assert.match(
      cause,
      /^S: Invalid value: \{"ID":"","Schema":"","Ref":null,"Description":"d","Type":"object","Nullable":false,"Format":""/,
    );
    assert.match(
      cause,
      /"MaxProperties":3,.*"Properties":\{"l":\{.*"Items":\{"Schema":\{"ID":"".*"JSONSchemas":null\}/,
    );
    assert.match(cause, /"XValidations":null\}: only \[Description Type .* subresource is enabled$/);
  });

  it('is not read with what can be no schema', async () => {
    const body = definition(root({ a: { type: 'object', additionalProperties: 'x' } }));
    const answer = await api.post(`${path}?dryRun=All`, body);
    assert.equal(answer.code, 400);
    assert.match(answer.message, /cannot be handled as a CustomResourceDefinition: boolean or JSON schema expected$/);
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
