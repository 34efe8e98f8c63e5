import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { channels, endpoint, makeConnection } from '../../src/notebook/connection.js';

describe('makeConnection', () => {
  it('writes a file that only its owner can read, and removes it with its folder', async () => {
    const { info, file, remove } = await makeConnection();
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), info);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(file)).mode & 0o777, 0o700);
    remove();
    assert.equal(existsSync(dirname(file)), false);
  });

  it('gives each channel its own address, and each connection its own key', async () => {
    const made = await Promise.all([makeConnection(), makeConnection(), makeConnection({ transport: 'tcp' })]);
    const addresses = made.flatMap(({ info }) => channels.map((channel) => endpoint(info, channel)));
    assert.equal(new Set(addresses).size, 15);
    assert.equal(new Set(made.map(({ info }) => info.key)).size, 3);
    assert.match(addresses.at(-1) ?? '', /^tcp:\/\/127\.0\.0\.1:\d+$/);
    for (const { remove } of made) remove();
  });

  it('takes ports where the folder is too deep for a Unix socket', async () => {
    const parent = mkdtempSync(join(tmpdir(), `kubelab-${'deep'.repeat(20)}-`));
    const { info } = await makeConnection({ parent });
    assert.equal(info.transport, 'tcp');
    rmSync(parent, { recursive: true });
  });
});
