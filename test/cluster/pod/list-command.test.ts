import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { InMemoryFs } from 'just-bash';
import { inColumns, runList } from '../../../src/cluster/pod/list-command.js';
import { skip } from '../../helpers/skip.js';

describe('names in columns', () => {
  it('go downwards, as many side by side as fit', () => {
    const names = ['a', 'bb', 'ccc', 'd', 'e'];
    assert.equal(inColumns(names, 80), 'a  bb  ccc  d  e\n');
    assert.equal(inColumns(names, 12), 'a   ccc  e\nbb  d\n');
    assert.equal(inColumns(names, 8), 'a    d\nbb   e\nccc\n');
    assert.equal(inColumns(names, 0), 'a\nbb\nccc\nd\ne\n');
    assert.equal(inColumns([], 80), '');
  });

  it('are all there once, in lines that are no wider than the terminal', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(
      fc.property(fc.uniqueArray(word), fc.integer({ min: 13, max: 120 }), (names, width) => {
        const shown = inColumns(names, width);
        assert.deepEqual(shown.split(/\s+/).filter(Boolean).sort(), [...names].sort());
        assert.ok(shown.split('\n').every((line) => line.length < width));
      }),
    );
  });
});

const env = { LC_ALL: 'C', TZ: 'UTC', PATH: process.env.PATH };
const printed = (command: string, args: readonly string[], cwd?: string): string => {
  const { stdout, stderr, status } = spawnSync(command, args, { cwd, encoding: 'utf8', env });
  return `${stdout}${stderr}${status}`;
};

/** Path, bytes, mode, and age in minutes. */
const FILES: [path: string, bytes: number, mode: number, minutes: number][] = [
  ['empty', 0, 0o644, 5],
  ['B', 1, 0o600, 3],
  ['run.sh', 1500, 0o755, 9],
  ['group-runs', 1023, 0o610, 9],
  ['kibi', 1024, 0o644, 11],
  ['big', 9999, 0o444, 2],
  ['nearly-kibi', 10_239, 0o644, 11],
  ['nearly-mebi', 1_048_575, 0o644, 11],
  ['huge', 1_200_000, 0o640, 7],
  ['huger', 12_000_000, 0o002, 7],
  ['.hidden', 12, 0o644, 1],
  ['d/x', 3, 0o644, 8],
  ['d/sub/y', 4097, 0o644, 8],
  ['d/.z', 4, 0o644, 6],
  ['-x', 1, 0o644, 4],
  ['with space', 2, 0o644, 2],
  ['old', 2, 0o644, 60 * 24 * 300],
  ['tomorrow', 2, 0o644, -60 * 24],
];
/** Path and age in minutes: the innermost first, since what is made in a folder changes its time. */
const FOLDERS: [path: string, minutes: number][] = [
  ['d/sub', 6],
  ['d', 12],
  ['.', 10],
  ['..', 20],
  ['../..', 19],
];
const LINKS = [
  ['link', 'empty'],
  ['program', 'run.sh'],
  ['dlink', 'd'],
  ['broken', '/nowhere'],
] as const;

describe('ls prints what that of coreutils prints', () => {
  let above: string;
  let root: string;
  let fs: InMemoryFs;
  const owner = { user: '', group: '', uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

  before(async function () {
    if (!printed('ls', ['--version']).includes('GNU coreutils')) skip(this, 'the ls here is not that of coreutils');
    above = mkdtempSync(join(tmpdir(), 'kubelab-ls-'));
    root = join(above, 'deep/files');
    fs = new InMemoryFs();
    if (statSync(above).size !== 4096) skip(this, 'a folder has another size on this file system');
    [owner.user = '', owner.group = ''] = ['-un', '-gn'].map((option) => printed('id', [option]).split('\n')[0]);
    for (const [name, bytes, mode, minutes] of FILES) {
      const path = join(root, name);
      const time = new Date(Date.now() - minutes * 60_000);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, 'x'.repeat(bytes));
      chmodSync(path, mode);
      utimesSync(path, time, time);
      await fs.mkdir(dirname(path), { recursive: true });
      await fs.writeFile(path, 'x'.repeat(bytes));
      await fs.chmod(path, mode);
      await fs.utimes(path, time, time);
    }
    for (const [name, target] of LINKS) {
      symlinkSync(target, join(root, name));
      await fs.symlink(target, join(root, name));
      const { mtime } = await fs.lstat(join(root, name));
      lutimesSync(join(root, name), mtime, mtime);
    }
    for (const [name, minutes] of FOLDERS) {
      const [path, time] = [join(root, name), new Date(Date.now() - minutes * 60_000)];
      utimesSync(path, time, time);
      chmodSync(path, 0o755);
      await fs.utimes(path, time, time);
    }
  });
  after(() => above && rmSync(above, { recursive: true, force: true }));

  // of folders the links are not counted here
  const alike = (text: string): string => text.replace(/^(d\S{9}) +\d+/gm, '$1 2');
  const asserted = async (args: readonly string[]): Promise<void> => {
    const { stdout, stderr, exitCode } = await runList(args, fs, root, { owner, columns: undefined });
    // columns with spaces alone
    const real = alike(printed('ls', ['-T0', ...args], root));
    assert.equal(alike(`${stdout}${stderr}${exitCode}`), real, `ls ${args.join(' ')}`);
  };

  const LONG = '--all --almost-all --numeric-uid-gid --no-group --human-readable --directory --recursive --reverse';
  for (const words of [
    ...LONG.split(' '),
    '--classify',
    '-l --color',
    '--color=auto -a',
    '-C',
    '-C d',
    '-z',
    '-lz',
    '--nope -l',
    '--nope=1',
    '-- -x',
    '-l -- -x d',
    'd -l',
    '-F dlink',
    '-p dlink/ link',
    '-l dlink/',
    'nope',
    'nope d',
    'nope empty -l',
    '-R d/',
    './d d/../d',
  ]) {
    it(words, () => asserted(words.split(' ')));
  }

  it('with any options and paths', async () => {
    const options = fc.tuple(
      fc.constantFrom('', 'a', 'A'),
      fc.constantFrom('', 't', 'S'),
      fc.constantFrom('', 'F', 'p'),
      fc.subarray([...'lgonGhdRr1']).map((letters) => letters.join('')),
    );
    const paths = fc.subarray(['d', 'dlink', 'link', 'broken', 'empty', 'program', 'run.sh', 'nope', '.', '..', 'd/x']);
    await fc.assert(
      fc.asyncProperty(options, paths, (letters, names) => {
        const joined = letters.join('');
        return asserted([...(joined ? [`-${joined}`] : []), ...names]);
      }),
    );
  }).timeout(60_000);
});
