import assert from 'node:assert/strict';
import { logOptions } from '../../../src/cluster/pod/log-options.js';
import { isApiError } from '../../../src/kube/status.js';

const now = new Date('2026-01-02T03:04:05Z');
const of = (query: string) => logOptions(new URLSearchParams(query), 'p', now);

describe('logOptions', () => {
  it('reads what is asked for', () => {
    const { since, tailLines, limitBytes, ...flags } = of('follow=true&previous=false&tailLines=%2B3&sinceSeconds=5');
    assert.deepEqual(flags, { follow: true, previous: false, timestamps: false });
    assert.deepEqual([since, tailLines, limitBytes], [now.getTime() - 5000, 3, undefined]);
    assert.equal(of('sinceTime=2026-01-02T03:04:00Z').since, now.getTime() - 5000);
    assert.equal(of('sinceTime=null').since, undefined);
  });

  const refusals: [query: string, code: number, message: string][] = [
    ['tailLines=x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['tailLines=', 400, 'strconv.ParseInt: parsing "": invalid syntax'],
    ['limitBytes=9223372036854775808', 400, 'strconv.ParseInt: parsing "9223372036854775808": value out of range'],
    ['sinceTime=noon', 400, 'parsing time "noon" as "2006-01-02T15:04:05Z07:00": cannot parse "noon" as "2006"'],
    [
      'tailLines=-1&limitBytes=0',
      422,
      'PodLogOptions "p" is invalid: [tailLines: Invalid value: -1: must be greater than or equal to 0, limitBytes: Invalid value: 0: must be greater than 0]',
    ],
    ['sinceSeconds=0', 422, 'PodLogOptions "p" is invalid: sinceSeconds: Invalid value: 0: must be greater than 0'],
    [
      'sinceSeconds=0&sinceTime=2026-01-02T03:04:00Z',
      422,
      'PodLogOptions "p" is invalid: []: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
    ],
    ['stream=Stdout', 422, 'PodLogOptions "p" is invalid: stream: Forbidden: may not be specified'],
  ];
  for (const [query, code, message] of refusals) {
    it(`refuses ${query}`, () => {
      assert.throws(
        () => of(query),
        (error) => {
          assert.ok(isApiError(error));
          assert.deepEqual([error.code, error.message], [code, message]);
          return true;
        },
      );
    });
  }
});
