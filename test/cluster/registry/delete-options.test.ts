/** The options of a DELETE, as they stand in its query or its body. */
import assert from 'node:assert/strict';
import { deleteOptions } from '../../../src/cluster/registry/delete-options.js';
import { isApiError } from '../../../src/kube/status.js';
import { apiRequest } from '../../helpers/api-request.js';

const one = '/api/v1/namespaces/a/configmaps/one';
const kind = { kind: 'DeleteOptions', apiVersion: 'meta.k8s.io/v1' };
const requestOf = (query: string, body = '') =>
  apiRequest('DELETE', `${one}?${query}`, { body: async () => Buffer.from(body) });

describe('the options of a DELETE', () => {
  const queries: [query: string, options: object, asked?: object][] = [
    ['', {}, {}],
    ['gracePeriodSeconds=0', { gracePeriodSeconds: 0 }],
    ['gracePeriodSeconds=7', { gracePeriodSeconds: 7 }],
    ['gracePeriodSeconds=-7', { gracePeriodSeconds: 1 }, { gracePeriodSeconds: -7 }],
    ['propagationPolicy=Orphan', { propagationPolicy: 'Orphan' }],
    ['propagationPolicy=Foreground', { propagationPolicy: 'Foreground' }],
    ['propagationPolicy=Background', { propagationPolicy: 'Background' }],
    ['orphanDependents=true', { orphanDependents: true }],
    ['orphanDependents=false', { orphanDependents: false }],
    ['uid=u', { preconditions: { uid: 'u' } }],
    ['resourceVersion=5', { preconditions: { resourceVersion: '5' } }],
    ['uid=u&resourceVersion=5', { preconditions: { uid: 'u', resourceVersion: '5' } }],
    ['uid=&resourceVersion=', {}],
    ['dryRun=All', { dryRun: true }, { dryRun: ['All'] }],
  ];
  for (const [query, options, asked = options] of queries) {
    it(`in the query "${query}"`, async () => {
      const request = requestOf(query);
      const expected = { dryRun: false, preconditions: {}, ...options, asked: { ...asked, ...kind } };
      assert.deepEqual(await deleteOptions(request), expected);
      assert.equal(request.audit.requestObject, undefined);
    });
  }

  it('in a body count alone, and are told in the audit log', async () => {
    const body = { gracePeriodSeconds: 3, preconditions: { uid: 'u' }, dryRun: ['All'] };
    const request = requestOf('propagationPolicy=Orphan&gracePeriodSeconds=9', JSON.stringify(body));
    const options = { dryRun: true, gracePeriodSeconds: 3, preconditions: { uid: 'u' }, asked: { ...body, ...kind } };
    assert.deepEqual(await deleteOptions(request), options);
    assert.deepEqual(request.audit.requestObject, { ...body, ...kind, apiVersion: 'meta.k8s.io/__internal' });
  });

  it('that are none are all named', async () => {
    const invalid =
      'propagationPolicy: Invalid value: "x": orphanDependents and deletionPropagation cannot be both set';
    const unknown =
      'propagationPolicy: Unsupported value: "x": supported values: "Foreground", "Background", "Orphan", "nil"';
    const dry = 'dryRun: Unsupported value: ["x"]: supported values: "All"';
    for (const [query, faults] of [
      ['propagationPolicy=x&orphanDependents=true&dryRun=x', [invalid, unknown, dry]],
      ['propagationPolicy=x', [unknown]],
      ['dryRun=x', [dry]],
    ] as const) {
      await assert.rejects(deleteOptions(requestOf(query)), (error) => {
        const why = faults.length > 1 ? `[${faults.join(', ')}]` : faults[0];
        assert.ok(isApiError(error, 'Invalid'));
        assert.equal(error.message, `DeleteOptions.meta.k8s.io "" is invalid: ${why}`);
        return true;
      });
    }
  });
});
