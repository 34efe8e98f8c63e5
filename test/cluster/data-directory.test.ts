import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataDirectory } from '../../src/cluster/data-directory.js';

describe('the data folder of a cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-data-'));
  after(() => rmSync(folder, { recursive: true }));
  const mode = (path: string): number => statSync(path).mode & 0o777;

  it('S12: keeps its store from other users, also in a folder that is open to them', () => {
    const open = join(folder, 'open');
    mkdirSync(open, { mode: 0o755 });
    assert.equal(mode(openDataDirectory(open).store), 0o700);
    assert.equal(mode(open), 0o755, "the folder itself is its owner's");
    // as an earlier version left it
    rmSync(join(open, 'store'), { recursive: true });
    mkdirSync(join(open, 'store'), { mode: 0o755 });
    assert.equal(mode(openDataDirectory(open).store), 0o700);
  });

  it('is closed to other users where it is new', () => {
    const fresh = join(folder, 'fresh');
    openDataDirectory(fresh);
    assert.equal(mode(fresh), 0o700);
  });
});
