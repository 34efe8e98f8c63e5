/** The options of a write, as plug-ins of admission see them. */
import assert from 'node:assert/strict';
import { askedOptions } from '../../../src/cluster/registry/query-options.js';

const apiVersion = 'meta.k8s.io/v1';

describe('the options of a write', () => {
  it('are told as they stand in the query, and those that are not there are left out', () => {
    const all = 'dryRun=All&fieldManager=me&fieldValidation=Strict&pretty=1&force=true';
    assert.deepEqual(askedOptions(new URLSearchParams(all), 'UpdateOptions'), {
      kind: 'UpdateOptions',
      apiVersion,
      dryRun: ['All'],
      fieldManager: 'me',
      fieldValidation: 'Strict',
    });
    for (const none of ['', 'fieldManager=&fieldValidation=']) {
      assert.deepEqual(askedOptions(new URLSearchParams(none), 'CreateOptions'), { kind: 'CreateOptions', apiVersion });
    }
  });
});
