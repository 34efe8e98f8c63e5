/** Settings for a Jupyter that a test starts: a known address and token, no browser, and a folder of its own for what it writes. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const token = 'sesame';

/** Where the server listens, what it asks for, and the environment that makes it do so. */
export interface JupyterSettings {
  /** `127.0.0.1:PORT`. */
  server: string;
  token: string;
  env: Record<string, string>;
}

/** Writes the settings into `folder`, for JupyterLab and for Notebook of any version. */
export function jupyterSettings(folder: string, port: number): JupyterSettings {
  const newer = { ip: '127.0.0.1', port, open_browser: false };
  const config = { NotebookApp: { ...newer, token }, ServerApp: newer, IdentityProvider: { token } };
  mkdirSync(folder, { recursive: true });
  for (const name of ['notebook', 'server', 'lab']) {
    writeFileSync(join(folder, `jupyter_${name}_config.json`), JSON.stringify(config));
  }
  const env = {
    ...{ JUPYTER_CONFIG_DIR: folder, JUPYTER_DATA_DIR: join(folder, 'data') },
    ...{ JUPYTER_RUNTIME_DIR: join(folder, 'run'), IPYTHONDIR: join(folder, 'ipython') },
    // The Notebook opens a browser for a file that is named, whatever its settings say.
    BROWSER: 'true %s',
  };
  return { server: `127.0.0.1:${port}`, token, env };
}
