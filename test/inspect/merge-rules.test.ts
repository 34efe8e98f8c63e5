import assert from 'node:assert/strict';
import { mergeRules, type SingleRight } from '../../src/inspect/merge-rules.js';

const right = (verb: string, resource: string, apiGroup = '', ...names: string[]): SingleRight => ({
  verb,
  resource,
  apiGroup,
  names,
});
const path = (verb: string, where: string): SingleRight => ({ verb, path: where, names: [] });
const rules = (...rights: SingleRight[]) => mergeRules(rights).map(({ rule }) => rule);

describe('single rights put together', () => {
  it('join the verbs of a resource in their usual order, others behind them by name', () => {
    const verbs = [
      'use',
      'deletecollection',
      'approve',
      'delete',
      'patch',
      'update',
      'create',
      'watch',
      'list',
      'get',
      'get',
    ];
    assert.deepEqual(rules(...verbs.map((verb) => right(verb, 'pods'))), [
      {
        apiGroups: [''],
        resources: ['pods'],
        verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'approve', 'use'],
      },
    ]);
  });

  it('join resources of a group with the same verbs, by name and each once', () => {
    assert.deepEqual(
      rules(right('get', 'secrets'), right('get', 'pods'), right('get', 'deployments', 'apps'), right('list', 'nodes')),
      [
        { apiGroups: [''], resources: ['pods', 'secrets'], verbs: ['get'] },
        { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] },
        { apiGroups: [''], resources: ['nodes'], verbs: ['list'] },
      ],
    );
  });

  it('stay apart where the names differ, in whatever order these were', () => {
    assert.deepEqual(
      rules(
        right('get', 'pods', '', 'b', 'a'),
        right('list', 'pods', '', 'a', 'b'),
        right('watch', 'pods'),
        right('get', 'nodes', '', 'a', 'b'),
      ),
      [
        { apiGroups: [''], resources: ['pods'], resourceNames: ['a', 'b'], verbs: ['get', 'list'] },
        { apiGroups: [''], resources: ['pods'], verbs: ['watch'] },
        { apiGroups: [''], resources: ['nodes'], resourceNames: ['a', 'b'], verbs: ['get'] },
      ],
    );
  });

  it('join paths, and no path with a resource', () => {
    assert.deepEqual(rules(path('get', '/b'), path('get', '/a'), path('post', '/c'), right('get', 'pods')), [
      { nonResourceURLs: ['/a', '/b'], verbs: ['get'] },
      { nonResourceURLs: ['/c'], verbs: ['post'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
    ]);
  });

  it('are kept with the rule that they have become', () => {
    const [a, b, c] = [right('get', 'pods'), right('list', 'pods'), right('get', 'nodes')];
    assert.deepEqual(
      mergeRules([a, c, b]).map(({ rights }) => rights),
      [[a, b], [c]],
    );
    assert.deepEqual(mergeRules([]), []);
  });
});
