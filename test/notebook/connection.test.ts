import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { channels, endpoint, makeConnection } from '../../src/notebook/connection.js';
import { skip } from '../helpers/skip.js';

describe('makeConnection', () => {
  it('writes a file that only its owner can read, and removes it with its folder', async () => {
    const { info, file, remove } = await makeConnection();
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), info);
    assert.deepEqual([info.signature_scheme, info.kernel_name], ['hmac-sha256', 'tslab']);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(file)).mode & 0o777, 0o700);
    remove();
    assert.equal(existsSync(dirname(file)), false);
    // a kernel that ended has done so before, perhaps
    remove();
  });

  it('gives each channel its own address, and each connection its own key', async () => {
    const made = await Promise.all([makeConnection(), makeConnection(), makeConnection({ transport: 'tcp' })]);
    const addresses = made.flatMap(({ info }) => channels.map((channel) => endpoint(info, channel)));
    assert.equal(new Set(addresses).size, 15);
    assert.equal(new Set(made.map(({ info }) => info.key)).size, 3);
    for (const { info } of made) assert.match(info.key, /^[0-9a-f]{64}$/);
    assert.match(addresses.at(-1) ?? '', /^tcp:\/\/127\.0\.0\.1:\d+$/);
    const [ipc, , tcp] = made.map(({ info }) => channels.map((channel) => info[`${channel}_port`]));
    assert.deepEqual(ipc, [1, 2, 3, 4, 5]);
    for (const port of tcp ?? []) assert.ok(port >= 1024, `${port} is one of the system's`);
    for (const { remove } of made) remove();
  });

  it('takes ports where the path of a Unix socket would be longer than macOS allows', async () => {
    const above = mkdtempSync(join(tmpdir(), 'kubelab-'));
    const kernelFolder = '/kubelab-kernel-123456/socket:1';
    const longest = 103 - above.length - kernelFolder.length - 1;
    const transports = [];
    for (const length of [longest, longest + 1]) {
      const parent = join(above, 'd'.repeat(length));
      mkdirSync(parent);
      transports.push((await makeConnection({ parent })).info.transport);
    }
    assert.deepEqual(transports, ['ipc', 'tcp']);
    rmSync(above, { recursive: true });
  });

  it('gives folder and file to the user whom the kernel runs as', async function () {
    if (process.getuid?.() !== 0) return skip(this, 'only root may give files away');
    const { file, remove } = await makeConnection({ owner: 12_345 });
    for (const path of [file, dirname(file)]) {
      const { uid, gid } = statSync(path);
      assert.deepEqual([uid, gid], [12_345, 12_345], path);
    }
    remove();
  });

  it('leaves nothing behind when it cannot be made', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'kubelab-'));
    await assert.rejects(makeConnection({ parent, owner: -2 }), { code: 'ERR_OUT_OF_RANGE' });
    assert.deepEqual(readdirSync(parent), []);
    rmSync(parent, { recursive: true });
  });
});
