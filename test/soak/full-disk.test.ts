import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubelabError } from '../../src/errors.js';
import { type Api, adminOf, configMap } from '../helpers/api.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { mountSmallDisk } from '../helpers/small-disk.js';

const cms = '/api/v1/namespaces/default/configmaps';

describe('a cluster whose disk is full', () => {
  const disk = mkdtempSync(join(tmpdir(), 'kubelab-disk-'));
  const ballast = join(disk, 'ballast');
  let unmount: (() => void) | undefined;
  let cluster: TestCluster | undefined;
  let admin: Api;

  before(function () {
    unmount = mountSmallDisk(this, disk, '24m');
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
    unmount?.();
    rmSync(disk, { recursive: true, force: true });
  });
  const start = async (): Promise<void> => {
    cluster = await practiceCluster({ dataDir: join(disk, 'data') });
    admin = adminOf(cluster);
  };
  const fill = (): void => {
    for (const size of [1 << 20, 1 << 12, 1]) {
      try {
        for (;;) appendFileSync(ballast, Buffer.alloc(size));
      } catch (error) {
        assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
      }
    }
  };
  const names = async (): Promise<string[]> =>
    (await admin.get(cms)).body.items
      .map(({ metadata }) => metadata.name ?? '')
      .filter((n) => n !== 'kube-root-ca.crt');

  it('refuses writes with the reason, goes on reading, and writes again when there is room', async () => {
    await start();
    const big = { text: 'x'.repeat(200_000) };
    for (const name of ['a', 'b']) assert.equal((await admin.post(cms, configMap(name, big))).code, 201);
    const watching = await admin.watch(
      `${cms}?resourceVersion=${(await admin.get(cms)).body.metadata.resourceVersion}`,
    );
    fill();
    const before = (await admin.get(`${cms}/a`)).body;
    let refused = 0;
    // the log of the store has some room left
    for (let i = 0; i < 40 && refused < 5; i++) {
      const answers = await Promise.all([
        admin.post(cms, configMap(`full-${i}`, big)),
        admin.put(`${cms}/a`, configMap('a', { ...big, i: String(i) })),
        admin.delete(`${cms}/b`),
      ]);
      for (const { code, body, message } of answers.filter((answer) => answer.code >= 400)) {
        assert.equal(code, 500, message);
        assert.equal(body.reason, 'InternalError');
        assert.match(message, /could not be written to the disk, and was not made: .*No space left on device/);
        refused++;
      }
      if (answers[0]?.code === 201) await admin.delete(`${cms}/full-${i}`);
      if (answers[2]?.code === 200) await admin.post(cms, configMap('b', big));
    }
    assert.ok(refused >= 5, `only ${refused} writes were refused`);
    assert.equal((await admin.get('/readyz')).text, 'ok');
    const read = await admin.get(`${cms}/a`);
    assert.equal(read.code, 200);
    assert.equal(read.body.metadata.uid, before.metadata.uid);
    const kept = await names();

    rmSync(ballast);
    assert.equal((await admin.post(cms, configMap('room', { a: 'b' }))).code, 201);
    assert.equal((await admin.patch(`${cms}/a`, { data: { after: 'yes' } })).code, 200);
    await watching.has(1);
    watching.stop();
    const items = (await admin.get(cms)).body.items;
    assert.deepEqual(await names(), [...kept, 'room'].sort());
    await cluster?.stop();
    admin.close();

    await start();
    assert.deepEqual((await admin.get(cms)).body.items, items);
  });

  it('does not start on a full disk, and says why', async () => {
    await cluster?.stop();
    cluster = undefined;
    fill();
    await assert.rejects(practiceCluster({ dataDir: join(disk, 'data') }), (error: Error) => {
      assert.match(error.message, /cannot be used: .*No space left on device|ENOSPC/);
      // and not to throw the state away
      assert.match((error as KubelabError).hint, /^the disk is full, [^\n]*delete what you do not need/);
      return true;
    });
    rmSync(ballast);
    await start();
    assert.equal((await admin.get(`${cms}/room`)).code, 200);
  });
});
