import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { makeRequest, parseMessage, serialiseMessage } from '../../src/notebook/messages.js';

const request = makeRequest('execute_request', { code: '1' }, { session: 's', id: 'id', now: new Date(0) });

describe('serialiseMessage and parseMessage', () => {
  it('give the message back', () => {
    const message = { ...request, identities: [Buffer.from('who')], buffers: [Buffer.from([1, 2])] };
    assert.deepEqual(parseMessage(serialiseMessage(message, 'key'), 'key'), message);
  });

  it('sign header, parent, metadata and content with HMAC-SHA256 in hex', () => {
    const [delimiter, signature, ...parts] = serialiseMessage(request, 'key');
    assert.equal(String(delimiter), '<IDS|MSG>');
    assert.equal(String(signature), createHmac('sha256', 'key').update(Buffer.concat(parts)).digest('hex'));
    assert.deepEqual(JSON.parse(String(parts[0])), {
      msg_id: 'id',
      msg_type: 'execute_request',
      session: 's',
      username: 'kubelab',
      date: '1970-01-01T00:00:00.000Z',
      version: '5.3',
    });
  });

  it('give each request an id of its own, and the time', () => {
    const before = new Date();
    const [one, other] = [1, 2].map(() => makeRequest('kernel_info_request', {}, { session: 's' }).header);
    assert.match(one?.msg_id ?? '', /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    assert.notEqual(one?.msg_id, other?.msg_id);
    assert.deepEqual([one?.username, one?.version, one?.session], ['kubelab', '5.3', 's']);
    const date = new Date(one?.date ?? 0);
    assert.ok(before <= date && date <= new Date(), String(date));
  });

  it('refuse another key', () => {
    assert.throws(() => parseMessage(serialiseMessage(request, 'other'), 'key'), {
      code: 'MESSAGE_INVALID',
      message: /signature was not made with the key/,
    });
  });

  it('refuse a changed content', () => {
    const frames = serialiseMessage(request, 'key');
    frames[5] = Buffer.from('{"code":"2"}');
    assert.throws(() => parseMessage(frames, 'key'), /signature/);
  });

  it('refuse an unsigned message where there is a key, and accept it where there is none', () => {
    const frames = serialiseMessage(request, '');
    assert.throws(() => parseMessage(frames, 'key'), /signature/);
    assert.deepEqual(parseMessage(frames, ''), request);
    assert.equal(String(frames[1]), '', 'the place of the signature is empty');
    assert.deepEqual(parseMessage(serialiseMessage(request, 'key'), ''), request, 'a signature that nobody asks for');
  });

  it('refuse what is no message', () => {
    assert.throws(() => parseMessage([], 'key'), { code: 'MESSAGE_INVALID', message: /delimiter/ });
    assert.throws(() => parseMessage(serialiseMessage(request, 'key').slice(0, 4), 'key'), /fewer than four/);
    const frames = ['<IDS|MSG>', '', '{}', 'no json', '{}', '{}'].map((part) => Buffer.from(part));
    assert.throws(() => parseMessage(frames, ''), /not JSON/);
    for (const other of ['null', '7']) {
      frames[3] = Buffer.from(other);
      assert.throws(() => parseMessage(frames, ''), { code: 'MESSAGE_INVALID', message: /is not an object/ });
    }
  });
});
