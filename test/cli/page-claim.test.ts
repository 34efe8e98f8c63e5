import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimPage } from '../../src/cli/page-claim.js';

describe('cli/page-claim', () => {
  let root = '';
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'kubelab-claim-'));
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it('makes the folder of the first start, and holds the page until it is released', () => {
    const file = join(root, 'home', 'page.json');
    const release = claimPage(file);
    assert.throws(() => claimPage(file), { code: 'PAGE_RUNNING' });
    release();
    assert.ok(!existsSync(file));
    claimPage(file)();
  });

  it('says that it may not write there', () => {
    writeFileSync(join(root, 'file'), '');
    assert.throws(() => claimPage(join(root, 'file', 'page.json')), { code: 'FILE_UNREADABLE' });
  });
});
