/** Answers in YAML over the wire, and server-side apply as `kubectl` and `curl` send it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { Fields } from '../../../src/kube/fields.js';
import type { ListMeta } from '../../../src/kube/object.js';
import { type Api, adminOf, apiOf, configMap, makeNamespace } from '../../helpers/api.js';
import { hasCommand } from '../../helpers/commands.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { skip } from '../../helpers/skip.js';

const yaml = { headers: { accept: 'application/yaml' } };

describe('answers', () => {
  let cluster: TestCluster;
  let api: Api;
  let maps: string;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
    maps = `${await makeNamespace(api, 'written')}/configmaps`;
    const agent = { headers: { 'user-agent': 'conformance/1' } };
    await api.post(maps, configMap('one', { a: '1' }, { labels: { app: 'x', tier: 'front' } }), agent);
  });
  after(async () => {
    api?.close();
    await cluster?.stop();
  });

  describe('in YAML', () => {
    it('are as a kube-apiserver writes them, times in quotes', async () => {
      const { text, headers } = await api.get(`${maps}/one`, yaml);
      assert.equal(headers['content-type'], 'application/yaml');
      const hidden = text
        .replaceAll(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/g, '"<time>"')
        .replace(/resourceVersion: "\d+"/, 'resourceVersion: "<rv>"')
        .replace(/uid: [-0-9a-f"]+/, 'uid: <uid>');
      // recorded from a kube-apiserver 1.36
      assert.equal(
        hidden,
        [
          'apiVersion: v1',
          'data:',
          '  a: "1"',
          'kind: ConfigMap',
          'metadata:',
          '  creationTimestamp: "<time>"',
          '  labels:',
          '    app: x',
          '    tier: front',
          '  managedFields:',
          '  - apiVersion: v1',
          '    fieldsType: FieldsV1',
          '    fieldsV1:',
          '      f:data:',
          '        .: {}',
          '        f:a: {}',
          '      f:metadata:',
          '        f:labels:',
          '          .: {}',
          '          f:app: {}',
          '          f:tier: {}',
          '    manager: conformance',
          '    operation: Update',
          '    time: "<time>"',
          '  name: one',
          '  namespace: written',
          '  resourceVersion: "<rv>"',
          '  uid: <uid>',
          '',
        ].join('\n'),
      );
    });

    it('can be sent back as they are', async () => {
      const { text } = await api.get(`${maps}/kube-root-ca.crt`, yaml);
      const { code, body } = await api.put(`${maps}/kube-root-ca.crt`, text, {
        headers: { 'content-type': 'application/yaml' },
      });
      assert.equal(code, 200, text);
      assert.match(String((body.data as Record<string, string>)['ca.crt']), /^-----BEGIN CERTIFICATE-----\n[\s\S]*\n$/);
    });

    it('are lists and tables too', async () => {
      const list = await api.get(`${maps}?labelSelector=app=x`, yaml);
      assert.match(list.text, /^apiVersion: v1\nitems:\n- data:\n {4}a: "1"\n {2}metadata:\n/);
      const accept = 'application/yaml;as=Table;v=v1;g=meta.k8s.io';
      const table = await api.get(`${maps}/one`, { headers: { accept } });
      assert.match(table.text, /\nrows:\n- cells:\n {2}- one\n {2}- 1\n {2}- [\dms]+\n/);
    });

    it('are errors too, of every stage', async () => {
      const anonymous = apiOf(cluster);
      const stranger = apiOf(cluster, { token: 'none' });
      const answers = [
        await api.get(`${maps}/none`, yaml),
        await api.post(maps, { kind: 'Secret' }, yaml),
        await api.get('/api/v1/nothings', yaml),
        await anonymous.get(maps, yaml),
        await stranger.get(maps, yaml),
      ];
      anonymous.close();
      stranger.close();
      assert.deepEqual(
        answers.map(({ code, text, headers }) => [code, headers['content-type'], /^reason: (.*)$/m.exec(text)?.[1]]),
        [
          [404, 'application/yaml', 'NotFound'],
          [400, 'application/yaml', 'BadRequest'],
          [404, 'application/yaml', 'NotFound'],
          [403, 'application/yaml', 'Forbidden'],
          [401, 'application/yaml', 'Unauthorized'],
        ],
      );
      const lines = ['apiVersion: v1', 'code: 404', 'details:', '  kind: configmaps', '  name: none', 'kind: Status'];
      const rest = ['message: configmaps "none" not found', 'metadata: {}', 'reason: NotFound', 'status: Failure', ''];
      assert.equal(answers[0]?.text, [...lines, ...rest].join('\n'));
    });

    it('are errors as a client takes objects as they are, and JSON for one that takes nothing of the server', async () => {
      const typeFor = async (accept: string): Promise<unknown> => {
        const { headers } = await api.get(`${maps}/none`, { headers: { accept } });
        return headers['content-type'];
      };
      const table = 'as=Table;v=v1;g=meta.k8s.io';
      assert.equal(await typeFor(`application/json;${table}, application/yaml`), 'application/yaml');
      assert.equal(await typeFor(`application/yaml;${table}`), 'application/json');
      assert.equal(await typeFor('application/yaml;q=0.5, application/json'), 'application/json');
      assert.equal(await typeFor('text/plain'), 'application/json');
    });

    it('a kubectl that reads them writes the same', async function () {
      if (!hasCommand('kubectl')) return skip(this, 'kubectl is not installed');
      const { text } = await api.get('/apis/rbac.authorization.k8s.io/v1/clusterroles/admin', yaml);
      const args = ['annotate', '--local', '-f', '-', 'none-', '-o', 'yaml', '--show-managed-fields'];
      const { stdout, stderr } = spawnSync('kubectl', args, { input: text, encoding: 'utf8' });
      assert.equal(stdout, text, stderr);
    });
  });

  describe('in JSON', () => {
    const as = (kind: string) => ({ headers: { accept: `application/json;as=${kind};v=v1;g=meta.k8s.io` } });

    it('are of the metadata alone, as asked for, of an object, of several and of none', async () => {
      const { body: whole } = await api.post(maps, configMap('whole', { a: '1' }, { labels: { app: 'y' } }));
      const one = await api.get(`${maps}/whole`, as('PartialObjectMetadata'));
      const meta = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: whole.metadata };
      assert.deepEqual(JSON.parse(one.text), meta);
      const { metadata, ...list } = (await api.get(`${maps}?labelSelector=app=y`, as('PartialObjectMetadataList')))
        .body;
      assert.deepEqual(list, { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', items: [meta] });
      assert.deepEqual(Object.keys(metadata), ['resourceVersion']);
      const none = await api.get(`${maps}?labelSelector=app=none`, as('PartialObjectMetadataList'));
      assert.deepEqual(none.body.items, null, 'a list of nothing, as Go writes it');
      for (const [path, kind, is] of [
        [`${maps}/whole`, 'PartialObjectMetadataList', 'not a list (*core.ConfigMap)'],
        [maps, 'PartialObjectMetadata', 'a list (*core.ConfigMapList)'],
      ] as const) {
        const { code, body } = await api.get(path, as(kind));
        assert.deepEqual([code, body.message], [406, `you requested ${kind}, but the requested object is ${is}`]);
      }
    });

    it('are tables whose rows carry as much of the object as is asked for', async () => {
      const kindOf = async (path: string): Promise<unknown> => {
        const { rows } = (await api.get(path, as('Table'))).body as unknown as { rows: { object: Fields | null }[] };
        return rows[0]?.object && [rows[0].object.kind, 'data' in rows[0].object];
      };
      for (const path of [`${maps}/one?`, `${maps}?labelSelector=app=x&`]) {
        assert.deepEqual(await kindOf(path), ['PartialObjectMetadata', false]);
        assert.deepEqual(await kindOf(`${path}includeObject=`), ['PartialObjectMetadata', false]);
        assert.deepEqual(await kindOf(`${path}includeObject=Metadata`), ['PartialObjectMetadata', false]);
        assert.deepEqual(await kindOf(`${path}includeObject=Object`), ['ConfigMap', true]);
        assert.equal(await kindOf(`${path}includeObject=None`), null);
      }
    });

    it('are tables with the version of the object, or of the list', async () => {
      const { metadata } = (await api.get(`${maps}/one`)).body;
      const one = await api.get(`${maps}/one`, as('Table'));
      assert.deepEqual(one.body.metadata, { resourceVersion: metadata.resourceVersion });
      const list = await api.get(`${maps}?limit=1`, as('Table'));
      assert.ok((list.body.metadata as ListMeta).continue, list.text);
    });

    it('are in the audit log in the form in which they were sent', async () => {
      const answers = [
        await api.post(maps, configMap('plain')),
        await api.post(maps, configMap('in-yaml'), yaml),
        await api.post(maps, configMap('row'), as('Table')),
        await api.post(maps, configMap('bare'), as('PartialObjectMetadata')),
        await api.delete(`${maps}/plain`),
      ];
      const logged = cluster.events.filter(
        ({ verb, requestURI }) => requestURI.startsWith(maps) && (verb === 'delete' || verb === 'create'),
      );
      const kinds = logged.slice(-answers.length).map(({ responseObject }) => (responseObject as Fields).kind);
      assert.deepEqual(kinds, ['ConfigMap', 'ConfigMap', 'Table', 'PartialObjectMetadata', 'Status']);
      for (const at of [0, 2, 3, 4]) {
        assert.deepEqual(logged.at(at - answers.length)?.responseObject, JSON.parse(answers[at]?.text ?? ''));
      }
      assert.deepEqual(answers[1]?.headers['content-type'], 'application/yaml');
      assert.deepEqual(logged.at(1 - answers.length)?.objectRef?.name, 'in-yaml', 'the name is in the body alone');
    });

    it('leave out the owner that is named twice, and say so', async () => {
      const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'one', uid: 'u' };
      const other = { ...owner, name: 'two', uid: 'w' };
      const { body, headers } = await api.post(
        maps,
        configMap('owned', {}, { ownerReferences: [owner, other, owner] }),
      );
      assert.deepEqual(body.metadata.ownerReferences, [owner, other]);
      assert.match(String(headers.warning), /duplicate entries; API server dedups .* duplicate UID\(s\) observed: u"/);
      const once = await api.post(maps, configMap('owned-once', {}, { ownerReferences: [owner, other] }));
      assert.deepEqual([once.body.metadata.ownerReferences, once.headers.warning], [[owner, other], undefined]);
    });

    it('refuse an object of another namespace, but not one that lies in none and says a namespace', async () => {
      const away = await api.post(maps, configMap('away', {}, { namespace: 'default' }));
      assert.deepEqual(
        [away.code, away.body.message],
        [400, 'the namespace of the provided object does not match the namespace sent on the request'],
      );
      const role = {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'nowhere', namespace: 'x' },
      };
      const made = await api.post('/apis/rbac.authorization.k8s.io/v1/clusterroles', role);
      assert.deepEqual([made.code, made.body.metadata.namespace], [201, undefined]);
    });
  });
});

describe('server-side apply over the wire', () => {
  let cluster: TestCluster;
  let api: Api;
  let maps: string;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
    maps = `${await makeNamespace(api, 'applied')}/configmaps`;
  });
  after(async () => {
    api?.close();
    await cluster?.stop();
  });

  const config = (name: string, value: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  a: "${value}"\n`;
  const apply = (name: string, value: string, query: string) =>
    api.patch(`${maps}/${name}?${query}`, config(name, value), 'apply');

  it('creates with 201, changes with 200, and leaves the version alone when nothing changes', async () => {
    const made = await apply('one', '1', 'fieldManager=ann');
    assert.equal(made.code, 201, made.text);
    const again = await apply('one', '1', 'fieldManager=ann');
    assert.equal(again.code, 200);
    assert.equal(again.body.metadata.resourceVersion, made.body.metadata.resourceVersion);
    const changed = await apply('one', '2', 'fieldManager=ann');
    assert.notEqual(changed.body.metadata.resourceVersion, made.body.metadata.resourceVersion);
  });

  it('refuses a conflict with 409 and takes the field over with force', async () => {
    await apply('two', '1', 'fieldManager=ann');
    const refused = await apply('two', '2', 'fieldManager=bob');
    assert.equal(refused.code, 409);
    assert.equal(refused.message, 'Apply failed with 1 conflict: conflict with "ann": .data.a');
    const forced = await apply('two', '2', 'fieldManager=bob&force=true');
    assert.equal(forced.code, 200);
    assert.deepEqual(
      forced.body.metadata.managedFields?.map((e) => e.manager),
      ['bob'],
    );
  });

  it('a dry run shows the object and stores nothing', async () => {
    const { code, body } = await apply('three', '1', 'fieldManager=ann&dryRun=All');
    assert.equal(code, 201);
    assert.deepEqual(body.data, { a: '1' });
    assert.equal((await api.get(`${maps}/three`)).code, 404);
    await apply('three', '1', 'fieldManager=ann');
    assert.equal((await apply('three', '2', 'fieldManager=bob&dryRun=All')).code, 409, 'conflicts are found');
  });

  it('wants a manager', async () => {
    const { code, message } = await apply('four', '1', '');
    assert.equal(code, 422);
    assert.match(message, /fieldManager: Required value: is required for apply patch$/);
  });

  it('finds in the object what a merge patch changed since, and whose it is', async () => {
    await apply('five', '1', 'fieldManager=ann');
    await api.patch(`${maps}/five?fieldManager=curl`, { data: { a: '2' } });
    const { message } = await apply('five', '1', 'fieldManager=ann');
    assert.equal(message, 'Apply failed with 1 conflict: conflict with "curl" using v1: .data.a');
  });
});
