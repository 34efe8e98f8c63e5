import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { kernelFolder } from '../../src/kernel/kernel-folder.js';
import { packageRoot } from '../../src/package-root.js';

const root = resolve(import.meta.dirname, '../..');

describe('packageRoot', () => {
  it('is the folder of package.json', () => assert.equal(packageRoot(), root));
});

describe('kernelFolder', () => {
  let elsewhere: string;
  beforeEach(() => {
    elsewhere = mkdtempSync(join(tmpdir(), 'kubelab-test-'));
  });
  afterEach(() => rmSync(elsewhere, { recursive: true }));

  function install(folder: string): void {
    mkdirSync(join(folder, 'node_modules/kubelab'), { recursive: true });
    writeFileSync(join(folder, 'node_modules/kubelab/package.json'), '{}');
  }

  it('is the folder itself when kubelab lies in a node_modules above it', () => {
    install(elsewhere);
    assert.equal(kernelFolder(join(elsewhere, 'deep/er')), join(elsewhere, 'deep/er'));
  });

  it("is the package's own notebooks folder elsewhere", () => {
    assert.equal(kernelFolder(elsewhere), join(root, 'notebooks'));
  });

  it('is not the folder itself when what lies above it is no package', () => {
    mkdirSync(join(elsewhere, 'node_modules/kubelab'), { recursive: true });
    assert.equal(kernelFolder(elsewhere), join(root, 'notebooks'));
  });

  it('is none without the notebooks of the package', () => {
    const without = join(elsewhere, 'package');
    install(without);
    assert.throws(() => kernelFolder(elsewhere, without), { code: 'ENVIRONMENT' });
  });

  it('says how to mend it when kubelab can be imported from nowhere', () => {
    const incomplete = join(elsewhere, 'package');
    mkdirSync(join(incomplete, 'notebooks'), { recursive: true });
    assert.throws(() => kernelFolder(elsewhere, incomplete), {
      code: 'ENVIRONMENT',
      message: /cannot import kubelab/,
      hint: `run "npm ci" in ${incomplete}, which puts it there`,
    });
  });
});
