import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { allKernelsFolders, kernelsFolder } from '../../src/kernel/jupyter-folder.js';

describe('kernelsFolder', () => {
  const home = { HOME: '/home/jane' };

  it('is where Jupyter looks on each system, and where its own variables move it', () => {
    assert.equal(kernelsFolder(undefined, home, 'linux'), '/home/jane/.local/share/jupyter/kernels');
    assert.equal(kernelsFolder(undefined, { ...home, XDG_DATA_HOME: '/x' }, 'linux'), '/x/jupyter/kernels');
    assert.equal(kernelsFolder(undefined, home, 'darwin'), '/home/jane/Library/Jupyter/kernels');
    assert.equal(kernelsFolder(undefined, {}, 'linux'), join(homedir(), '.local', 'share', 'jupyter', 'kernels'));
    const profile = { HOME: '', USERPROFILE: '/users/jane' };
    assert.equal(kernelsFolder(undefined, profile, 'linux'), '/users/jane/.local/share/jupyter/kernels');
    assert.equal(
      kernelsFolder(undefined, profile, 'win32'),
      join('/users/jane', 'AppData', 'Roaming', 'jupyter', 'kernels'),
    );
    assert.equal(kernelsFolder(undefined, { APPDATA: '/app' }, 'win32'), join('/app', 'jupyter', 'kernels'));
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      assert.equal(kernelsFolder(undefined, { ...home, JUPYTER_DATA_DIR: '/j' }, platform), '/j/kernels');
      assert.equal(kernelsFolder('/opt/env', home, platform), '/opt/env/share/jupyter/kernels');
    }
  });
});

describe('allKernelsFolders', () => {
  it("names those of JUPYTER_PATH first, then the user's and the machine's", () => {
    const env = { JUPYTER_DATA_DIR: '/j', JUPYTER_PATH: ['/one', '', '/two'].join(delimiter) };
    const shared = ['/usr/local/share/jupyter/kernels', '/usr/share/jupyter/kernels'];
    assert.deepEqual(allKernelsFolders(env), ['/one/kernels', '/two/kernels', '/j/kernels', ...shared]);
    assert.deepEqual(allKernelsFolders({ JUPYTER_DATA_DIR: '/j' }), ['/j/kernels', ...shared]);
  });
});
