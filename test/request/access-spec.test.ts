import assert from 'node:assert/strict';
import { accessSpec, unknownResourceIn } from '../../src/request/access-spec.js';

describe('request/access-spec', () => {
  const attributes = (group: string, resource: string): object => ({
    resourceAttributes: { verb: 'list', group, resource },
  });

  it('takes a resource of the table by each of its names, and any other with its group', () => {
    const rows: [written: string, group: string, resource: string][] = [
      ['pods', '', 'pods'],
      ['po', '', 'pods'],
      ['deploy', 'apps', 'deployments'],
      ['deployments.apps', 'apps', 'deployments'],
      ['gears.example.com', 'example.com', 'gears'],
      ['v1.example.com', 'example.com', 'v1'],
      ['*', '*', '*'],
    ];
    for (const [written, group, resource] of rows) {
      assert.deepEqual(accessSpec('list', written), attributes(group, resource), written);
      assert.equal(unknownResourceIn('list', written), undefined, written);
    }
  });

  it('leaves to the server a bare name, one with a version, and one in a group of the table that does not have it', () => {
    for (const written of [
      'gears',
      'gears.v1.example.com',
      'gears.v2beta1.example.com',
      'pods.v1.apps',
      'gears.apps',
      'gears.',
    ]) {
      assert.equal(unknownResourceIn('list', written), written);
      assert.throws(() => accessSpec('list', written), {
        code: 'ARGUMENT_INVALID',
        message: `There is no resource "${written}" in this module's table.`,
      });
    }
    assert.equal(unknownResourceIn('list', 'gears/status'), 'gears');
    const found = { group: 'example.com', resource: 'gears' };
    assert.deepEqual(accessSpec('list', 'gears', undefined, undefined, found), attributes('example.com', 'gears'));
  });

  it('takes a path as it stands', () => {
    assert.deepEqual(accessSpec('get', '/metrics'), { nonResourceAttributes: { path: '/metrics', verb: 'get' } });
    assert.equal(unknownResourceIn('get', '/metrics'), undefined);
  });

  it('refuses a right without a verb or a resource', () => {
    const rows: [verb: unknown, resource: unknown][] = [
      ['', 'pods'],
      [5, 'pods'],
      ['list', ''],
      ['list', undefined],
    ];
    for (const [verb, resource] of rows) {
      for (const ask of [accessSpec, unknownResourceIn]) {
        assert.throws(() => ask(verb as string, resource as string), {
          code: 'ARGUMENT_INVALID',
          message: /needs a verb and a resource/,
        });
      }
    }
  });
});
