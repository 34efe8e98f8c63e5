import assert from 'node:assert/strict';
import type { AdmissionAttributes, AdmissionPlugin } from '../../../src/cluster/admission/admission.js';
import { defaultIngressClass, defaultStorageClass } from '../../../src/cluster/admission/default-classes.js';
import { fields } from '../../../src/kube/fields.js';
import { kindOfResource, type ResourceKind } from '../../../src/kube/kinds.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { admissionReads } from '../../helpers/admission-reads.js';

const classOf = (name: string, second: number, annotation?: string, value = 'true'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Class',
  metadata: {
    name,
    creationTimestamp: `2026-01-01T00:00:0${second}Z`,
    ...(annotation && { annotations: { [annotation]: value } }),
  },
});

for (const { what, make, kind, field, isDefault, old } of [
  {
    what: 'a claim',
    make: (classes: KubeObject[]) => defaultStorageClass(admissionReads({ storageClasses: () => classes })),
    kind: kindOfResource('', 'persistentvolumeclaims') as ResourceKind,
    field: 'storageClassName',
    isDefault: 'storageclass.kubernetes.io/is-default-class',
    old: 'volume.beta.kubernetes.io/storage-class',
  },
  {
    what: 'an ingress',
    make: (classes: KubeObject[]) => defaultIngressClass(admissionReads({ ingressClasses: () => classes })),
    kind: kindOfResource('networking.k8s.io', 'ingresses') as ResourceKind,
    field: 'ingressClassName',
    isDefault: 'ingressclass.kubernetes.io/is-default-class',
    old: 'kubernetes.io/ingress.class',
  },
]) {
  describe(`the class of ${what}`, () => {
    const admitted = async (
      plugin: AdmissionPlugin,
      given: Partial<KubeObject> = {},
      more: Partial<AdmissionAttributes> = {},
    ): Promise<unknown> => {
      const object = { apiVersion: 'v1', kind: kind.kind, metadata: {}, spec: {}, ...given };
      const user = { username: 'jane', groups: [] };
      const write = { operation: 'CREATE' as const, kind, namespace: 'lab', name: 'x', subresource: '', user };
      await plugin({ ...write, object, dryRun: false, ...more });
      return fields(object.spec)[field];
    };

    it('is the default one, of several the youngest, and of these the first by name', async () => {
      const first = classOf('a', 1, isDefault);
      const [second, third] = [classOf('c', 2, isDefault), classOf('b', 2, isDefault)];
      const others = [classOf('plain', 3), classOf('none', 3, isDefault, 'false')];
      assert.equal(await admitted(make([first, ...others])), 'a');
      assert.equal(await admitted(make([first, second, third, ...others])), 'b');
      assert.equal(await admitted(make([third, second, first, ...others])), 'b');
      assert.equal(await admitted(make(others)), undefined);
    });

    it('stays where it is said, also as none or by the old annotation', async () => {
      const plugin = make([classOf('a', 1, isDefault)]);
      for (const name of ['own', '']) assert.equal(await admitted(plugin, { spec: { [field]: name } }), name);
      assert.equal(await admitted(plugin, { metadata: { annotations: { [old]: 'own' } } }), undefined);
    });

    it('is given on creation alone, and to nothing else', async () => {
      const plugin = make([classOf('a', 1, isDefault)]);
      const pods = kindOfResource('', 'pods') as ResourceKind;
      for (const more of [{ operation: 'UPDATE' as const }, { subresource: 'status' }, { kind: pods }]) {
        assert.equal(await admitted(plugin, {}, more), undefined);
      }
    });
  });
}
