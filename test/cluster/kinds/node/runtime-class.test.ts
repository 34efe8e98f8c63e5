import assert from 'node:assert/strict';
import { dnsLabelFaults } from '../../../../src/kube/names.js';
import { faultsOf, updateFaultsOf } from '../faults.js';

describe('RuntimeClass', () => {
  const toleration = { key: 'a', operator: 'Exists' };
  const rows: [what: string, body: object, faults: string[]][] = [
    ['any finalizer', { metadata: { finalizers: ['own'] } }, []],
    ['no handler', { handler: '' }, ['handler: Required value']],
    [
      'resources of no container',
      { overhead: { podFixed: { pods: '1' } } },
      ['overhead.limits[pods]: Invalid value: "pods": must be a standard resource for containers'],
    ],
    [
      'a toleration twice, for whatever time',
      {
        scheduling: {
          tolerations: [toleration, { ...toleration, tolerationSeconds: 1, effect: 'NoExecute' }, toleration],
        },
      },
      [
        'scheduling.tolerations[2]: Duplicate value: {"Key":"a","Operator":"Exists","Value":"","Effect":"","TolerationSeconds":null}',
      ],
    ],
  ];
  for (const [what, body, faults] of rows) {
    it(what, () => assert.deepEqual(faultsOf('RuntimeClass', { handler: 'h', ...body }), faults));
  }

  it('is checked again when it changes, and keeps its handler', () => {
    assert.deepEqual(updateFaultsOf('RuntimeClass', { handler: 'h' }, { handler: '-' }), [
      ...dnsLabelFaults('-').map((fault) => `handler: Invalid value: "-": ${fault}`),
      'handler: Invalid value: "-": field is immutable',
    ]);
  });
});
