/** The audit log of the running practice cluster, and a disk on which it can grow no more. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDiskFull } from '../../src/seen-requests/readable-audit-log.js';
import { mountSmallDisk } from '../helpers/small-disk.js';

describe('isDiskFull', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-disk-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('tells a disk with room, one without, and one that has room again', function () {
    const unmount = mountSmallDisk(this, folder, '1m');
    try {
      const [log, ballast] = [join(folder, 'audit.log'), join(folder, 'ballast')];
      writeFileSync(log, '{}\n');
      assert.equal(isDiskFull(log), false);
      assert.throws(() => {
        for (;;) appendFileSync(ballast, Buffer.alloc(4096));
      }, /ENOSPC/);
      assert.equal(isDiskFull(log), true);
      rmSync(ballast);
      assert.equal(isDiskFull(log), false);
    } finally {
      unmount();
    }
  });

  it('says nothing of a log that is not there', () => {
    assert.equal(isDiskFull(join(folder, 'none')), false);
  });
});
