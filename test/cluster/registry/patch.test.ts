import assert from 'node:assert/strict';
import { mergePatch } from '../../../src/cluster/registry/merge-patch.js';
import type { Json } from '../../../src/kube/object.js';
import { type Api, configMap } from '../../helpers/api.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';

const cms = '/api/v1/namespaces/patches/configmaps';
const one = `${cms}/one`;
const refused = 'the server rejected our request due to an error in our request';

describe('patches', () => {
  const { cluster, api } = clusterForTests('patches');
  beforeEach(async () => {
    await api.delete(one);
    await api.post(cms, configMap('one', { a: '1', x: '2' }, { labels: { l: 'x', 'x.io/y': 'z' } }));
  });
  const data = async (): Promise<unknown> => (await api.get(one)).body.data;

  it('an apply is held against its path after it has been merged', async () => {
    const apply = (path: string, metadata: object, more: object = {}) =>
      api.patch(`${cms}/${path}?fieldManager=m`, { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...more }, 'apply');
    assert.equal((await apply('one', {})).code, 200, 'the stored object has a name');
    assert.equal(
      (await apply('new', {})).message,
      'the name of the object (new based on URL) was undeterminable: name must be provided',
    );
    assert.equal(
      (await apply('new', { name: 'new', uid: 'x' })).message,
      'Operation cannot be fulfilled on configmaps "new": uid mismatch: the provided object specified uid x, and no existing object was found',
    );
    assert.match((await apply('one', { resourceVersion: '1' }, { data: { a: '9' } })).message, /^Apply failed with 1/);
    assert.match((await apply('one', { resourceVersion: '1' })).message, /the object has been modified/);
  });

  it('an apply is told in the audit log as it was written, and leaves one manager that applies', async () => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine' }, data: { a: '1' } };
    for (const data of [{ a: '1' }, { a: '2' }]) {
      const { code, body } = await api.patch(`${cms}/mine?fieldManager=m`, { ...object, data }, 'apply');
      assert.equal(code, data.a === '1' ? 201 : 200);
      assert.deepEqual(
        body.metadata.managedFields?.map(({ manager, operation }) => `${manager} ${operation}`),
        ['m Apply'],
      );
      const event = cluster.events.findLast(({ verb, stage }) => verb === 'patch' && stage === 'ResponseComplete');
      assert.deepEqual(event?.requestObject, { ...object, data });
    }
    const twice = await api.patch(
      `${cms}/mine?fieldManager=m`,
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: mine\ndata:\n  a: "3"\n  a: "4"\n',
      'apply',
    );
    assert.equal(twice.code, 200, twice.text);
    assert.match(String(twice.headers.warning), /key \\"a\\" already set in map/);
    await api.delete(`${cms}/mine`);
  });

  it('an apply to the status of what is not there makes nothing', async () => {
    const path = '/apis/apps/v1/namespaces/patches/deployments/none/status?fieldManager=m';
    const object = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'none' }, status: { replicas: 1 } };
    const { code, message } = await api.patch(path, object, 'apply');
    assert.deepEqual([code, message], [404, 'deployments.apps "none" not found']);
  });

  it('an apply that names an owner twice is refused', async () => {
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' };
    const metadata = { name: 'one', ownerReferences: [owner, owner] };
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
    const { code, message } = await api.patch(`${one}?fieldManager=m`, object, 'apply');
    const why = '.metadata.ownerReferences: duplicate entries for key [uid="u"]';
    assert.deepEqual([code, message], [500, `failed to create typed patch object (/one; /v1, Kind=ConfigMap): ${why}`]);
  });

  it('another patch that names an owner twice writes it once, with a warning', async () => {
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' };
    const { body, headers } = await api.patch(one, { metadata: { ownerReferences: [owner, owner] } });
    assert.deepEqual(body.metadata.ownerReferences, [owner]);
    assert.match(String(headers.warning), /duplicate entries after mutating admission happens; .*observed: u"$/);
  });

  it('is written down in the audit log as it was sent', async () => {
    const requestObjectOf = async (patch: unknown, type: string): Promise<unknown> => {
      assert.equal((await api.patch(one, patch, type)).code, 200);
      return cluster.events.findLast(({ verb, stage }) => verb === 'patch' && stage === 'ResponseComplete')
        ?.requestObject;
    };
    const operations = [{ op: 'replace', path: '/data/a', value: '7' }];
    assert.deepEqual(await requestObjectOf(operations, 'json'), operations);
    assert.deepEqual(await requestObjectOf({ data: { a: '8' } }, 'merge'), { data: { a: '8' } });
  });

  it('a patch that is refused is shown with its fields in Go’s order; a strategic one leaves the kind alone', async () => {
    const { message } = await api.patch(one, [{ op: 'replace', path: '/data/a', value: 1 }], 'json');
    assert.match(
      message,
      /\\"metadata\\":\{\\"name\\":\\"one\\",\\"namespace\\":\\"patches\\",\\"uid\\":[^,]*,\\"resourceVersion\\"/,
    );
    const { code, body } = await api.patch(one, { kind: 'Secret', apiVersion: 'v2' }, 'strategic');
    assert.deepEqual([code, body.kind, body.apiVersion], [200, 'ConfigMap', 'v1']);
  });

  it('a media type is taken as it is written', async () => {
    const send = (type: string) => api.patch(one, {}, 'merge', { headers: { 'content-type': type } });
    assert.equal((await send('application/merge-patch+json;x')).code, 200);
    assert.equal((await send('text/plain')).message, '415: Unsupported Media Type');
    assert.match(
      (await send('application/merge-patch+json ;x')).message,
      /accepted media types include: application\/json-patch/,
    );
  });

  it('a merge patch sets, merges and removes', async () => {
    const { code, body } = await api.patch(one, { data: { a: null, b: '3' }, metadata: { labels: { m: 'y' } } });
    assert.equal(code, 200);
    assert.deepEqual(body.data, { x: '2', b: '3' });
    assert.deepEqual(body.metadata.labels, { l: 'x', m: 'y', 'x.io/y': 'z' });
  });

  it('a patch of nothing changes nothing', async () => {
    const { body: before } = await api.get(one);
    for (const [type, nothing] of [
      ['strategic', 'null'],
      ['json', 'null'],
      ['json', '[]'],
      ['merge', '{}'],
    ] as const) {
      const { code, body } = await api.patch(one, nothing, type);
      assert.deepEqual([code, body], [200, before], `${type} ${nothing}`);
    }
    assert.equal((await api.patch(one, 'null', 'merge')).message, 'Invalid JSON Patch');
  });

  it('a JSON patch does its operations, all of them or none', async () => {
    const good = [
      { op: 'test', path: '/data/a', value: '1' },
      { op: 'replace', path: '/data/a', value: '9' },
      { op: 'move', from: '/metadata/labels/x.io~1y', path: '/data/moved' },
      { op: 'copy', from: '/data/a', path: '/data/copied' },
      { op: 'remove', path: '/metadata/labels' },
    ];
    const { code, body } = await api.patch(one, good, 'json');
    assert.equal(code, 200);
    assert.deepEqual([body.data, body.metadata.labels], [{ a: '9', x: '2', moved: 'z', copied: '9' }, undefined]);
    const bad = [
      { op: 'remove', path: '/data/a' },
      { op: 'test', path: '/data/moved', value: 'no' },
    ];
    const answer = await api.patch(one, bad, 'json');
    assert.deepEqual([answer.code, answer.body.reason, answer.message], [422, 'Invalid', refused]);
    assert.deepEqual(await data(), { a: '9', x: '2', moved: 'z', copied: '9' });
  });

  it('a JSON patch whose copies double the object with every operation is refused, and soon', async () => {
    const path = '/metadata/annotations';
    const bomb = [
      { op: 'add', path, value: {} },
      ...Array.from({ length: 60 }, (_, i) => ({ op: 'copy', from: '/metadata', path: `${path}/c${i}` })),
    ];
    const answer = await api.patch(one, bomb, 'json');
    assert.deepEqual([answer.code, answer.body.reason, answer.message], [422, 'Invalid', refused]);
    assert.equal((await api.get('/livez')).text, 'ok');
  });

  const faults: [what: string, type: string, body: unknown, code: number, message: RegExp][] = [
    ['a JSON patch that is no list', 'json', { op: 'add' }, 400, /^error decoding patch/],
    [
      'a JSON patch of a path that is not there',
      'json',
      [{ op: 'replace', path: '/spec/x', value: 1 }],
      422,
      /^the server rejected/,
    ],
    ['a JSON patch with an unknown operation', 'json', [{ op: 'grow', path: '/data/a' }], 422, /^the server rejected/],
    [
      'a JSON patch into a prototype',
      'json',
      [{ op: 'add', path: '/__proto__/polluted', value: 'x' }],
      422,
      /^the server rejected/,
    ],
    ['a merge patch that is a list', 'merge', [1], 400, /^error decoding patch/],
    ['a merge patch that is no JSON', 'merge', '{"data":', 400, /^error decoding patch/],
    [
      'a patch to another type',
      'merge',
      { data: { a: 1 } },
      422,
      /^ "" is invalid: patch: Invalid value: .*ConfigMap\.data of type string$/,
    ],
    [
      'a patch to another name',
      'merge',
      { metadata: { name: 'two' } },
      400,
      /^the name of the object \(two\) does not match/,
    ],
    [
      'a patch to another namespace',
      'merge',
      { metadata: { namespace: 'default' } },
      400,
      /^the namespace of the provided object/,
    ],
    [
      'a patch to an invalid object',
      'merge',
      { metadata: { labels: { 'a b': 'c' } } },
      422,
      /^ConfigMap "one" is invalid: metadata\.labels/,
    ],
    [
      'an apply that does not say its kind',
      'apply',
      'apiVersion: v1\ndata:\n  a: "2"\n',
      400,
      /^invalid object type: \/v1, Kind=$/,
    ],
    [
      'an apply that does not say its version',
      'apply',
      'kind: ConfigMap\ndata:\n  a: "2"\n',
      400,
      /^invalid object type: \/, Kind=ConfigMap$/,
    ],
    [
      'an apply of another name',
      'apply',
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: two\n',
      400,
      /^the name of the object/,
    ],
  ];
  for (const [what, type, body, code, message] of faults) {
    it(`${code} for ${what}, and nothing is changed`, async () => {
      const answer = await api.patch(`${one}${type === 'apply' ? '?fieldManager=me' : ''}`, body, type);
      assert.equal(answer.code, code, answer.text);
      assert.match(answer.message, message);
      assert.deepEqual(await data(), { a: '1', x: '2' });
      assert.equal(({} as { polluted?: string }).polluted, undefined);
    });
  }

  it('says of a JSON patch what Go says of its operations', async () => {
    const texts: [body: unknown, message: string][] = [
      [{ op: 'add' }, 'object into Go value of type []handlers.jsonPatchOp'],
      [['x'], 'string into Go value of type handlers.jsonPatchOp'],
      [[{ op: 1 }], 'number into Go struct field jsonPatchOp.op of type string'],
    ];
    for (const [body, message] of texts) {
      const answer = await api.patch(one, body, 'json');
      assert.deepEqual([answer.code, answer.message], [400, `error decoding patch: json: cannot unmarshal ${message}`]);
    }
    const unchecked = await api.patch(`${one}?fieldValidation=Ignore`, { op: 'add' }, 'json');
    assert.equal(unchecked.message, 'json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp');
    const twice = '[{"op":"add","op":"add","path":"/data/b","value":"1","more":1}]';
    const warned = await api.patch(one, twice, 'json');
    assert.deepEqual(
      warned.headers.warning,
      '299 - "json patch unknown field \\"[0].more\\"", 299 - "json patch duplicate field \\"[0].op\\""',
    );
    const strict = await api.patch(`${one}?fieldValidation=Strict`, twice, 'json');
    assert.equal(strict.code, 422);
    assert.match(strict.message, /: strict decoding error: json patch unknown field "\[0\]\.more", json patch dup/);
  });

  it('says that a field of a patch stands twice', async () => {
    const answer = await api.patch(`${one}?fieldValidation=Strict`, '{"data":{"x":"1","x":"3"}}');
    assert.match(answer.message, /: strict decoding error: duplicate field "data\.x"$/);
    const warned = await api.patch(one, '{"data":{"x":"1","x":"3"}}', 'strategic');
    assert.deepEqual(
      [warned.body.data, warned.headers.warning],
      [{ a: '1', x: '3' }, '299 - "duplicate field \\"data.x\\""'],
    );
  });

  it('shows a strategic merge patch that does not fit as Go shows it', async () => {
    const answer = await api.patch(one, { data: { x: 1 } }, 'strategic');
    const shown = 'patch: Invalid value: "map[data:map[x:1]]"';
    assert.deepEqual([answer.code, answer.message], [422, ` "" is invalid: ${shown}: cannot convert int64 to string`]);
  });

  it('a patch of what is missing is 404, whatever stands in it', async () => {
    assert.equal((await api.patch(`${cms}/none`, '{')).code, 404);
    assert.equal((await api.patch(`${cms}/none`, '[', 'json')).code, 404);
  });

  it('a patch that takes the name away, or says another uid, is refused', async () => {
    const nameless = await api.patch(one, { metadata: { name: null } });
    const why = 'the name of the object (one based on URL) was undeterminable: name must be provided';
    assert.deepEqual([nameless.code, nameless.message], [400, why]);
    const other = await api.patch(one, { metadata: { uid: '11111111-1111-1111-1111-111111111111' } });
    assert.equal(other.code, 422);
    assert.match(other.message, /metadata\.uid: Invalid value: .*: field is immutable$/);
  });

  it('forgets who set what when managedFields is emptied, until somebody applies', async () => {
    for (const managedFields of [[], [{}]]) {
      const reset = await api.patch(one, { metadata: { managedFields } });
      assert.equal(reset.body.metadata.managedFields, undefined);
      const changed = await api.patch(one, { data: { n: String(managedFields.length) } });
      assert.equal(changed.body.metadata.managedFields, undefined);
    }
  });

  it('options: a manager for apply, force for nothing else', async () => {
    const none = await api.patch(one, 'apiVersion: v1\nkind: ConfigMap\n', 'apply');
    assert.equal(
      none.message,
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    );
    const forced = await api.patch(`${one}?force=true`, {});
    assert.match(forced.message, /force: Forbidden: may not be specified for non-apply patch/);
    const long = await api.patch(`${one}?fieldManager=${'x'.repeat(129)}`, {});
    assert.match(long.message, /fieldManager: Too long: may not be more than 128 bytes/);
    const line = await api.patch(`${one}?fieldManager=a%0Ab`, {});
    assert.match(line.message, /fieldManager: Invalid value: "a\\nb": invalid character U\+000A \(at position 1\)$/);
    // Node sends each letter of a header as a byte
    const agent = { headers: { 'user-agent': Buffer.from('Zo\u00eb\t 2/1.0').toString('latin1') } };
    const { body } = await api.patch(one, { data: { z: '1' } }, 'merge', agent);
    assert.ok(body.metadata.managedFields?.some(({ manager }) => manager === 'Zo\u00eb 2'));
  });

  it('an apply creates, then owns, then conflicts with another manager until it is forced', async () => {
    const text = (value: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: applied\ndata:\n  a: "${value}"\n`;
    const applied = `${cms}/applied`;
    const apply = (manager: string, value: string, more = ''): ReturnType<Api['patch']> =>
      api.patch(`${applied}?fieldManager=${manager}${more}`, text(value), 'apply');
    assert.equal((await apply('me', '1')).code, 201);
    assert.equal((await apply('me', '2')).code, 200);
    const refusal = await apply('you', '3');
    assert.deepEqual([refusal.code, refusal.body.reason], [409, 'Conflict']);
    assert.equal(refusal.message, 'Apply failed with 1 conflict: conflict with "me": .data.a');
    const forced = await apply('you', '3', '&force=true');
    assert.deepEqual([forced.code, forced.body.data], [200, { a: '3' }]);
    const again = await apply('you', '3');
    assert.equal(again.body.metadata.resourceVersion, forced.body.metadata.resourceVersion);
    assert.equal(
      (
        await api.patch(
          `/api/v1/namespaces/nowhere/configmaps/x?fieldManager=me`,
          text('1').replace('applied', 'x'),
          'apply',
        )
      ).code,
      404,
    );
  });
});

describe('a merge patch (RFC 7386, appendix A)', () => {
  const cases: [target: Json, patch: Json, result: Json][] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'foo' }, null, null],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  for (const [target, patch, result] of cases) {
    it(`${JSON.stringify(target)} and ${JSON.stringify(patch)} give ${JSON.stringify(result)}`, () => {
      const before = structuredClone(target);
      assert.deepEqual(mergePatch(target, patch), result);
      assert.deepEqual(target, before);
    });
  }
});
