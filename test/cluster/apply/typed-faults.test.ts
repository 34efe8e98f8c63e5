/** What an apply says of a configuration that is none of its kind; the sentences are those of structured-merge-diff. */
import assert from 'node:assert/strict';
import { typedFault } from '../../../src/cluster/apply/typed-faults.js';
import { schemaOf } from '../../../src/cluster/types/api-types.js';

const deployment = schemaOf({ group: 'apps', version: 'v1', kind: 'Deployment' }) ?? assert.fail();
const containers = (...items: unknown[]) => ({ spec: { template: { spec: { containers: items } } } });
const at = '.spec.template.spec.containers';

const faults: [name: string, config: object, fault: string | undefined][] = [
  ['nothing', { metadata: { name: 'x' }, spec: { replicas: 2, strategy: null } }, undefined],
  ['a field that is not there', { spec: { replica: 1 } }, '.spec.replica: field not declared in schema'],
  ['a text for a number', { spec: { replicas: 'x' } }, '.spec.replicas: expected numeric (int or float), got string'],
  [
    'a number for a text',
    { metadata: { name: 5 } },
    '.metadata.name: expected string, got &value.valueUnstructured{Value:5}',
  ],
  [
    'a list for a text',
    { metadata: { labels: { a: ['b', 1] } } },
    '.metadata.labels.a: expected string, got &value.valueUnstructured{Value:[]interface {}{"b", 1}}',
  ],
  [
    'a map for a time',
    { metadata: { creationTimestamp: {} } },
    '.metadata.creationTimestamp: expected any scalar, got &{map[]}',
  ],
  ['a time of any scalar', { metadata: { creationTimestamp: 5 } }, undefined],
  ['a text for a bool', { spec: { paused: 'yes' } }, '.spec.paused: expected boolean, got &{yes}'],
  ['a text for a map', { metadata: 'x' }, '.metadata: expected map, got &{x}'],
  ['a map for a list', { spec: { template: { spec: { containers: {} } } } }, `${at}: expected list, got &{map[]}`],
  [
    'an item without keys',
    containers('x'),
    `${at}: element 0: associative list with keys may not have non-map elements`,
  ],
  [
    'an item with a key that is none',
    containers({ name: { a: ['b'] } }),
    `${at}[name=a=["b"]].name: expected string, got &value.valueUnstructured{Value:map[string]interface {}{"a":[]interface {}{"b"}}}`,
  ],
  [
    'an item that stands twice',
    containers({ name: 'a' }, { name: 'a' }),
    `${at}: duplicate entries for key [name="a"]`,
  ],
  [
    'a port that stands twice',
    containers({ name: 'a', ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'TCP' }] }),
    `${at}[name="a"].ports: duplicate entries for key [containerPort=80,protocol="TCP"]`,
  ],
  [
    'a value that stands twice',
    { metadata: { finalizers: ['a/b', 'a/b'] } },
    '.metadata.finalizers: duplicate entries for key [="a/b"]',
  ],
  [
    'several',
    { spec: { replicas: 'x' }, status: 'y' },
    'errors:\n  .spec.replicas: expected numeric (int or float), got string\n  .status: expected map, got &{y}',
  ],
];

describe('typedFault', () => {
  it('a secret of a service account has to have its name', () => {
    const account = schemaOf({ group: '', version: 'v1', kind: 'ServiceAccount' }) ?? assert.fail();
    assert.equal(
      typedFault({ secrets: [{ name: 'a' }, {}] }, account),
      '.secrets: element 1: associative list with keys has an element that omits all key fields ["name"] (and doesn\'t have default values for any key fields)',
    );
    assert.equal(typedFault({ imagePullSecrets: [{}] }, account), undefined);
  });

  it('looks into lists that are values of a map', () => {
    const request = schemaOf({ group: 'certificates.k8s.io', version: 'v1', kind: 'CertificateSigningRequest' });
    assert.equal(
      typedFault({ spec: { extra: { scopes: ['read', 1] } } }, request ?? assert.fail()),
      '.spec.extra.scopes[1]: expected string, got &value.valueUnstructured{Value:1}',
    );
  });

  for (const [name, config, fault] of faults) {
    it(name, () => assert.equal(typedFault(config, deployment), fault));
  }
});
