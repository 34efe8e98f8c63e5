import assert from 'node:assert/strict';
import type { Client } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import { type Discovered, discover } from '../../src/request/discovery.js';
import { startServer, status, type TestServer } from '../helpers/tls-server.js';

describe('request/discovery', () => {
  let server: TestServer;
  let client: Client;
  let answers: Record<string, object>;
  before(async () => {
    server = await startServer(undefined, ({ url }) => {
      const body = answers[url];
      return body ? { body } : status(404, 'NotFound', 'not found');
    });
    client = await connect({ server: server.url });
  });
  after(async () => {
    await client.close();
    await server.close();
  });
  const found = (given: Record<string, object>): Promise<Discovered> => {
    answers = given;
    server.requests.length = 0;
    return discover((path, accept) => client.get(path, { headers: { accept } }));
  };
  const asked = (): string[] => server.requests.map(({ url }) => url).sort();

  it('reads the rows of aggregated discovery', async () => {
    const resources = [
      {
        resource: 'gears',
        singularResource: 'gearwheel',
        responseKind: { kind: 'Gear' },
        scope: 'Namespaced',
        verbs: ['list', 5],
        shortNames: ['gr'],
      },
      { resource: 'plants', singularResource: '', responseKind: { kind: 'Plant' }, scope: 'Cluster' },
    ];
    const list = { kind: 'APIGroupDiscoveryList' };
    const { kinds, refused } = await found({
      '/api': { ...list, items: [] },
      '/apis': { ...list, items: [{ metadata: { name: 'example.com' }, versions: [{ version: 'v1', resources }] }] },
    });
    const place = { group: 'example.com', version: 'v1' };
    assert.equal(refused, undefined);
    assert.deepEqual(kinds, [
      {
        ...place,
        resource: 'gears',
        kind: 'Gear',
        singular: 'gearwheel',
        namespaced: true,
        verbs: ['list'],
        shortNames: ['gr'],
      },
      { ...place, resource: 'plants', kind: 'Plant', singular: 'plant', namespaced: false, verbs: [], shortNames: [] },
    ]);
  });

  it('reads the rows of one version after the other, the preferred one first, and leaves sub-resources out', async () => {
    const version = (groupVersion: string): object => ({ groupVersion });
    const { kinds, refused } = await found({
      '/api': { kind: 'APIVersions', versions: ['v1'] },
      '/api/v1': {
        groupVersion: 'v1',
        resources: [
          { name: 'pods', singularName: 'podling', kind: 'Pod', namespaced: true, verbs: ['get'], shortNames: ['po'] },
          { name: 'pods/log', singularName: '', kind: 'Pod', namespaced: true, verbs: ['get'] },
        ],
      },
      '/apis': {
        kind: 'APIGroupList',
        groups: [
          {
            versions: [version('example.com/v1'), version('example.com/v2')],
            preferredVersion: version('example.com/v2'),
          },
          { versions: [version('other.example.com/v1')] },
        ],
      },
      '/apis/example.com/v1': { groupVersion: 'example.com/v1', resources: [{ name: 'gears', kind: 'Gear' }] },
      '/apis/example.com/v2': { groupVersion: 'example.com/v2', resources: [{ name: 'gears', kind: 'Gear' }] },
      '/apis/other.example.com/v1': { groupVersion: 'other.example.com/v1', resources: [] },
    });
    const gears = {
      group: 'example.com',
      resource: 'gears',
      kind: 'Gear',
      singular: 'gear',
      namespaced: false,
      verbs: [],
      shortNames: [],
    };
    assert.equal(refused, undefined);
    assert.deepEqual(kinds, [
      {
        group: '',
        version: 'v1',
        resource: 'pods',
        kind: 'Pod',
        singular: 'podling',
        namespaced: true,
        verbs: ['get'],
        shortNames: ['po'],
      },
      { ...gears, version: 'v2' },
      { ...gears, version: 'v1' },
    ]);
    assert.deepEqual(asked(), [
      '/api',
      '/api/v1',
      '/apis',
      '/apis/example.com/v1',
      '/apis/example.com/v2',
      '/apis/other.example.com/v1',
    ]);
  });

  it('gives the first answer without success, of a root or of a version, beside what the others said', async () => {
    const versions = { '/api': { kind: 'APIVersions', versions: ['v1', 'v2'] } };
    const list = { groupVersion: 'v2', resources: [{ name: 'pods', kind: 'Pod' }] };
    const ofVersion = await found({ ...versions, '/api/v2': list, '/apis': { kind: 'APIGroupList', groups: [] } });
    assert.equal(ofVersion.refused?.request.path, '/api/v1');
    assert.deepEqual(
      ofVersion.kinds.map(({ version, resource }) => [version, resource]),
      [['v2', 'pods']],
    );
    const ofRoot = await found({ ...versions, '/api/v2': list });
    assert.equal(ofRoot.refused?.request.path, '/apis');
    // the body of a refusal lists nothing, whatever it says
    answers = {};
    const refusing = await startServer(undefined, ({ url }) =>
      url === '/api/v1'
        ? { status: 500, body: list }
        : { body: url === '/api' ? { kind: 'APIVersions', versions: ['v1'] } : '' },
    );
    const other = await connect({ server: refusing.url });
    const none = await discover((path) => other.get(path));
    assert.deepEqual([none.kinds, none.refused?.status], [[], 500]);
    await other.close();
    await refusing.close();
  });
});
