/** `apt` and `apk`: packages are not fetched, but with one its commands are there. */
import type { Command } from 'just-bash';
import { fault, out } from './command-results.js';
import type { Image } from './images.js';

/** Packages that can be installed, with the commands that they bring. */
const packages: Record<string, readonly string[]> = {
  curl: ['curl'],
  procps: ['ps'],
  jq: ['jq'],
  tree: ['tree'],
  file: ['file'],
  'ca-certificates': [],
};

const install = async (names: readonly string[], fs: Parameters<Command['execute']>[1]['fs']): Promise<void> => {
  for (const name of names) {
    for (const command of packages[name] ?? [])
      await fs.writeFile(`/usr/bin/${command}`, `# installed by the package ${name}\n`);
  }
};

const apt: Command['execute'] = async (args, { fs }) => {
  const words = args.filter((arg) => !arg.startsWith('-'));
  const [verb = '', ...names] = words;
  const lists = '/var/lib/apt/lists/kubelab';
  const isUpdated = await fs.exists(lists);
  if (verb === 'update') {
    await fs.writeFile(lists, Object.keys(packages).join('\n'));
    return out(
      'Hit:1 kubelab simulated archive\nReading package lists... Done\nBuilding dependency tree... Done\nReading state information... Done\nAll packages are up to date.\n',
    );
  }
  if (verb === 'install') {
    const missing = names.filter((name) => !isUpdated || !(name in packages));
    const lead = 'Reading package lists... Done\nBuilding dependency tree... Done\nReading state information... Done\n';
    if (missing.length) {
      return {
        stdout: lead,
        stderr: missing.map((name) => `E: Unable to locate package ${name}\n`).join(''),
        exitCode: 100,
      };
    }
    await install(names, fs);
    return out(
      `${lead}The following NEW packages will be installed:\n  ${names.join(' ')}\n0 upgraded, ${names.length} newly installed, 0 to remove and 0 not upgraded.\n${names.map((name) => `Setting up ${name} (simulated) ...\n`).join('')}`,
    );
  }
  if (['remove', 'purge'].includes(verb)) {
    for (const name of names)
      for (const command of packages[name] ?? []) await fs.rm(`/usr/bin/${command}`, { force: true });
    return out(names.map((name) => `Removing ${name} (simulated) ...\n`).join(''));
  }
  if (['upgrade', 'clean', 'autoremove', 'full-upgrade', 'dist-upgrade'].includes(verb))
    return out('Reading package lists... Done\n');
  if (!verb) return fault('apt 2.7.14 (amd64)\nUsage: apt [options] command\n');
  return fault(`E: Invalid operation ${verb}\n`, 100);
};

const apk: Command['execute'] = async (args, { fs }) => {
  const [verb = '', ...names] = args.filter((arg) => !arg.startsWith('-'));
  if (verb === 'update') return out('OK: kubelab simulated repository\n');
  if (verb !== 'add') return fault(`ERROR: '${verb}' is not an apk command. See 'apk --help'.\n`);
  const missing = names.filter((name) => !(name in packages));
  if (missing.length) {
    return fault(
      `ERROR: unable to select packages:\n${missing.map((name) => `  ${name} (no such package):\n    required by: world[${name}]\n`).join('')}`,
      missing.length,
    );
  }
  await install(names, fs);
  return out(`${names.map((name, i) => `(${i + 1}/${names.length}) Installing ${name} (simulated)\n`).join('')}OK\n`);
};

/** The commands that images of this distribution have, by their names. */
export function packageCommands({ distribution }: Image): Record<string, Command['execute']> {
  if (distribution === 'alpine') return { apk };
  return distribution === 'ubuntu' || distribution === 'debian' ? { apt, 'apt-get': apt } : {};
}
