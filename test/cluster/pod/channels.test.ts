import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  channel,
  chooseSubprotocol,
  decodeFrame,
  decodeResize,
  encodeFrame,
  exitStatus,
} from '../../../src/cluster/pod/channels.js';

describe('the channels of exec', () => {
  it('carry any bytes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), fc.uint8Array(), (to, data) => {
        const frame = decodeFrame(encodeFrame(to, data));
        assert.equal(frame?.from, to);
        assert.deepEqual(new Uint8Array(frame?.data ?? []), data);
      }),
    );
  });

  it('take an empty message for nothing', () => assert.equal(decodeFrame(Buffer.alloc(0)), undefined));

  it('speak the newest version that the client offers', () => {
    assert.equal(chooseSubprotocol(['v4.channel.k8s.io', 'v5.channel.k8s.io']), 'v5.channel.k8s.io');
    assert.equal(chooseSubprotocol(['v4.channel.k8s.io']), 'v4.channel.k8s.io');
    assert.equal(chooseSubprotocol(['base64.channel.k8s.io']), undefined);
  });

  it('read sizes, and nothing that is none', () => {
    assert.deepEqual(decodeResize(Buffer.from('{"Width":80,"Height":24}')), { columns: 80, rows: 24 });
    for (const bad of ['', 'x', 'null', '{}', '{"Width":"80","Height":24}'])
      assert.equal(decodeResize(Buffer.from(bad)), undefined);
  });

  it('end with the exit code as kubectl reads it', () => {
    assert.deepEqual(exitStatus(0), { metadata: {}, status: 'Success' });
    assert.deepEqual(exitStatus(3), {
      metadata: {},
      status: 'Failure',
      message: 'command terminated with non-zero exit code: exit status 3',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '3' }] },
    });
    assert.equal(channel.error, 3);
  });
});
