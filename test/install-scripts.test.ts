import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const json = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));

describe('packages with an install script', () => {
  it('are each named in allowScripts, so that npm warns a newcomer of none', () => {
    const { packages } = json('package-lock.json') as {
      packages: Record<string, { hasInstallScript?: boolean }>;
    };
    const withScript = Object.keys(packages).filter((path) => packages[path]?.hasInstallScript);
    const names = withScript.map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
    const { allowScripts } = json('package.json') as { allowScripts: Record<string, boolean> };
    assert.deepEqual(Object.keys(allowScripts).sort(), [...new Set(names)].sort());
  });
});
