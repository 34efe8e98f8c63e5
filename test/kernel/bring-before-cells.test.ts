/** Which kernels bring a cluster, and what a cell shows of it. */
import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { KubelabError } from '../../src/errors.js';
import { kubelabHome } from '../../src/home.js';
import { type Cell, runAsCell } from '../../src/kernel/cell.js';
import { bringBeforeCells, clusterOfKernel } from '../../src/kernel/own-cluster.js';
import type { TslabJupyter } from '../../src/kernel/tslab.js';
import { IDLE_VARIABLE } from '../../src/kernel-cluster.js';
import type { Bring } from '../../src/running-cluster/bring.js';

describe('the cluster of a kernel', () => {
  const env = { KUBELAB_HOME: '/nowhere/kubelab' };
  const installed = { ...env, [IDLE_VARIABLE]: '30' };

  it('is brought by one that was installed with it, and is told of no other', () => {
    assert.equal(clusterOfKernel(env), undefined);
    assert.equal(clusterOfKernel({ ...env, [IDLE_VARIABLE]: '0' }), undefined);
    assert.equal(clusterOfKernel({ ...installed, KUBECONFIG: '/home/me/.kube/config' }), undefined);
    assert.equal(typeof clusterOfKernel(installed), 'function');
    assert.equal(typeof clusterOfKernel({ ...installed, KUBECONFIG: '' }), 'function');
    const own = kubelabHome(installed).kubeconfig;
    assert.equal(typeof clusterOfKernel({ ...installed, KUBECONFIG: own }), 'function');
  });

  /** Runs a cell of a kernel with that cluster; what it shows, and that it ran. */
  async function shown(bring: Bring): Promise<string[]> {
    const said: string[] = [];
    const prototype = {
      handleExecuteImpl: async (code: string) => {
        said.push(`ran ${code}`);
        return { count: 1 };
      },
    };
    bringBeforeCells({ JupyterHandlerImpl: { prototype } } as unknown as TslabJupyter, bring);
    const publish = (_type: string, content: object): void => {
      const { name, text } = content as { name: string; text: string };
      said.push(`${name}: ${text}`);
    };
    const answer = await runAsCell({ publish } as Cell, () => prototype.handleExecuteImpl('1 + 1'));
    assert.deepEqual(answer, { count: 1 });
    return said;
  }

  it('is there before a cell runs, which tells of one that was started again', async () => {
    assert.deepEqual(await shown(async () => 'same'), ['ran 1 + 1']);
    const [again, ...rest] = await shown(async () => 'again');
    assert.match(again ?? '', /^stdout: The practice cluster had ended, and has been started again\. What ran/);
    assert.deepEqual(rest, ['ran 1 + 1']);
    const [elsewhere] = await shown(async () => 'elsewhere');
    assert.match(elsewhere ?? '', /^stdout: .* at another address, since its port was taken/);
  });

  it('may fail to start: the cell says why, and runs', async () => {
    const fault = new KubelabError('CLUSTER_START_FAILED', 'the port \u001b[31mis taken', { hint: 'take another' });
    const [why, ...rest] = await shown(() => Promise.reject(fault));
    assert.match(why ?? '', /^stderr: .*the port is taken[\s\S]*take another \[CLUSTER_START_FAILED\]\n$/);
    assert.equal(stripVTControlCharacters(why ?? ''), why, 'a notebook shows no codes of a terminal');
    assert.deepEqual(rest, ['ran 1 + 1']);
  });
});
