/** Which form a body has, and which form of an answer a client takes. */
import assert from 'node:assert/strict';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { type Api, adminOf, configMap } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';

const cms = '/api/v1/namespaces/default/configmaps';
const text = { accept: 'text/plain' };
const available = 'Available representations: application/json, application/yaml, application/vnd.kubernetes.protobuf';

describe('a request', () => {
  let cluster: TestCluster;
  let api: Api;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
  });
  after(async () => {
    api.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });

  it('whose answer nobody can write is 406, and 415 when it has no body to write', async () => {
    for (const method of ['POST', 'PUT', 'PATCH']) {
      const path = method === 'POST' ? cms : `${cms}/one`;
      const full = await api.call(method, path, configMap('one'), { headers: text });
      assert.deepEqual([full.code, full.message], [406, `406: Not Acceptable\n\n${available}`]);
      const empty = await api.call(method, path, '', { headers: text });
      assert.deepEqual([empty.code, empty.message], [415, `415: Unsupported Media Type\n\n${available}`]);
      const chunked = { ...text, 'transfer-encoding': 'chunked' };
      assert.equal((await api.call(method, path, '', { headers: chunked })).code, 415);
    }
    const deletion = await api.call('DELETE', `${cms}/one`, '', { headers: text });
    assert.deepEqual([deletion.code, deletion.message], [406, `406: Not Acceptable\n\n${available}`]);
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
