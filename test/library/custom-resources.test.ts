import assert from 'node:assert/strict';
import { findKind } from '../../src/kube/kinds.js';
import { type Cluster, startCluster } from '../../src/library/index.js';
import { skip } from '../helpers/skip.js';

const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: meals.example.com
spec:
  group: example.com
  scope: Namespaced
  names: { plural: meals, singular: meal, kind: Meal }
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              dishes: { type: integer, minimum: 1 }
`;
const meal = (name: string, dishes: number): object => ({
  apiVersion: 'example.com/v1',
  kind: 'Meal',
  metadata: { name },
  spec: { dishes },
});
const meals = '/apis/example.com/v1/namespaces/default/meals';

describe('custom resources in a cluster of the library', () => {
  let cluster: Cluster;
  before(async function () {
    if (!findKind('customresourcedefinitions')) skip(this, 'the practice cluster serves no custom resources yet');
    cluster = await startCluster({ nodes: 0, crds: [crd], objects: [meal('lunch', 2)] });
  });
  after(() => cluster?.stop());

  it('are served when the cluster has started, and validated', async () => {
    const admin = await cluster.client();
    assert.equal((await admin.must.get(`${meals}/lunch`)).body.spec.dishes, 2);
    assert.equal((await admin.post(meals, meal('dinner', 0))).status, 422);
  });

  it('come back as they were, and so does a definition that a test deletes', async () => {
    const admin = await cluster.client();
    await admin.must.post(meals, meal('dinner', 3));
    await admin.must.delete('/apis/apiextensions.k8s.io/v1/customresourcedefinitions/meals.example.com');
    await cluster.reset();
    const { body } = await admin.must.get(meals);
    assert.deepEqual(
      body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name),
      ['lunch'],
    );
  });
});
