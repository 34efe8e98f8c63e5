import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import * as kubelab from '../src/index.js';
import { importsOf } from './helpers/import-table.js';
import { skip } from './helpers/skip.js';

const root = resolve(import.meta.dirname, '..');
const entry = join(root, 'dist', 'index.js');

/** Every module of ours that loading `file` loads, and every package; what is loaded only when called is left out. */
function graphOf(file: string): { modules: string[]; packages: Set<string> } {
  const files = [file];
  const modules: string[] = [];
  const packages = new Set<string>();
  for (const from of files) {
    const text = readFileSync(from, 'utf8').replace(/\bimport\([^)]*\)/g, '');
    // the bundler says where each part of a file came from
    modules.push(...[...text.matchAll(/^\/\/ (src\/.+)$/gm)].map(([, module = '']) => module));
    for (const specifier of importsOf(text)) {
      if (specifier.startsWith('.')) {
        const target = resolve(dirname(from), specifier);
        if (!files.includes(target)) files.push(target);
      } else if (!specifier.startsWith('node:') && !builtinModules.includes(specifier)) packages.add(specifier);
    }
  }
  return { modules, packages };
}

describe('index: what a notebook imports', () => {
  before(function () {
    if (!existsSync(entry)) skip(this, 'kubelab is not built');
  });

  it('exports these names and no others', () => {
    const names = [
      'KubelabError',
      'certificateRequest',
      'check',
      'connect',
      'decodeCertificate',
      'decodeJwt',
      'fromBase64',
      'impostor',
      'newKey',
      'openWorkshop',
      'show',
      'strangerCertificate',
      'toBase64',
      'waitingReason',
    ];
    assert.deepEqual(Object.keys(kubelab).sort(), names);
  });

  it("has declarations that tslab's own compiler reads without a fault, strict or not", () => {
    const compiler = join(root, 'node_modules/@tslab/typescript-for-tslab/bin/tsc');
    const options = [
      '--noEmit',
      '--skipLibCheck',
      'false',
      '--moduleResolution',
      'node',
      '--types',
      'node',
      '--target',
      'es2022',
    ];
    for (const more of [['dist/index.d.ts'], ['dist/tslab.d.ts'], ['--strict', 'dist/index.d.ts']]) {
      const { stdout } = spawnSync(process.execPath, [compiler, ...options, ...more], {
        cwd: root,
        encoding: 'utf8',
      });
      const own = stdout.split('\n').filter((line) => /error TS/.test(line) && !line.startsWith('node_modules/'));
      assert.deepEqual(own, []);
    }
  }).timeout(300_000);

  it("shows no library's types in its declarations, which are one file", () => {
    const declarations = readFileSync(join(root, 'dist', 'index.d.ts'), 'utf8');
    for (const specifier of importsOf(declarations)) assert(specifier.startsWith('node:'), specifier);
    assert.match(declarations, /^export \{[^}]*\bconnect\b/m);
    // a cell's variable may be of any type, and the kernel has to name it
    assert.doesNotMatch(declarations, /^(interface|type) /m);
  });

  it('can be required: nothing that it loads has a top-level await', () => {
    const { status, stderr } = spawnSync(process.execPath, ['-e', `require(${JSON.stringify(entry)})`], {
      encoding: 'utf8',
    });
    assert.deepEqual([status, stderr], [0, '']);
  });

  it('loads no library: each comes when it is called for', () => {
    const { modules, packages } = graphOf(entry);
    assert.deepEqual([...packages].sort(), []);
    assert(modules.includes('src/request/sender.ts'));
    const others = modules.filter((module) => /^src\/(cluster|course|grader|kernel|cli|sandbox)\//.test(module));
    assert.deepEqual(others, []);
  });

  it('lets a program end while connections are idle', () => {
    const script = `
      const { connect, impostor } = require(${JSON.stringify(entry)});
      (async () => {
        const man = await impostor();
        const client = await connect({ server: man.server, insecure: true }, { warn: () => {} });
        const exchange = await client.get('/api');
        console.log(exchange.status);
        // comes only while something else keeps the program, which a connection would for four seconds
        setTimeout(() => process.exit(3), 2500).unref();
      })();`;
    const { status, stdout } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 60_000 });
    assert.deepEqual([status, stdout], [0, '401\n']);
  });
});
