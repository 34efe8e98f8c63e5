import assert from 'node:assert/strict';
import { enumOf, schemaName } from '../../../src/cluster/types/openapi-facts.js';

describe('what OpenAPI says of types', () => {
  it('names schemas after the module that has the type', () => {
    const names = ['core.v1.Pod', 'meta.v1.Status', 'apiregistration.v1.APIService'].map(schemaName);
    assert.deepEqual(names, [
      'io.k8s.api.core.v1.Pod',
      'io.k8s.apimachinery.pkg.apis.meta.v1.Status',
      'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService',
    ]);
  });

  it('lists the texts of some types, among them the empty one', () => {
    assert.deepEqual(enumOf('core.v1.Protocol'), ['SCTP', 'TCP', 'UDP']);
    assert.deepEqual(enumOf('core.v1.HostPathType')?.slice(0, 2), ['', 'BlockDevice']);
    assert.equal(enumOf('core.v1.ResourceName'), undefined);
  });
});
