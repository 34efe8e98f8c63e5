import assert from 'node:assert/strict';
import { join } from 'node:path';
import { kernelsFolder } from '../../src/kernel/jupyter-folder.js';

describe('kernelsFolder', () => {
  const home = { HOME: '/home/jane' };

  it('is where Jupyter looks on each system, and where its own variables move it', () => {
    assert.equal(kernelsFolder(undefined, home, 'linux'), '/home/jane/.local/share/jupyter/kernels');
    assert.equal(kernelsFolder(undefined, { ...home, XDG_DATA_HOME: '/x' }, 'linux'), '/x/jupyter/kernels');
    assert.equal(kernelsFolder(undefined, home, 'darwin'), '/home/jane/Library/Jupyter/kernels');
    assert.equal(kernelsFolder(undefined, { APPDATA: '/app' }, 'win32'), join('/app', 'jupyter', 'kernels'));
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      assert.equal(kernelsFolder(undefined, { ...home, JUPYTER_DATA_DIR: '/j' }, platform), '/j/kernels');
      assert.equal(kernelsFolder('/opt/env', home, platform), '/opt/env/share/jupyter/kernels');
    }
  });
});
