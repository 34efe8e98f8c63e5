/** `.devcontainer` and `.binder`: their shape, and what their commands do on this machine, where no container engine is. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

const root = resolve(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const text = { type: 'string', minLength: 1 };

/** What of https://containers.dev/implementors/json_schema is used. */
const devcontainerSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['image', 'onCreateCommand', 'postStartCommand'],
  properties: {
    ...{ name: text, image: text, remoteUser: text },
    ...{ onCreateCommand: text, postStartCommand: text, postAttachCommand: text },
    customizations: {
      type: 'object',
      additionalProperties: false,
      properties: {
        vscode: {
          type: 'object',
          additionalProperties: false,
          properties: { extensions: { type: 'array', items: { type: 'string', pattern: '^[\\w-]+\\.[\\w-]+$' } } },
        },
      },
    },
  },
};

/** A conda environment, as repo2docker reads it. */
const environmentSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['dependencies'],
  properties: {
    channels: { type: 'array', items: text },
    dependencies: { type: 'array', items: { type: 'string', pattern: '^[a-z]+=[\\d.]+$' } },
  },
};

function assertShape(schema: object, value: unknown): void {
  const ajv = new Ajv({ allErrors: true });
  assert.ok(ajv.validate(schema, value), ajv.errorsText());
}

interface Devcontainer {
  image: string;
  onCreateCommand: string;
  postStartCommand: string;
  postAttachCommand: string;
}

describe('containers for the lessons', function () {
  this.slow(20_000);
  let folder = '';
  let env: Record<string, string | undefined>;
  const container = JSON.parse(read('.devcontainer/devcontainer.json')) as Devcontainer;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-container-'));
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    // what these install or open is not run: a word in the log stands for it
    for (const name of ['npm', 'code']) {
      writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> "${folder}/asked"\n`);
      chmodSync(join(bin, name), 0o755);
    }
    symlinkSync(process.execPath, join(bin, 'node'));
    const { KUBECONFIG: _, KUBELAB_HOME: __, JUPYTER_DATA_DIR: ___, XDG_DATA_HOME: ____, ...rest } = process.env;
    env = { ...rest, HOME: folder, PATH: `${bin}:/usr/bin:/bin` };
  });
  afterEach(() => {
    sh('node dist/bin.js cluster down');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  function sh(command: string): { status: number | null; output: string } {
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: root, env, encoding: 'utf8' });
    return { status, output: stdout + stderr };
  }
  function assertRuns(command: string): string {
    const { status, output } = sh(command);
    assert.equal(status, 0, `${command}: ${output}`);
    return output;
  }
  function assertReady(lessons: string): void {
    const [kernel = ''] = [join(folder, '.local/share/jupyter/kernels/tslab/kernel.json')].filter(existsSync);
    const { argv } = JSON.parse(readFileSync(kernel, 'utf8')) as { argv: string[] };
    assert.ok(
      argv.some((word) => word.endsWith('dist/kernel/launch.js')),
      argv.join(' '),
    );
    assert.ok(existsSync(join(lessons, '00-start-here.ipynb')), lessons);
    assert.match(assertRuns('node dist/bin.js request GET /version'), /GET \/version -> 200 OK/);
    assert.match(readFileSync(join(folder, 'asked'), 'utf8'), /^npm ci\n/);
  }

  it('the devcontainer has the shape of one, and a Node that kubelab takes', () => {
    assertShape(devcontainerSchema, container);
    assert.match(container.image, /^node:2[246]-/);
  });

  it("the devcontainer's commands leave the kernel, the lessons and a cluster that answers", () => {
    assertRuns(container.onCreateCommand);
    assertRuns(container.postStartCommand);
    const lessons = join(folder, '.kubelab', 'lessons');
    assertReady(lessons);
    assertRuns(container.postAttachCommand);
    const [, opened = ''] = /code -r (\S+)/.exec(readFileSync(join(folder, 'asked'), 'utf8')) ?? [];
    assert.equal(dirname(opened), lessons);
    assert.ok(existsSync(opened), opened);
  });

  it('the binder has an environment and programs, which leave the same', () => {
    const environment: unknown = parse(read('.binder/environment.yml'));
    assertShape(environmentSchema, environment);
    for (const name of ['postBuild', 'start']) {
      assert.ok(statSync(join(root, '.binder', name)).mode & 0o100, `${name} cannot be run`);
    }
    const lessons = join(root, 'lessons');
    assert.ok(!existsSync(lessons), 'there is a folder of lessons in this checkout');
    try {
      assertRuns('.binder/postBuild');
      assert.match(assertRuns('.binder/start echo "the lab starts"'), /the lab starts/);
      assertReady(lessons);
    } finally {
      rmSync(lessons, { recursive: true, force: true });
    }
  });
});
