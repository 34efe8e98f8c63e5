/** Apply configurations read; the messages are those that a kube-apiserver 1.36 gave. */
import assert from 'node:assert/strict';
import { decodeApply, duplicateWarnings } from '../../../src/cluster/apply/decode-apply.js';
import type { GroupVersionKind } from '../../../src/kube/object.js';
import { refuses } from '../../helpers/refuses.js';

const configMap: GroupVersionKind = { group: '', version: 'v1', kind: 'ConfigMap' };
const deployment: GroupVersionKind = { group: 'apps', version: 'v1', kind: 'Deployment' };

describe('decodeApply', () => {
  const apply = decodeApply;
  const ofDeployment = 'apiVersion: apps/v1\nkind: Deployment\n';
  const ofConfigMap = 'apiVersion: v1\nkind: ConfigMap\n';

  it('keeps what is written and adds nothing', () => {
    const text = `${ofDeployment}metadata: {name: x}\nspec:\n  replicas: 0\n  paused: false\n`;
    assert.deepEqual(apply(deployment, text).object, {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: { name: 'x' },
      spec: { replicas: 0, paused: false },
    });
  });

  it('refuses fields that the kind does not have', () => {
    refuses(
      () => apply(deployment, `${ofDeployment}metadata: {name: x, namespace: shop}\nspec: {replica: 1}\n`),
      'failed to create typed patch object (shop/x; apps/v1, Kind=Deployment): .spec.replica: field not declared in schema',
      500,
    );
  });

  it('tells of a fault also where there is no metadata, or no name that is a text', () => {
    const fault =
      'failed to create typed patch object (/; apps/v1, Kind=Deployment): .data: field not declared in schema';
    for (const metadata of ['', 'metadata:\n', 'metadata: {name: 1}\n']) {
      refuses(() => apply(deployment, `${ofDeployment}${metadata}data: {a: 1}\n`), fault, 500);
    }
  });

  const others: [text: string, said: string][] = [
    ['', '/, Kind='],
    ['metadata: {name: x}', '/, Kind='],
    ['kind: ConfigMap', '/, Kind=ConfigMap'],
    ['apiVersion: v1', '/v1, Kind='],
    ['apiVersion: 1\nkind: ConfigMap', '/, Kind=ConfigMap'],
    ['apiVersion: a/b/c\nkind: ConfigMap', '/, Kind='],
    ['apiVersion: v2\nkind: ConfigMap', '/v2, Kind=ConfigMap'],
    ['apiVersion: v1\nkind: Secret', '/v1, Kind=Secret'],
    ['apiVersion: apps/v1\nkind: ConfigMap', 'apps/v1, Kind=ConfigMap'],
  ];
  for (const [text, said] of others) {
    it(`refuses what says ${JSON.stringify(text)} of its kind`, () =>
      refuses(() => apply(configMap, text), `invalid object type: ${said}`));
  }

  it('refuses what is no object', () => {
    refuses(
      () => apply(configMap, '- a'),
      'error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}',
    );
    refuses(
      () => apply(configMap, 'a: ]'),
      'error decoding YAML: error converting YAML to JSON: yaml: did not find expected node content',
    );
  });

  it('warns of keys that stand twice, or refuses them', () => {
    const text = `${ofConfigMap}data:\n  a: "1"\n  a: "2"\n`;
    const { duplicates } = apply(configMap, text);
    assert.deepEqual(duplicateWarnings(duplicates, 'Warn'), ['line 5: key "a" already set in map']);
    assert.deepEqual(duplicateWarnings(duplicates, 'Ignore'), []);
    refuses(
      () => duplicateWarnings(duplicates, 'Strict'),
      'error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  line 5: key "a" already set in map',
    );
  });
});
