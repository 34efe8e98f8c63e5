import assert from 'node:assert/strict';
import {
  atomicLists,
  enumsOfItems,
  namedLists,
  omitZero,
  sameFields,
  unions,
} from '../../../src/cluster/types/additions.js';
import { fieldWords, schemaOf, typeNamed, typeNames } from '../../../src/cluster/types/api-types.js';
import type { Field } from '../../../src/cluster/types/parse-field.js';
import type { TypeRef } from '../../../src/cluster/types/parse-type.js';
import { enumsText, typesText } from '../../../src/kube/api-data.js';
import { kinds } from '../../../src/kube/kinds.js';

const field = (type: string, name: string): Field =>
  typeNamed(type)?.fields.get(name) ?? assert.fail(`${type}.${name}`);

const structOf = (type: TypeRef): string | undefined =>
  type.is === 'struct' ? type.name : type.is === 'scalar' ? undefined : structOf(type.of);

describe('the types of the API', () => {
  it('refer only to types that there are', () => {
    assert.ok(typeNames().length > 500);
    const unknown = typeNames().flatMap((name) => {
      const embedded = (fieldWords(name) ?? []).flatMap(([, mark, type = '']) => (mark === '~' ? type : []));
      const held = [...(typeNamed(name)?.fields.values() ?? [])].flatMap(({ type }) => structOf(type) ?? []);
      return [...embedded, ...held].filter((other) => !typeNamed(other)).map((other) => `${name}: ${other}`);
    });
    assert.deepEqual(unknown, []);
  });

  it('are there for every resource, its list, and the bodies of its sub-resources', () => {
    const wanted = kinds.flatMap((row) => [
      row,
      ...(row.verbs.includes('list') ? [{ ...row, kind: `${row.kind}List` }] : []),
      ...(row.subresources ?? []).flatMap(({ kind }) => kind ?? []),
    ]);
    const without = wanted
      .filter((gvk) => !schemaOf(gvk))
      .map(({ group, version, kind }) => ({ group, version, kind }));
    assert.deepEqual(without, []);
  });

  it('have the fields of embedded structs where these stand, with the name that Go gives in messages', () => {
    assert.deepEqual([...(typeNamed('core.v1.Probe')?.fields.keys() ?? [])].slice(0, 5), [
      'exec',
      'httpGet',
      'tcpSocket',
      'grpc',
      'initialDelaySeconds',
    ]);
    assert.equal(field('core.v1.Probe', 'exec').embedded, 'ProbeHandler');
    assert.equal(field('core.v1.Pod', 'kind').embedded, undefined);
  });

  it('say what is written when it is empty: all without omitempty, and structs held by value', () => {
    assert.deepEqual(
      ['name', 'image', 'resources', 'livenessProbe'].map((name) => field('core.v1.Container', name).always),
      [true, false, true, false],
    );
    assert.equal(field('apps.v1.DeploymentCondition', 'lastUpdateTime').always, true);
    assert.equal(field('meta.v1.ObjectMeta', 'creationTimestamp').always, false);
  });

  it('say how lists and maps are merged', () => {
    const { topology, mapKeys, merge, mergeKey, patchStrategy } = field('core.v1.Container', 'ports');
    assert.deepEqual(
      { topology, mapKeys, merge, mergeKey, patchStrategy },
      {
        topology: 'map',
        mapKeys: ['containerPort', 'protocol'],
        merge: true,
        mergeKey: 'containerPort',
        patchStrategy: 'merge',
      },
    );
    assert.deepEqual(
      [field('core.v1.PodSpec', 'volumes').patchStrategy, field('core.v1.PodSpec', 'nodeSelector').topology],
      ['merge,retainKeys', 'atomic'],
    );
    assert.equal(typeNamed('meta.v1.LabelSelector')?.atomic, true);
    assert.equal(typeNamed('core.v1.PodSpec')?.atomic, false);
  });

  it('are those of kinds under their group and version, and of meta/v1 under each', () => {
    assert.equal(schemaOf({ group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'Role' })?.name, 'rbac.v1.Role');
    assert.equal(schemaOf({ group: 'apps', version: 'v1', kind: 'DeleteOptions' })?.name, 'meta.v1.DeleteOptions');
    assert.equal(schemaOf({ group: '', version: 'v1', kind: 'PodSpec' }), undefined);
    assert.equal(schemaOf({ group: 'apps', version: 'v1beta1', kind: 'Deployment' }), undefined);
  });
});

describe('what the types need beside the data', () => {
  it('is about lists, fields and types that the data has', () => {
    for (const name of namedLists) assert.match(typesText, new RegExp(`\\[\\][\\w.]+/${name}\\b`));
    for (const path of omitZero) {
      const cut = path.lastIndexOf('.');
      field(path.slice(0, cut), path.slice(cut + 1));
    }
  });

  it('names fields and types that the data has, of unions and of lists of texts', () => {
    for (const path of atomicLists) {
      const cut = path.lastIndexOf('.');
      assert.equal(field(path.slice(0, cut), path.slice(cut + 1)).type.is, 'list', path);
    }
    for (const [type, { discriminator, fields }] of Object.entries(unions)) {
      for (const name of [...fields, ...(discriminator ? [discriminator] : [])]) field(type, name);
    }
    for (const name of Object.keys(enumsOfItems)) {
      assert.match(typesText, new RegExp(`string/${name}\\b`));
      assert.doesNotMatch(enumsText, new RegExp(`^${name} `, 'm'), 'the data has its values');
    }
  });

  it('takes types to be the same only when all that the data tells of their fields in Go is', () => {
    for (const [type, other] of Object.entries(sameFields)) {
      const [own, others] = [type, other].map((name) =>
        (fieldWords(name) ?? assert.fail(name)).map(([number, marked = '', goType, ...flags]) => ({
          number,
          name: marked.replace(/[!+]+$/, ''),
          goType,
          flags: flags.filter((flag) => /^(go|patch)=/.test(flag)),
        })),
      );
      assert.deepEqual(own, others);
    }
    assert.equal(field('core.v1.EphemeralContainer', 'name').required, true);
    assert.equal(field('core.v1.EphemeralContainer', 'env').topology, 'map');
  });
});
