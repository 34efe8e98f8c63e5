/** The rules for metadata; the texts are those of a kube-apiserver 1.36. */
import assert from 'node:assert/strict';
import {
  declaredNameFaults,
  fieldManagerFaults,
  validateAnnotations,
  validateInnerMetadata,
  validateLabels,
  validateMetadata,
  validateMetadataUpdate,
  validateReplacedMetadata,
} from '../../../src/cluster/validation/metadata.js';
import type { KubeObject, ObjectMeta } from '../../../src/kube/object.js';
import type { FieldError } from '../../../src/kube/status.js';
import { faultsOf, rowOf, updateCausesOf, updateFaultsOf } from '../kinds/faults.js';

const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const namePart =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

const of = (metadata: object, kind = 'ConfigMap'): string[] => faultsOf(kind, { metadata });

describe('validateMetadata: names', () => {
  it('takes good ones', () => {
    for (const name of ['a', 'a-b', 'a.b', '0', 'a'.repeat(253)]) assert.deepEqual(of({ name }), []);
    assert.deepEqual(of({ name: 'system:node' }, 'Role'), []);
    assert.deepEqual(of({ name: 'generated', generateName: 'gen-' }), []);
    assert.deepEqual(of({ name: 'generated', generateName: 'g-' }), []);
  });

  it('wants one', () => {
    assert.deepEqual(of({ name: '' }), ['metadata.name: Required value: name or generateName is required']);
  });

  it('most are DNS subdomains', () => {
    assert.deepEqual(of({ name: 'Bad_Name' }), [`metadata.name: Invalid value: "Bad_Name": ${subdomain}`]);
    const long = 'a'.repeat(254);
    assert.deepEqual(of({ name: long }), [
      `metadata.name: Invalid value: "${long}": must be no more than 253 characters`,
    ]);
    assert.deepEqual(of({ generateName: 'Gen-' }), [`metadata.generateName: Invalid value: "Gen-": ${subdomain}`]);
  });

  it('those of namespaces are DNS labels', () => {
    assert.deepEqual(
      faultsOf('Namespace', { metadata: { name: 'a.b' } })[0],
      'metadata.name: Invalid value: "a.b": must not contain dots',
    );
    assert.deepEqual(
      faultsOf('Namespace', { metadata: { name: 'A' } })[0],
      `metadata.name: Invalid value: "A": ${label}`,
    );
    const long = 'a'.repeat(64);
    assert.deepEqual(faultsOf('Namespace', { metadata: { name: long } }), [
      `metadata.name: Invalid value: "${long}": must be no more than 63 characters`,
      `metadata.labels: Invalid value: "${long}": must be no more than 63 bytes`,
    ]);
  });

  it('those of roles are path segments', () => {
    assert.deepEqual(of({ name: 'a/b' }, 'Role'), [`metadata.name: Invalid value: "a/b": may not contain '/'`]);
    assert.deepEqual(of({ name: '..' }, 'Role'), [`metadata.name: Invalid value: "..": may not be '..'`]);
    assert.deepEqual(of({ name: 'a%b' }, 'ClusterRole'), [`metadata.name: Invalid value: "a%b": may not contain '%'`]);
  });

  it('a namespace stands where it belongs', () => {
    assert.deepEqual(of({ namespace: '' }), ['metadata.namespace: Required value']);
    assert.deepEqual(of({ namespace: 'A' }), [`metadata.namespace: Invalid value: "A": ${label}`]);
    assert.deepEqual(of({ namespace: 'shop' }, 'ClusterRole'), [
      'metadata.namespace: Forbidden: not allowed on this type',
    ]);
  });
});

describe('validateMetadata: labels and annotations', () => {
  it('labels', () => {
    assert.deepEqual(of({ labels: { 'app.kubernetes.io/name': 'Web_1.0', empty: '' } }), []);
    assert.deepEqual(of({ labels: { 'a b': 'c' } }), [`metadata.labels: Invalid value: "a b": ${namePart}`]);
    assert.deepEqual(of({ labels: { '/x': '' } }), [
      'metadata.labels: Invalid value: "/x": prefix part must be non-empty',
    ]);
    assert.deepEqual(of({ labels: { 'X/y': '' } }), [
      `metadata.labels: Invalid value: "X/y": prefix part ${subdomain}`,
    ]);
    assert.equal(of({ labels: { 'a/b/c': '' } }).length, 1);
    assert.match(
      of({ labels: { a: '-' } })[0] ?? '',
      /^metadata\.labels: Invalid value: "-": a valid label must be an empty/,
    );
    assert.deepEqual(of({ labels: { a: 'x'.repeat(64) } }), [
      `metadata.labels: Invalid value: "${'x'.repeat(64)}": must be no more than 63 bytes`,
    ]);
  });

  it('annotations: keys in any case, values of any form, 256 KiB in all', () => {
    assert.deepEqual(of({ annotations: { 'Example.com/Note': 'any text: "é"\n' } }), []);
    assert.deepEqual(of({ annotations: { 'a b': '' } }), [`metadata.annotations: Invalid value: "a b": ${namePart}`]);
    assert.deepEqual(of({ annotations: { a: 'x'.repeat(262_143) } }), []);
    assert.deepEqual(of({ annotations: { a: 'x'.repeat(262_144) } }), [
      'metadata.annotations: Too long: may not be more than 262144 bytes',
    ]);
  });
});

describe('validateMetadata: owners and finalizers', () => {
  const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' };

  it('an owner is named in full', () => {
    assert.deepEqual(of({ ownerReferences: [owner, { ...owner, controller: true }] }), []);
    assert.deepEqual(of({ ownerReferences: [{}] }), [
      'metadata.ownerReferences.apiVersion: Invalid value: "": version must not be empty',
      'metadata.ownerReferences.kind: Invalid value: "": must not be empty',
      'metadata.ownerReferences.name: Invalid value: "": must not be empty',
      'metadata.ownerReferences.uid: Invalid value: "": must not be empty',
    ]);
  });

  it('an event owns nothing, and one owner alone controls', () => {
    assert.deepEqual(of({ ownerReferences: [{ ...owner, kind: 'Event' }] }), [
      'metadata.ownerReferences: Invalid value: {"apiVersion":"v1","kind":"Event","name":"p","uid":"u"}: /v1, Kind=Event is disallowed from being an owner',
    ]);
    assert.deepEqual(of({ ownerReferences: [{ ...owner, apiVersion: 'a/b/c' }] }), [
      'metadata.ownerReferences.apiVersion: Invalid value: "a/b/c": version must not be empty',
    ]);
    const two = [
      { ...owner, controller: true },
      { ...owner, name: 'q', controller: true },
    ];
    assert.match(
      of({ ownerReferences: two })[0] ?? '',
      /Only one reference can have Controller set to true\. Found "true" in references for Pod\/p and Pod\/q$/,
    );
    // each of these faults shows all references
    const many = (count: number): number =>
      of({ ownerReferences: Array.from({ length: count }, () => ({ ...owner, controller: true })) }).length;
    assert.deepEqual([many(3), many(100), many(101), many(15_000)], [2, 99, 1, 1]);
  });

  it('finalizers have qualified names, and not both ways to delete', () => {
    assert.deepEqual(of({ finalizers: ['example.com/keep', 'orphan'] }), []);
    assert.deepEqual(of({ finalizers: ['example.com/a b'] }), [
      `metadata.finalizers: Invalid value: "example.com/a b": ${namePart}`,
    ]);
    assert.deepEqual(of({ finalizers: ['example.com/keep', 'keep'] }), [
      'metadata.finalizers[1]: Invalid value: "keep": name is neither a standard finalizer name nor is it fully qualified',
    ]);
    assert.deepEqual(of({ finalizers: ['orphan', 'foregroundDeletion'] }), [
      'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
    ]);
  });

  it('entries of managed fields are of two kinds', () => {
    const entry = { manager: 'm', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {} };
    assert.deepEqual(of({ managedFields: [entry, {}] }), []);
    assert.deepEqual(of({ managedFields: [{ ...entry, operation: 'Steal' }] }), [
      'metadata.managedFields[0].operation: Invalid value: "Steal": must be `Apply` or `Update`',
    ]);
    assert.deepEqual(of({ managedFields: [{ ...entry, fieldsType: 'FieldsV2' }] }), [
      'metadata.managedFields[0].fieldsType: Invalid value: "FieldsV2": must be `FieldsV1`',
    ]);
  });
});

describe('validateMetadataUpdate', () => {
  const update = (before: object, after: object): string[] => [
    ...new Set(updateFaultsOf('ConfigMap', { metadata: before }, { metadata: after })),
  ];

  it('lets labels, annotations and finalizers change', () => {
    assert.deepEqual(update({ labels: { a: '1' } }, { labels: { a: '2' }, finalizers: ['a/b'] }), []);
  });

  it('keeps what tells the object apart', () => {
    assert.deepEqual(update({ uid: 'u1' }, { uid: 'u2' }), ['metadata.uid: Invalid value: "u2": field is immutable']);
    assert.deepEqual(update({}, { name: 'y' }), ['metadata.name: Invalid value: "y": field is immutable']);
    assert.deepEqual(update({ generation: 2 }, { generation: 1 }), [
      'metadata.generation: Invalid value: 1: must not be decremented',
    ]);
  });

  it('lets deletion be asked for by DELETE alone, and then takes no new finalizer', () => {
    const deletionTimestamp = '2026-01-02T03:04:05Z';
    assert.deepEqual(update({}, { deletionTimestamp }), [
      `metadata.deletionTimestamp: Invalid value: "${deletionTimestamp}": field is immutable`,
    ]);
    const held = { deletionTimestamp, finalizers: ['a/b'] };
    assert.deepEqual(update(held, { deletionTimestamp }), []);
    assert.deepEqual(update(held, { deletionTimestamp, finalizers: ['a/b', 'a/c'] }), [
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"a/c"}',
    ]);
  });

  it('finds a fault once for each of the checks that Kubernetes makes', () => {
    const faults = (kind: string, subresource = ''): number =>
      updateCausesOf(kind, {}, { metadata: { labels: { 'a b': '1' } } }, subresource).filter((f) => /a b/.test(f))
        .length;
    assert.deepEqual(
      ['ConfigMap', 'Namespace', 'Role', 'ServiceAccount'].map((kind) => faults(kind)),
      [4, 4, 4, 4],
    );
    assert.equal(faults('Deployment'), 3);
    assert.equal(faults('Deployment', 'status'), 3);
  });
});

describe('metadata, each check by itself', () => {
  const told = (errors: readonly FieldError[]): string[] => errors.map(({ field, message }) => `${field}: ${message}`);
  const object = (metadata: ObjectMeta): KubeObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
  const [inNamespace, inCluster] = [rowOf('ConfigMap'), rowOf('Node')];
  const good = { name: 'x', namespace: 'lab' };
  const bare =
    'metadata.finalizers[0]: Invalid value: "keep": name is neither a standard finalizer name nor is it fully qualified';

  it('of a kind may take any finalizer', () => {
    const held = { ...good, finalizers: ['keep'] };
    assert.deepEqual(told(validateMetadata(object(held), inNamespace, {})), [bare]);
    assert.deepEqual(validateMetadata(object(held), inNamespace, { anyFinalizer: true }), []);
    assert.deepEqual(told(validateMetadataUpdate(held, good)), [bare]);
    assert.deepEqual(validateMetadataUpdate(held, good, { anyFinalizer: true }), []);
    for (const name of ['kubernetes', 'orphan', 'foregroundDeletion'])
      assert.deepEqual(validateMetadata(object({ ...good, finalizers: [name] }), inNamespace, {}), [], name);
  });

  it('has names as its kind says, which may look at the object', () => {
    const named = (name: string, metadata: ObjectMeta) =>
      told(
        validateMetadata(object(metadata), inCluster, {
          nameFaults: (text, of) => (of.metadata === metadata && text === name ? ['no'] : []),
        }),
      );
    assert.deepEqual(named('x', { name: 'x' }), ['metadata.name: Invalid value: "x": no']);
    // a dash at the end of a beginning stands before random letters
    assert.deepEqual(named('gena', { name: 'x', generateName: 'gen--' }), [
      'metadata.generateName: Invalid value: "gen--": no',
    ]);
    assert.deepEqual(named('gen', { name: 'x', generateName: 'gen' }), [
      'metadata.generateName: Invalid value: "gen": no',
    ]);
    assert.deepEqual(declaredNameFaults('a/b', object({ name: 'a/b' })).length, 1);
    assert.match(declaredNameFaults('a/b', object({ name: 'a/b' })).join(), /RFC 1123 subdomain/);
    assert.deepEqual(declaredNameFaults('A_b', object({ name: 'x' })), []);
    assert.deepEqual(declaredNameFaults('a/b', object({ name: 'x' })), ["may not contain '/'"]);
  });

  it('has a generation that is not negative', () => {
    assert.deepEqual(told(validateMetadata(object({ ...good, generation: -1 }), inNamespace, {})), [
      'metadata.generation: Invalid value: -1: must be greater than or equal to 0',
    ]);
    assert.deepEqual(validateMetadata(object({ ...good, generation: 0 }), inNamespace, {}), []);
  });

  it('within another object may have no name, and a namespace', () => {
    assert.deepEqual(validateInnerMetadata({}), []);
    assert.deepEqual(validateInnerMetadata({ namespace: 'lab', labels: { a: 'b' } }), []);
    assert.deepEqual(told(validateInnerMetadata({ name: 'a/b' })), [
      `metadata.name: Invalid value: "a/b": may not contain '/'`,
    ]);
    assert.deepEqual(told(validateInnerMetadata({ namespace: 'A' })), [
      `metadata.namespace: Invalid value: "A": ${label}`,
    ]);
    assert.equal(validateInnerMetadata({ labels: { '-': '' } }).length, 1);
  });

  it('that is replaced is looked at as new, and beside the old', () => {
    assert.deepEqual(validateReplacedMetadata(good, good, inNamespace), []);
    assert.deepEqual(told(validateReplacedMetadata({ ...good, name: 'a/b' }, good, inNamespace)), [
      `metadata.name: Invalid value: "a/b": may not contain '/'`,
      'metadata.name: Invalid value: "a/b": field is immutable',
    ]);
  });

  it('keeps each field that tells an object apart', () => {
    const kept = {
      ...{ name: 'a', namespace: 'b', uid: 'c', creationTimestamp: '2026-01-01T00:00:00Z' },
      ...{ deletionTimestamp: '2026-01-02T00:00:00Z', deletionGracePeriodSeconds: 5 },
    };
    for (const [field, value] of Object.entries(kept)) {
      const { [field]: _, ...without } = kept as Record<string, unknown>;
      assert.deepEqual(told(validateMetadataUpdate(without, kept)), [
        `metadata.${field}: Invalid value: null: field is immutable`,
      ]);
      assert.deepEqual(told(validateMetadataUpdate(kept, without)), [
        `metadata.${field}: Invalid value: ${JSON.stringify(value)}: field is immutable`,
      ]);
    }
    assert.deepEqual(told(validateMetadataUpdate({}, { generation: 1 })), [
      'metadata.generation: Invalid value: null: must not be decremented',
    ]);
    assert.deepEqual(validateMetadataUpdate({ generation: 1 }, {}), []);
    assert.deepEqual(validateMetadataUpdate({ generation: 1 }, { generation: 1 }), []);
  });

  it('takes no new finalizer while it is deleted, and names those in their order, each once', () => {
    const deletionTimestamp = '2026-01-02T00:00:00Z';
    const update = (finalizers: string[] | undefined, before?: string[]) =>
      told(
        validateMetadataUpdate(
          { deletionTimestamp, ...(finalizers ? { finalizers } : {}) },
          { deletionTimestamp, ...(before ? { finalizers: before } : {}) },
        ),
      );
    const found =
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers';
    assert.deepEqual(update(['b/b', 'a/a', 'b/b']), [`${found} []string{"a/a", "b/b"}`]);
    assert.deepEqual(update(['c/c', 'a/a'], ['a/a', 'b/b']), [`${found} []string{"c/c"}`]);
    assert.deepEqual(update(undefined, ['a/a']), []);
  });

  it('that has changed has good labels, annotations, owners and managers, each told where it stands', () => {
    const at = (metadata: object) => validateMetadataUpdate(metadata, {}).map(({ field }) => field);
    assert.deepEqual(at({ labels: { '-': '' } }), ['metadata.labels']);
    assert.deepEqual(at({ annotations: { '-': '' } }), ['metadata.annotations']);
    assert.deepEqual(at({ ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', uid: '' }] }), [
      'metadata.ownerReferences.uid',
    ]);
    assert.deepEqual(at({ managedFields: [{ operation: 'Steal' }] }), ['metadata.managedFields[0].operation']);
    assert.deepEqual(validateLabels(undefined, 'p'), []);
    assert.deepEqual(validateAnnotations(undefined, 'p'), []);
  });

  it('has entries of managed fields with an operation, a manager and a sub-resource', () => {
    const entries = (...managedFields: object[]) =>
      told(validateMetadata(object({ ...good, managedFields } as ObjectMeta), inNamespace, {}));
    const at = 'metadata.managedFields[0]';
    assert.deepEqual(entries({ operation: 'Apply', manager: 'm'.repeat(128), subresource: 's'.repeat(256) }), []);
    assert.deepEqual(entries({ operation: 'Update' }), []);
    assert.deepEqual(entries({ manager: 'm' }), [
      `${at}.operation: Invalid value: "": must be \`Apply\` or \`Update\``,
    ]);
    assert.deepEqual(entries({ operation: 'Apply', manager: 'm'.repeat(129), subresource: 's'.repeat(257) }), [
      `${at}.manager: Too long: may not be more than 128 bytes`,
      `${at}.subresource: Too long: may not be more than 256 bytes`,
    ]);
    assert.deepEqual(told(fieldManagerFaults('a\nb', 'p')), [
      'p: Invalid value: "a\\nb": invalid character U+000A (at position 1)',
    ]);
    assert.deepEqual(fieldManagerFaults('', 'p'), []);
  });
});
