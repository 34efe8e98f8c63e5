/** The options of lists and watches, as they stand in a query. */
import assert from 'node:assert/strict';
import {
  type ListOptions,
  listOptions,
  revisionOf,
  revisionOfList,
  tooLargeRevision,
} from '../../../src/cluster/registry/list-options.js';
import { isApiError } from '../../../src/kube/status.js';
import { apiRequest } from '../../helpers/api-request.js';

const options = (query: string, watch = false): ListOptions =>
  listOptions(apiRequest('GET', `/api/v1/namespaces/a/configmaps?${query}`), watch);

const none = {
  labels: [],
  fields: [],
  limit: 0,
  continueToken: '',
  resourceVersion: '',
  resourceVersionMatch: '',
  timeoutSeconds: undefined,
  allowWatchBookmarks: false,
  sendInitialEvents: undefined,
};

describe('the options of a list', () => {
  it('are those of the query', () => {
    assert.deepEqual(options(''), none);
    assert.deepEqual(options('timeoutSeconds=5&limit=2&continue=t&resourceVersion=7&allowWatchBookmarks=true'), {
      ...none,
      timeoutSeconds: 5,
      limit: 2,
      continueToken: 't',
      resourceVersion: '7',
      allowWatchBookmarks: true,
    });
    assert.deepEqual(options('fieldSelector=metadata.name%3Da').fields, [
      { field: 'metadata.name', equal: true, value: 'a' },
    ]);
    assert.equal(options('labelSelector=a').labels.length, 1);
    const events = 'resourceVersionMatch=NotOlderThan&sendInitialEvents=';
    for (const [value, isSent] of [
      ['true', true],
      ['false', false],
    ] as const) {
      assert.equal(options(events + value, true).sendInitialEvents, isSent);
    }
  });

  const unsupported = (wanted: string, values: string): string =>
    `Unsupported value: "${wanted}": supported values: ${values}`;
  const exact = 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"';
  const withoutVersion = 'resourceVersionMatch is forbidden unless resourceVersion is provided';
  const withContinue = 'resourceVersionMatch is forbidden when continue is provided';
  const ofList = 'sendInitialEvents is forbidden for list';
  const ofWatch = 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided';
  const initial = 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan';
  const lists = '"Exact", "NotOlderThan", ""';
  const cases: [query: string, list: string[], watch: string[]][] = [
    ['resourceVersion=5', [], []],
    ['continue=t', [], [withContinue]],
    ['resourceVersion=0&continue=t', [], [withContinue]],
    ['resourceVersion=5&continue=t', [], []],
    ['resourceVersionMatch=Exact', [withoutVersion], [ofWatch, unsupported('Exact', '"NotOlderThan"')]],
    ['resourceVersionMatch=Exact&resourceVersion=5', [], [ofWatch, unsupported('Exact', '"NotOlderThan"')]],
    ['resourceVersionMatch=Exact&resourceVersion=0', [exact], [ofWatch, unsupported('Exact', '"NotOlderThan"')]],
    ['resourceVersionMatch=NotOlderThan&resourceVersion=0', [], [ofWatch]],
    ['resourceVersionMatch=NotOlderThan&resourceVersion=5&continue=t', [withContinue], [ofWatch, withContinue]],
    [
      'resourceVersionMatch=x&resourceVersion=5',
      [unsupported('x', lists)],
      [ofWatch, unsupported('x', '"NotOlderThan"')],
    ],
    ['sendInitialEvents=false', [ofList], [initial]],
    ['sendInitialEvents=true&resourceVersionMatch=NotOlderThan', [withoutVersion, ofList], []],
    [
      'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&continue=t',
      [withoutVersion, withContinue, ofList],
      [withContinue],
    ],
    [
      'sendInitialEvents=true&resourceVersionMatch=Exact&resourceVersion=5',
      [ofList],
      [initial, unsupported('Exact', '"NotOlderThan"')],
    ],
  ];
  const faults = (query: string, watch: boolean): string[] => {
    try {
      options(query, watch);
      return [];
    } catch (error) {
      if (!isApiError(error, 'Invalid')) throw error;
      return (error.status.details?.causes ?? []).map(({ message = '' }) => message.replace('Forbidden: ', ''));
    }
  };
  for (const [query, list, watch] of cases) {
    it(`${query}: ${list.length} faults of a list, ${watch.length} of a watch`, () => {
      assert.deepEqual([faults(query, false), faults(query, true)], [list, watch]);
    });
  }
});

describe('a version in a query', () => {
  it('is a number of 64 bits, and 0 when it is empty', () => {
    for (const read of [revisionOf, revisionOfList]) {
      assert.deepEqual(['', '0', '007', '12'].map(read), [0, 0, 7, 12]);
      assert.equal(read('18446744073709551615'), 2 ** 64);
    }
  });

  it('is refused otherwise, by a 500, and by a 400 of a list', () => {
    for (const [version, why] of [
      ['18446744073709551616', 'value out of range'],
      ['abc', 'invalid syntax'],
      ['-1', 'invalid syntax'],
    ]) {
      const message = `resourceVersion: Invalid value: "${version}": strconv.ParseUint: parsing "${version}": ${why}`;
      const refused = (code: number, text: string) => (error: unknown) =>
        isApiError(error) && error.code === code && error.message === text;
      assert.throws(() => revisionOf(version ?? ''), refused(500, message));
      assert.throws(() => revisionOfList(version ?? ''), refused(400, `invalid resource version: ${message}`));
    }
  });

  it('that is still to come is told with the one that there is', () => {
    const { code, status } = tooLargeRevision(9, 5);
    assert.deepEqual(
      [code, status.reason, status.message],
      [504, 'Timeout', 'Timeout: Too large resource version: 9, current: 5'],
    );
    assert.deepEqual(status.details, {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    });
  });
});
