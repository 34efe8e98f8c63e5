/** Bodies read into kinds. The messages for config maps and deployments are those that a kube-apiserver 1.36 gave. */
import assert from 'node:assert/strict';
import { decodeObject, decodePatched, type FieldValidation } from '../../../src/cluster/wire/decode.js';
import type { GroupVersionKind } from '../../../src/kube/object.js';
import type { ApiError } from '../../../src/kube/status.js';
import { refuses } from '../../helpers/refuses.js';

const configMap: GroupVersionKind = { group: '', version: 'v1', kind: 'ConfigMap' };
const secret: GroupVersionKind = { group: '', version: 'v1', kind: 'Secret' };
const pod: GroupVersionKind = { group: '', version: 'v1', kind: 'Pod' };
const deployment: GroupVersionKind = { group: 'apps', version: 'v1', kind: 'Deployment' };

const json = (kind: GroupVersionKind, body: unknown, fieldValidation: FieldValidation = 'Warn') =>
  decodeObject(kind, typeof body === 'string' ? body : JSON.stringify(body), { format: 'json', fieldValidation });
const yaml = (kind: GroupVersionKind, body: string, fieldValidation: FieldValidation = 'Warn') =>
  decodeObject(kind, body, { format: 'yaml', fieldValidation });

describe('decodeObject: what the body is', () => {
  it('takes kind and version from the request when the body says neither', () => {
    assert.deepEqual(json(configMap, { metadata: { name: 'x' } }).object, {
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { name: 'x' },
    });
  });

  it('refuses another kind, another version and kinds that nobody knows', () => {
    refuses(
      () => json(configMap, { apiVersion: 'v1', kind: 'Secret' }),
      'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
    );
    refuses(
      () => json(configMap, { apiVersion: 'v2', kind: 'ConfigMap' }),
      'ConfigMap in version "v2" cannot be handled as a ConfigMap: no kind "ConfigMap" is registered for version "v2" in scheme "pkg/api/legacyscheme/scheme.go:30"',
    );
  });

  it('says of a body that is none how it begins', () => {
    const start = 'the object provided is unrecognized (must be of type ConfigMap): ';
    refuses(
      () => json(configMap, ''),
      `${start}couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)`,
    );
    refuses(
      () => json(configMap, '{"apiVersion": "v1", '),
      `${start}couldn't get version/kind; json parse error: unexpected end of JSON input ({"apiVersion": "v1", )`,
    );
    refuses(
      () => json(configMap, 'hello'),
      `${start}couldn't get version/kind; json parse error: invalid character 'h' looking for beginning of value (68656c6c6f)`,
    );
    refuses(() => json(configMap, `{"a": ${' '.repeat(50)}x}`), /\(\{"a": {25} \.\.\.\)$/);
    refuses(() => json(configMap, '[]'), /json: cannot unmarshal array into Go value of type struct/);
    refuses(() => json(configMap, { kind: 1 }), /cannot unmarshal number into Go struct field \.kind of type string/);
    refuses(() => json(configMap, { apiVersion: 'a/b/c' }), /ConfigMap\): unexpected GroupVersion string: a\/b\/c \(/);
    refuses(() => json(configMap, '\u0000'), /invalid character '\\x00' looking for beginning of value \(00\)$/);
    refuses(() => json(configMap, '{“a”: 1}'), /invalid character 'â' looking for beginning of object key string/);
    refuses(() => yaml(configMap, 'a: [1\n'), /^the object provided is unrecognized .*: yaml: line \d+: /);
  });
});

describe('decodeObject: types of fields', () => {
  const spec = (more: object) => ({ spec: { template: { spec: { containers: [{ name: 'c', ...more }] } } } });
  const faults: [string, GroupVersionKind, object, string][] = [
    ['a number for a text', configMap, { data: { a: 1 } }, 'number into Go struct field ConfigMap.data of type string'],
    [
      'a text for a number',
      deployment,
      { spec: { replicas: 'two' } },
      'string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'a fraction for a number',
      deployment,
      { spec: { replicas: 1.5 } },
      'number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'a number that is too large',
      deployment,
      { spec: { replicas: 2147483648 } },
      'number 2147483648 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'a text for a list',
      deployment,
      spec({ args: 'sh' }),
      'string into Go struct field Container.spec.template.spec.containers.args of type []string',
    ],
    [
      'an object for a list',
      configMap,
      { metadata: { finalizers: {} } },
      'object into Go struct field ObjectMeta.metadata.finalizers of type []string',
    ],
    [
      'a list for an object',
      configMap,
      { metadata: [] },
      'array into Go struct field ConfigMap.metadata of type v1.ObjectMeta',
    ],
    [
      'a list for a map',
      configMap,
      { data: [] },
      'array into Go struct field ConfigMap.data of type map[string]string',
    ],
    [
      'a text for a bool',
      deployment,
      { spec: { paused: 'yes' } },
      'string into Go struct field DeploymentSpec.spec.paused of type bool',
    ],
    [
      'a number for a text with a name of its own',
      deployment,
      spec({ imagePullPolicy: 1 }),
      'number into Go struct field Container.spec.template.spec.containers.imagePullPolicy of type v1.PullPolicy',
    ],
  ];
  for (const [name, kind, body, message] of faults) {
    it(name, () => {
      const head = `${kind.kind} in version "v1" cannot be handled as a ${kind.kind}: json: cannot unmarshal `;
      refuses(() => json(kind, body), head + message);
    });
  }

  it('stops at a value that its type reads itself, and names it before what was wrong earlier', () => {
    const probe = { containers: [{ livenessProbe: { httpGet: { port: {} } } }] };
    const body = { metadata: { labels: { a: 1 } }, spec: probe };
    refuses(() => json(pod, body), /object into Go struct field HTTPGetAction\.spec\..*\.port of type int32$/);
    refuses(() => json(configMap, { metadata: { uid: true } }), /ObjectMeta\.metadata\.uid of type types\.UID$/);
  });

  it('writes fields in the order of Go', () => {
    const rules = [{ resources: ['pods'], apiGroups: [''], verbs: ['get'] }];
    const { object } = json({ group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'Role' }, { rules });
    assert.equal(JSON.stringify(object.rules), '[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]');
  });

  it('refuses another version of the same kind, and lists of kinds', () => {
    const other = (apiVersion: string): unknown => json(deployment, { apiVersion, kind: 'Deployment' });
    const expected = 'does not match the expected API version (apps/v1)';
    refuses(() => other('extensions/v1beta1'), `the API version in the data (extensions/v1beta1) ${expected}`);
    refuses(() => other('apps/v1beta1'), `the API version in the data (apps/v1beta1) ${expected}`);
    refuses(() => other('apps/v9'), /no kind "Deployment" is registered for version "apps\/v9" in scheme/);
    refuses(
      () => json(configMap, { apiVersion: 'v1', kind: 'ConfigMapList' }),
      /: converting \(v1\.ConfigMapList\) to \(core\.ConfigMap\): unknown conversion$/,
    );
  });

  it('reads bytes from a list of numbers too', () => {
    assert.deepEqual(json(secret, { data: { k: [104, 105, null] } }).object.data, { k: 'aGkA' });
    refuses(() => json(secret, { data: { k: [256] } }), /number 256 into Go struct field Secret\.data of type uint8$/);
  });

  it('reads a map that stands twice into one, in order', () => {
    const text = '{"kind":"ConfigMap","data":{"b":"1","a":"1"},"data":{"b":"2"}}';
    assert.equal(JSON.stringify(json(configMap, text).object.data), '{"a":"1","b":"2"}');
  });

  it('names the first of several', () => {
    refuses(() => json(configMap, { immutable: 1, data: 1 }), /ConfigMap\.immutable of type bool$/);
  });

  it('reads a port as a number or a name', () => {
    const port = (value: unknown) => spec({ livenessProbe: { httpGet: { port: value } } });
    assert.match(JSON.stringify(json(deployment, port('http')).object), /"port":"http"/);
    assert.match(JSON.stringify(json(deployment, port(80)).object), /"port":80/);
    refuses(
      () => json(deployment, port(true)),
      / bool into Go struct field HTTPGetAction\.\S+\.livenessProbe\.ProbeHandler\.httpGet\.port of type int32$/,
    );
  });

  it('reads times, and says which form they have', () => {
    const at = (creationTimestamp: unknown) => json(configMap, { metadata: { creationTimestamp } }).object.metadata;
    assert.equal(at('2026-01-02T03:04:05.678Z').creationTimestamp, '2026-01-02T03:04:05Z');
    assert.equal(at('2026-01-02T03:04:05+02:00').creationTimestamp, '2026-01-02T01:04:05Z');
    assert.equal(at(null).creationTimestamp, undefined);
    refuses(() => at('yesterday'), /parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse/);
    refuses(() => at('2026-13-02T03:04:05Z'), /parsing time "2026-13-02T03:04:05Z": month out of range$/);
    refuses(() => at(5), /number into Go struct field ObjectMeta\.metadata\.creationTimestamp of type string$/);
  });

  it('names types and embedded structs as Go does', () => {
    refuses(() => json(configMap, { metadata: { uid: 1 } }), /ObjectMeta\.metadata\.uid of type types\.UID$/);
    refuses(() => json(deployment, spec({ resources: { limits: [] } })), /resources\.limits of type v1\.ResourceList$/);
    const volumes = [{ name: 'v', configMap: 'x' }];
    refuses(
      () => json(pod, { spec: { volumes } }),
      /Go struct field Volume\.spec\.volumes\.VolumeSource\.configMap of type v1\.ConfigMapVolumeSource$/,
    );
  });

  it('reads an object that is given twice into the first, and bytes from a list', () => {
    const twice =
      '{"data": {"a": "1", "b": "2"}, "data": {"b": "3"}, "metadata": {"name": "x"}, "metadata": {"uid": "u"}}';
    const { object, warnings } = json(configMap, twice);
    assert.deepEqual(object.data, { a: '1', b: '3' });
    assert.deepEqual(object.metadata, { name: 'x', uid: 'u' });
    assert.deepEqual(warnings, ['duplicate field "data"', 'duplicate field "metadata"']);
    assert.deepEqual(json(secret, { data: { k: [104, 105] } }).object.data, { k: 'aGk=' });
  });

  it('writes amounts in their one form', () => {
    const limits = (amounts: object) => {
      const { object } = json(pod, { spec: { containers: [{ resources: { limits: amounts } }] } });
      return (object.spec as { containers: { resources: { limits: object } }[] }).containers[0]?.resources.limits;
    };
    assert.deepEqual(limits({ cpu: 0.5, memory: '1024Mi' }), { cpu: '500m', memory: '1Gi' });
    refuses(() => limits({ cpu: 'much' }), /quantities must match the regular expression/);
  });
});

describe('decodeObject: base64', () => {
  const data = (value: unknown) => json(secret, { data: { k: value } }).object.data;
  for (const good of ['', 'YQ==', 'YWI=', 'YWJj', 'YW\nJj\r\n', '+/+/']) {
    it(`takes ${JSON.stringify(good)}`, () => assert.deepEqual(data(good), { k: good.replace(/[\r\n]/g, '') }));
  }
  for (const [bad, at] of [
    ['***', 0],
    ['YWJj*', 4],
    ['YQ', 0],
    ['YWJjZ', 4],
    ['YQ=', 3],
    ['YQ=x', 2],
    ['YQ==YQ==', 4],
    ['Y===', 1],
    ['=', 0],
    ['==', 0],
    ['-_-_', 0],
  ] as const) {
    it(`refuses ${bad} at byte ${at}`, () => {
      refuses(
        () => data(bad),
        `Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte ${at}`,
      );
    });
  }
});

describe('decodeObject: fields that the kind does not have', () => {
  const body =
    '{"metadata":{"name":"a","name":"b","lable":1},"data":{"x":"1","x":"2"},"colour":"red","data":{"y":"3"}}';
  const found = [
    'duplicate field "metadata.name"',
    'unknown field "metadata.lable"',
    'duplicate field "data.x"',
    'unknown field "colour"',
    'duplicate field "data"',
  ];

  it('Ignore drops them in silence', () => {
    assert.deepEqual(json(configMap, body, 'Ignore').warnings, []);
  });

  it('Warn drops them and names each, in order', () => {
    assert.deepEqual(json(configMap, body, 'Warn').warnings, found);
  });

  it('Strict refuses them all at once', () => {
    refuses(
      () => json(configMap, body, 'Strict'),
      `ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: ${found.join(', ')}`,
    );
  });

  it('gives the index of list items', () => {
    const spec = { template: { spec: { containers: [{ name: 'c', imagee: 'i' }] } }, replica: 2 };
    refuses(
      () => json(deployment, { spec }, 'Strict'),
      'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.template.spec.containers[0].imagee", unknown field "spec.replica"',
    );
  });

  it('finds fields by their exact case', () => {
    assert.deepEqual(json(configMap, { Data: { a: '1' } }).warnings, ['unknown field "Data"']);
  });

  it('names keys given twice in YAML by their line', () => {
    const text = 'metadata:\n  name: x\ndata:\n  a: "1"\n  a: "2"\ncolour: red\n';
    assert.deepEqual(yaml(configMap, text).warnings, ['line 5: key "a" already set in map', 'unknown field "colour"']);
    refuses(() => yaml(configMap, text, 'Strict'), /strict decoding error: yaml: unmarshal errors:\n {2}line 5/);
  });

  it('names a hundred at most', () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`x${i}`, i]));
    assert.equal(json(configMap, many).warnings.length, 100);
  });

  it('is not fooled by names of JavaScript', () => {
    const { object, warnings } = json(configMap, '{"constructor":1,"data":{"__proto__":"x","toString":"y"}}');
    assert.deepEqual(warnings, ['unknown field "constructor"']);
    assert.deepEqual(Object.entries(object.data as object), [
      ['__proto__', 'x'],
      ['toString', 'y'],
    ]);
  });
});

describe('decodeObject: what Go leaves out and what it always writes', () => {
  it('drops empty texts, zeros, empty lists and maps, and nulls', () => {
    const { object } = json(configMap, {
      metadata: { name: '', generation: 0, labels: {}, finalizers: [], annotations: null },
      immutable: null,
      data: { a: '', b: null },
    });
    assert.deepEqual(object, { kind: 'ConfigMap', apiVersion: 'v1', metadata: {}, data: { a: '', b: '' } });
  });

  it('keeps a zero behind a pointer', () => {
    const { object } = json(deployment, { spec: { replicas: 0, minReadySeconds: 0, paused: false } });
    const spec = object.spec as Record<string, unknown>;
    assert.equal(spec.replicas, 0);
    assert.ok(!('minReadySeconds' in spec) && !('paused' in spec));
  });

  it('writes the structs that a deployment holds by value', () => {
    assert.deepEqual(json(deployment, {}).object, {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: {},
      spec: { selector: null, template: { metadata: {}, spec: { containers: null } }, strategy: {} },
      status: {},
    });
  });
});

describe('decodePatched', () => {
  const patched = (value: object) =>
    decodePatched(configMap, { apiVersion: 'v1', kind: 'ConfigMap', ...value }, { fieldValidation: 'Strict' });

  it('answers 422 for the field "patch"', () => {
    assert.throws(
      () => patched({ data: { a: 1 } }),
      (error: ApiError) => {
        assert.equal(error.code, 422);
        assert.match(error.message, /^ "" is invalid: patch: Invalid value: .*: json: cannot unmarshal number into/);
        assert.deepEqual(
          error.status.details?.causes?.map((c) => c.field),
          ['patch'],
        );
        return true;
      },
    );
    refuses(() => patched({ colour: 'red' }), /strict decoding error: unknown field "colour"$/, 422);
    refuses(() => patched({ kind: 'Secret' }), /converting \(v1\.Secret\) to \(core\.ConfigMap\)/, 422);
  });
});
