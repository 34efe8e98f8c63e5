/**
 * `npm run bench:cluster`: speed and size of the practice cluster, as ratios to what the same machine does in the same run.
 * A line for each target; exit code 1 when one falls short or could not be measured. Run it on a machine that is idle.
 */
import { customResourcesBesideConfigMaps, memoryOfObjects } from './creates.js';
import { decisionAmongMany } from './decisions.js';
import { libraryStart } from './library-start.js';
import { startClusterProcess } from './processes.js';
import { fill, getAmongMany, getBesideBare, listBesideBare, reader } from './reads.js';
import { benchReport, clusterTargets } from './report.js';
import { startAndMemory } from './start.js';
import { watchedChanges } from './watchers.js';
import { hasWrk } from './wrk.js';

const { row, close } = benchReport((line) => console.log(line), clusterTargets);

/** A part that fails leaves its rows missing; the others are measured all the same. */
async function part(name: string, measure: () => Promise<void> | void): Promise<void> {
  try {
    await measure();
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Half of what Node 20 does for `-e 0` may be reading these certificates; Node 24 reads them when something asks for them. */
function tellBase(ms: number): void {
  const certificates = process.env.NODE_EXTRA_CA_CERTS ? ', NODE_EXTRA_CA_CERTS is set' : '';
  console.log(`node -e 0: ${ms.toFixed(0)} ms (${process.version}${certificates})`);
}

if (!hasWrk()) {
  console.error('wrk is not installed (in Debian: apt-get install wrk)');
  process.exit(1);
}

await part('start', async () => {
  const { startMs, nodeMs, idleMegabytes } = await startAndMemory();
  tellBase(nodeMs);
  row('start-ms', startMs);
  row('start-vs-node', startMs / nodeMs);
  row('idle-rss-mb', idleMegabytes);
});

await part('start of the library', () => {
  const { startMs, nodeMs } = libraryStart();
  tellBase(nodeMs);
  row('library-start-ms', startMs);
  row('library-start-vs-node', startMs / nodeMs);
});

await part('memory of objects', async () => row('memory-kb-per-object', await memoryOfObjects()));

const cluster = await startClusterProcess();
const big = await startClusterProcess();
try {
  const token = await reader(cluster.admin);
  const bigToken = await reader(big.admin);
  await part('get', async () => row('get-vs-bare', await getBesideBare(cluster, token)));
  await part('get among many', async () => {
    // with the one that is read and the CA that every namespace has
    await fill(cluster.admin, 0, 8);
    await fill(big.admin, 0, 9998);
    row('get-10000-vs-10-objects', await getAmongMany({ cluster, token }, { cluster: big, token: bigToken }));
  });
  await part('list', async () => {
    await fill(cluster.admin, 8, 998);
    row('list-vs-bare', await listBesideBare(cluster, token));
  });
  await part('decisions', () => row('authorize-10000-vs-10-bindings', decisionAmongMany()));
  await part('watchers', async () => row('watch-500x100-s', await watchedChanges(cluster.admin)));
  await part('custom resources', async () => {
    row('create-1000-custom-resources-vs-configmaps', await customResourcesBesideConfigMaps(cluster.admin));
  });
} finally {
  for (const { admin, stop } of [cluster, big]) {
    admin.close();
    await stop();
  }
}
process.exitCode = close() === 0 ? 0 : 1;
