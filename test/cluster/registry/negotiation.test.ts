/** Which form a body has, and which form of an answer a client takes. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { acceptedForm, errorFormat, streamForm, textBody } from '../../../src/cluster/registry/negotiation.js';
import { objectOfProtobuf } from '../../../src/cluster/wire/protobuf.js';
import { protobufEvent } from '../../../src/cluster/wire/write-protobuf.js';
import type { Fields } from '../../../src/kube/fields.js';
import { kindOfResource } from '../../../src/kube/kinds.js';
import { isApiError } from '../../../src/kube/status.js';
import { configMap } from '../../helpers/api.js';
import { apiRequest } from '../../helpers/api-request.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { serveKind } from '../../helpers/custom-kind.js';

const cms = '/api/v1/namespaces/default/configmaps';
const text = { accept: 'text/plain' };
const available = 'Available representations: application/json, application/yaml, application/vnd.kubernetes.protobuf';

const protobuf = 'application/vnd.kubernetes.protobuf';

describe('a request', () => {
  const { cluster, api } = clusterForTests();

  /** An answer whose body is no text. */
  async function bytesOf(path: string, headers: Record<string, string>) {
    const { certPem, keyPem } = cluster.admin;
    const asked = request(new URL(path, cluster.server), { ca: cluster.caPem, cert: certPem, key: keyPem, headers });
    const [answer] = (await once(asked.end(), 'response')) as [IncomingMessage];
    return { code: answer.statusCode ?? 0, headers: answer.headers, bytes: await buffer(answer) };
  }

  it('whose answer nobody can write is 406, whether it has a body or not; a patch of another type is 415 before', async () => {
    const message = `406: Not Acceptable\n\n${available}`;
    for (const method of ['POST', 'PUT']) {
      const path = method === 'POST' ? cms : `${cms}/one`;
      for (const body of [configMap('one'), '']) {
        const answer = await api.call(method, path, body, { headers: text });
        assert.deepEqual([answer.code, answer.message, answer.body.reason], [406, message, 'NotAcceptable']);
      }
      const chunked = { ...text, 'transfer-encoding': 'chunked' };
      assert.equal((await api.call(method, path, '', { headers: chunked })).code, 406);
    }
    const patched = await api.patch(`${cms}/one`, '{}', 'application/json', { headers: text });
    assert.deepEqual([patched.code, patched.message], [415, '415: Unsupported Media Type']);
    assert.equal((await api.patch(`${cms}/one`, '{}', 'merge', { headers: text })).message, message);
    const deletion = await api.call('DELETE', `${cms}/one`, '', { headers: text });
    assert.deepEqual([deletion.code, deletion.message], [406, message]);
  });

  it('is answered in protobuf when it asks for that: with an object, a list, a Status or a document', async () => {
    const accept = { accept: `${protobuf}, application/json` };
    const made = await api.post(cms, configMap('kept', { a: '1' }), { headers: accept });
    assert.deepEqual([made.code, made.headers['content-type']], [201, protobuf]);
    const read = async (path: string): Promise<[number, unknown, Record<string, unknown>]> => {
      const { code, headers, bytes } = await bytesOf(path, accept);
      return [code, headers['content-type'], objectOfProtobuf(bytes)];
    };
    const [code, type, object] = await read(`${cms}/kept`);
    const { body } = await api.get(`${cms}/kept`);
    assert.deepEqual([code, type, object.kind, object.data], [200, protobuf, 'ConfigMap', { a: '1' }]);
    assert.deepEqual((object.metadata as { uid: string }).uid, body.metadata.uid);
    const [, , list] = await read(cms);
    assert.equal(list.kind, 'ConfigMapList');
    const [missing, , status] = await read(`${cms}/none`);
    assert.deepEqual([missing, status.kind, status.message], [404, 'Status', 'configmaps "none" not found']);
    const [, , groups] = await read('/apis');
    assert.equal(groups.kind, 'APIGroupList');
    await api.delete(`${cms}/kept`);
  });

  it('watches in frames of protobuf, each with its length before it', async () => {
    const query = 'watch=1&timeoutSeconds=1&resourceVersion=0&fieldSelector=metadata.name%3Dkube-root-ca.crt';
    const { code, headers, bytes } = await bytesOf(`${cms}?${query}`, { accept: protobuf });
    assert.deepEqual([code, headers['content-type']], [200, `${protobuf};stream=watch`]);
    const length = bytes.readUInt32BE(0);
    const json = await api.get(`${cms}?${query}`);
    const { type, object } = JSON.parse(json.text.split('\n')[0] ?? '') as { type: string; object: Fields };
    assert.deepEqual(bytes.subarray(0, 4 + length), protobufEvent(type, object));
    const late = await bytesOf(`${cms}?watch=1&timeoutSeconds=1&resourceVersion=1`, { accept: protobuf });
    assert.match(late.bytes.toString('latin1'), /^[\s\S]{6}ERROR[\s\S]*too old resource version: 1 /);
  });

  it('for custom resources is not answered in protobuf, but for what is no custom resource itself', async () => {
    const lamp = { group: 'tests.example.com', plural: 'lamps', kind: 'Lamp', scope: 'Cluster' } as const;
    const lamps = await serveKind(api, lamp);
    const ask = async (accept: string, path = lamps): Promise<[number, unknown, unknown]> => {
      const { code, headers, bytes } = await bytesOf(path, { accept });
      const type = headers['content-type'];
      const read = type === protobuf ? objectOfProtobuf(bytes) : (JSON.parse(bytes.toString()) as Fields);
      return [code, type, read.kind];
    };
    const as = (kind: string): string => `${protobuf};as=${kind};g=meta.k8s.io;v=v1`;
    assert.deepEqual(await ask(protobuf), [406, protobuf, 'Status']);
    assert.deepEqual(await ask(`${protobuf}, application/json`), [200, 'application/json', 'LampList']);
    assert.deepEqual(await ask('application/*'), [200, 'application/json', 'LampList']);
    assert.deepEqual(await ask(`${protobuf}, application/json`, `${lamps}/none`), [404, protobuf, 'Status']);
    const metadata = as('PartialObjectMetadataList');
    assert.deepEqual(await ask(metadata), [200, protobuf, 'PartialObjectMetadataList']);
    assert.deepEqual(await ask(as('Table')), [406, 'application/json', 'Status']);
    assert.deepEqual(await ask(`${as('Table')}, application/json`), [200, 'application/json', 'LampList']);
  });

  it('for a document has no other form', async () => {
    const table = 'application/json;as=Table;g=meta.k8s.io;v=v1';
    for (const path of ['/api', '/apis', '/apis/apps', '/apis/apps/v1']) {
      const refused = await api.get(path, { headers: { accept: table } });
      assert.deepEqual(
        [refused.code, refused.message.split(':')[0]],
        [406, 'only the following media types are accepted'],
      );
      const { headers } = await api.get(path, { headers: { accept: `${table}, application/yaml` } });
      assert.equal(headers['content-type'], 'application/yaml');
    }
  });

  it('may bring its object in protobuf, and is answered in JSON', async () => {
    const message = (fields: [number, string][]): string => {
      const writer = new BinaryWriter();
      for (const [number, value] of fields) writer.tag(number, WireType.LengthDelimited).string(value);
      // short texts alone: each byte is a letter
      return Buffer.from(writer.finish()).toString('latin1');
    };
    const entry = message([
      [1, 'a'],
      [2, '1'],
    ]);
    const object = message([
      [1, message([[1, 'sent']])],
      [2, entry],
    ]);
    const kind = message([
      [1, 'v1'],
      [2, 'ConfigMap'],
    ]);
    const body = `k8s\0${message([
      [1, kind],
      [2, object],
    ])}`;
    const headers = { 'content-type': 'application/vnd.kubernetes.protobuf' };
    const made = await api.post(cms, body, { headers });
    assert.deepEqual([made.code, made.body.kind, made.body.data], [201, 'ConfigMap', { a: '1' }], made.text);
    const elsewhere = await api.post('/api/v1/namespaces/default/secrets', body, { headers });
    assert.equal(elsewhere.code, 400);
    assert.match(elsewhere.message, /ConfigMap/);
  });
});

describe('the form of an answer', () => {
  const meta = 'meta.k8s.io/v1';
  const table = 'application/json;as=Table;g=meta.k8s.io;v=v1';
  const json = { format: 'json', apiVersion: meta };
  const yaml = { format: 'yaml', apiVersion: meta };
  const only =
    'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf';
  const accepting = (accept: string | string[] | undefined) => apiRequest('GET', cms, { headers: { accept } });
  const kind = kindOfResource('', 'configmaps');
  assert.ok(kind);
  const calling = (accept: string | string[] | undefined) => ({ request: accepting(accept), kind, subresource: '' });
  const forms: [accept: string | string[] | undefined, form: object | string][] = [
    [undefined, json],
    ['', json],
    ['*/*', json],
    ['application/json', json],
    ['application/yaml', yaml],
    [
      'APPLICATION/YAML',
      `406: Not Acceptable\n\n${available}, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch`,
    ],
    ['APPLICATION/YAML, application/json', json],
    [['application/yaml', 'application/json'], yaml],
    ['application/json;q=0.4, application/yaml;q=0.5', yaml],
    ['application/json;q=0.5, application/yaml', yaml],
    ['application/json, application/yaml', json],
    ['*/*, application/yaml', yaml],
    ['application/*, application/yaml', yaml],
    ['*/*, application/*, application/yaml;q=0.9', json],
    ['text/html, application/json', json],
    ['text/html, */*;q=0.1', json],
    ['application/json;stream=watch', json],
    ['application/json;stream=other', only],
    ['application/json;stream=other, application/yaml', yaml],
    [table, { ...json, as: 'Table' }],
    [`text/html, ${table}`, { ...json, as: 'Table' }],
    ['application/json; as=Table ; g=meta.k8s.io; v=v1', { ...json, as: 'Table' }],
    [table.replace('json', 'yaml'), { ...yaml, as: 'Table' }],
    [table.replace('v1', 'v1beta1'), { ...json, as: 'Table', apiVersion: 'meta.k8s.io/v1beta1' }],
    [table.replace('v1', 'v2'), only],
    [table.replace('Table', 'Chair'), only],
    [table.replace('meta', 'beta'), only],
    [table.replace(';v=v1', ''), only],
    [table.replace(';g=meta.k8s.io', ''), only],
    [table.replace(';as=Table', ''), only],
    ['application/json;v=v1', only],
    ['application/json;g=meta.k8s.io', only],
    ['application/json;as=Table', only],
    [
      `${table.replace('v1', 'v2')}, ${table.replace('Table', 'PartialObjectMetadata')}`,
      { ...json, as: 'PartialObjectMetadata' },
    ],
    [`${table.replace('v1', 'v2')}, application/yaml`, yaml],
    [protobuf, { ...json, format: 'protobuf' }],
    [`${protobuf};stream=watch`, { ...json, format: 'protobuf' }],
    [`application/json, ${protobuf}`, json],
    [`application/json;q=0.5, ${protobuf};q=0.6`, { ...json, format: 'protobuf' }],
    [table.replace('application/json', protobuf), only],
    [`${table.replace('application/json', protobuf)}, application/yaml`, yaml],
    [
      table.replace('application/json', protobuf).replace('Table', 'PartialObjectMetadata'),
      { ...json, format: 'protobuf', as: 'PartialObjectMetadata' },
    ],
  ];
  for (const [accept, form] of forms) {
    it(`for ${JSON.stringify(accept)} is ${JSON.stringify(form)}`, () => {
      if (typeof form !== 'string') return assert.deepEqual(acceptedForm(calling(accept)), form);
      const refused = (error: unknown): boolean => isApiError(error, 'NotAcceptable') && error.message === form;
      assert.throws(() => acceptedForm(calling(accept)), refused);
    });
  }

  it('for an error is that of plain objects, where there is one', () => {
    assert.equal(errorFormat(accepting(`${table}, application/yaml`)), 'yaml');
    assert.equal(errorFormat(accepting('application/yaml, application/json')), 'yaml');
    assert.equal(errorFormat(accepting('text/html, */*')), 'json');
    assert.equal(errorFormat(accepting('application/*')), 'json');
    const parameters = ['v=v1', 'g=meta.k8s.io', 'as=Table'].map((one) => `application/json;${one}`);
    for (const accept of [table, 'text/html', ...parameters]) {
      assert.equal(errorFormat(accepting(accept)), undefined);
    }
  });

  it('for events is never YAML, which has no end', () => {
    assert.deepEqual(streamForm(calling('application/json;stream=watch')), json);
    assert.throws(() => streamForm(calling('application/yaml')), {
      message: /^only .*: application\/json;stream=watch, /,
    });
  });
});

describe('the form of a body', () => {
  const bodies: [type: string | undefined, format: string | undefined][] = [
    [undefined, 'json'],
    ['', 'json'],
    ['application/json', 'json'],
    ['Application/JSON', 'json'],
    [' application/json ', 'json'],
    ['application/json; charset=utf-8', 'json'],
    ['application/json; charset="utf-8";', 'json'],
    ['application/yaml', 'yaml'],
    ['application/yaml; charset=utf-8', 'yaml'],
    ['application/json; charset', undefined],
    ['application/json, application/yaml', undefined],
    ['text/plain', undefined],
    ['json', undefined],
  ];
  for (const [type, format] of bodies) {
    it(`of ${type ?? 'no type'} is ${format ?? 'unknown'}`, async () => {
      const request = apiRequest('POST', cms, {
        headers: { 'content-type': type },
        body: async () => Buffer.from('{}'),
      });
      if (format) return assert.deepEqual(await textBody(request), { text: '{}', format });
      await assert.rejects(textBody(request), (error) => isApiError(error, 'UnsupportedMediaType'));
    });
  }
});
