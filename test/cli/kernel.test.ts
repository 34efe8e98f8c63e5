/** `kubelab kernel install` and `uninstall`, and the Jupyter of this machine with what they register. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../../src/find-program.js';
import { makeHome, runKubelab } from '../helpers/command.js';
import { skip } from '../helpers/skip.js';

const run = promisify(execFile);
const python = '/usr/bin/python3';
const foreignSpec = JSON.stringify({
  argv: ['tslab', 'kernel', '--config-path', '{connection_file}'],
  ...{ display_name: 'TypeScript', language: 'typescript' },
});

describe('kubelab kernel install', function () {
  this.timeout(300_000);
  let folder: string;
  let home: string;
  let remove: () => void;
  let env: Record<string, string>;
  beforeEach(() => {
    ({ home, remove } = makeHome());
    folder = mkdtempSync(join(tmpdir(), 'kubelab-kernels-'));
    env = { JUPYTER_DATA_DIR: join(folder, 'data'), JUPYTER_PATH: join(folder, 'others'), JUPYTER_RUNTIME_DIR: folder };
  });
  afterEach(() => {
    remove();
    rmSync(folder, { recursive: true });
  });

  const installed = (): string[] =>
    existsSync(join(folder, 'data/kernels')) ? readdirSync(join(folder, 'data/kernels')) : [];
  const kernel = (...words: string[]): ReturnType<typeof runKubelab> => runKubelab(home, ['kernel', ...words], { env });
  function foreignKernelIn(place: string): string {
    mkdirSync(join(folder, place, 'kernels/tslab'), { recursive: true });
    const file = join(folder, place, 'kernels/tslab/kernel.json');
    writeFileSync(file, foreignSpec);
    return file;
  }

  it('J16: registers it under the name that lessons ask for, and says how to open them in four steps each', async () => {
    const { code, stdout } = await kernel('install');
    assert.equal(code, 0);
    assert.match(stdout, /^The kernel "tslab" is registered: .*kernel\.json\nLessons open with it/);
    for (const program of ['VS Code', 'JupyterLab', 'Notebook 7', 'plain Jupyter (Notebook 6)']) {
      assert.match(stdout, new RegExp(`\\n${program.replace(/[()]/g, '\\$&')}\\n(  \\d\\. .+\\n){4}(\\n|$)`));
    }
    assert.deepEqual(installed(), ['tslab']);
    assert.equal((await kernel('install')).code, 0, 'again without harm');
    assert.match((await kernel('uninstall')).stdout, /^The kernel "tslab" is removed from .*\n$/);
    assert.deepEqual(installed(), []);
    assert.equal((await kernel('uninstall')).code, 1);
  });

  it('J16: the Jupyter of this machine runs a notebook of the lessons with it', async function () {
    const found = await run(python, ['-c', 'import nbconvert']).catch(() => undefined);
    if (!found) return void skip(this, 'not installed: the Python module nbconvert');
    await kernel('install');
    const lesson = JSON.parse(readFileSync('notebooks/00-start-here.ipynb', 'utf8')) as { metadata: object };
    const cell = { cell_type: 'code', id: 'a', metadata: {}, execution_count: null, outputs: [], source: '6 * 7' };
    const file = join(folder, 'lesson.ipynb');
    writeFileSync(file, JSON.stringify({ ...lesson, cells: [cell] }));
    await run(python, ['-m', 'nbconvert', '--execute', '--inplace', file], { env: { ...process.env, ...env } });
    const { cells } = JSON.parse(readFileSync(file, 'utf8')) as { cells: { outputs: object[] }[] };
    assert.deepEqual(cells[0]?.outputs, [
      { data: { 'text/plain': ['42'] }, execution_count: 1, metadata: {}, output_type: 'execute_result' },
    ]);
  });

  it('J16: leaves a tslab of somebody else, wherever Jupyter has it, and says what to choose', async function () {
    if (!findProgram('jupyter', process.env)) return void skip(this, 'not installed: jupyter');
    const file = foreignKernelIn('others');
    const { stdout } = await kernel('install');
    assert.match(stdout, /^The kernel "kubelab" is registered/);
    assert.match(stdout, /another one here \(.*others\/kernels\/tslab\) and stays as it is/);
    assert.deepEqual(installed(), ['kubelab']);
    assert.equal((await kernel('install', '--name', 'tslab')).code, 0, 'in another folder, it may be asked for');
    assert.deepEqual(installed(), ['kubelab', 'tslab']);
    assert.equal((await kernel('uninstall')).code, 0);
    assert.deepEqual(installed(), []);
    assert.equal(readFileSync(file, 'utf8'), foreignSpec);
  });

  it('J16: never writes over a kernel of somebody else', async () => {
    const file = foreignKernelIn('data');
    const { code, stderr } = await kernel('install', '--name', 'tslab');
    assert.equal(code, 2);
    assert.match(stderr, /next: install it as kubelab[\s\S]*\[ARGUMENT_INVALID\]/);
    assert.match((await kernel('install')).stdout, /^The kernel "kubelab" is registered/);
    assert.equal((await kernel('uninstall')).code, 0);
    assert.deepEqual(installed(), ['tslab']);
    assert.equal(readFileSync(file, 'utf8'), foreignSpec);
  });

  it('registers it with the cluster that its kernels bring, and without it again', async () => {
    const spec = (): { env?: object } =>
      JSON.parse(readFileSync(join(folder, 'data/kernels/tslab/kernel.json'), 'utf8')) as { env?: object };
    const { code, stdout } = await kernel('install', '--with-cluster');
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, /cluster up|npm start/);
    assert.match(stdout, /brings the practice cluster[\s\S]*ends after 30 minutes without a client/);
    assert.deepEqual(spec().env, { KUBELAB_CLUSTER_IDLE: '30' });
    assert.equal((await kernel('install')).code, 0);
    assert.equal(spec().env, undefined);
    const refused = await kernel('install', '--idle', '10');
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /next: add --with-cluster/);
    assert.equal((await kernel('install', '--with-cluster', '--idle', '0')).code, 2);
  });

  it('tells an administrator what each learner needs, and writes no lessons for the administrator', async () => {
    const { code, stdout } = await kernel('install', '--with-cluster', '--prefix', join(folder, 'all'));
    assert.equal(code, 0);
    assert.match(stdout, /Each learner needs a copy of the lessons: .*lessons update --folder ~\/lessons$/m);
    assert.doesNotMatch(stdout, /VS Code|00-start-here/);
    assert.equal(existsSync(join(home, 'lessons')), false);
  });

  it('registers it below a prefix, and under a name of choice', async () => {
    assert.equal((await kernel('install', '--prefix', join(folder, 'venv'), '--name', 'kubelab')).code, 0);
    assert.deepEqual(readdirSync(join(folder, 'venv/share/jupyter/kernels')), ['kubelab']);
    assert.deepEqual(installed(), []);
    const { code, stderr } = await kernel('install', '--name', 'typescript');
    assert.equal(code, 2);
    assert.match(stderr, /Allowed choices are tslab, kubelab/);
  });
});
