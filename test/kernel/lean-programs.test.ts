import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { kernelCommand } from '../../src/kernel/kernelspec.js';
import type { Kernel } from '../../src/notebook/kernel-client.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { type KernelHere, kernelHere } from '../helpers/kernel-here.js';
import { outputText } from '../helpers/output-text.js';

const root = resolve(import.meta.dirname, '../..');

/** A folder from which kubelab and Node's types can be imported; whoever makes it removes it. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-programs-'));
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  for (const name of ['kubelab', '@types/node']) {
    const target = name === 'kubelab' ? root : join(root, 'node_modules', name);
    symlinkSync(target, join(folder, 'node_modules', name));
  }
  return folder;
}

function addPackage(folder: string, name: string, types: string): void {
  const own = join(folder, 'node_modules', name);
  mkdirSync(own, { recursive: true });
  writeFileSync(
    join(own, 'package.json'),
    JSON.stringify({ name, version: '1.0.0', main: 'index.js', types: 'index.d.ts' }),
  );
  writeFileSync(join(own, 'index.d.ts'), types);
  writeFileSync(join(own, 'index.js'), "exports.word = 'said';");
}

describe('programs of a kernel', () => {
  let folder: string;
  let kernel: Kernel;
  before(async () => {
    folder = makeFolder();
    kernel = await startKernel(kernelCommand({ folder }));
  });
  after(async () => {
    await kernel?.shutdown();
    rmSync(folder, { recursive: true });
  });
  const text = async (code: string): Promise<string> => outputText((await kernel.execute(code)).outputs).trim();

  it('know a package that is installed after it was missed', async () => {
    assert.match(await text("import { word } from 'late-package'; word"), /^1:22 - Cannot find module 'late-package'/);
    addPackage(folder, 'late-package', 'export const word: string;');
    assert.equal(await text("import { word } from 'late-package'; word"), 'said');
    assert.match(await text('const n: number = word;'), /^1:7 - Type 'string' is not assignable to type 'number'/);
  });

  it('take a file beside the notebook, with what it imports, and the types of both', async () => {
    writeFileSync(join(folder, 'inner.ts'), "export const inner = 'in' as const;");
    writeFileSync(
      join(folder, 'local.ts'),
      "import { inner } from './inner';\nexport const both = [inner, 'ner'].join('') as 'inner';",
    );
    assert.equal(await text("import { both } from './local'; both satisfies 'inner'"), 'inner');
    assert.match(
      await text("const other: 'outer' = both;"),
      /^1:7 - Type '"inner"' is not assignable to type '"outer"'/,
    );
  });

  it('complete and explain what is imported, with its documentation', async () => {
    assert.equal((await kernel.execute("import { connect } from 'kubelab';")).status, 'ok');
    const { outputs } = await kernel.execute('connect');
    assert.match(outputText(outputs), /Function/);
  });
});

describe('programs of a kernel in this process', () => {
  const startedIn = process.cwd();
  let folder: string;
  let kernel: KernelHere;
  before(() => {
    folder = makeFolder();
    addPackage(folder, '@types/other', 'declare const fromOther: number;');
    process.chdir(folder);
    kernel = kernelHere();
  });
  after(() => {
    kernel.close();
    process.chdir(startedIn);
    rmSync(folder, { recursive: true });
  });
  /** The last value of a cell, or what the compiler found first. */
  const outcome = async (code: string): Promise<unknown> => {
    const { diagnostics, result, fault } = await kernel.run(code);
    assert.equal(fault, undefined, fault?.evalue);
    return diagnostics[0]?.message ?? result[0];
  };

  it('know a package that is installed after it was missed', async () => {
    assert.match(String(await outcome("import { word } from 'late'; word")), /^Cannot find module 'late'/);
    addPackage(folder, 'late', 'export const word: string;');
    assert.equal(await outcome("import { word } from 'late'; word"), 'said');
    assert.equal(await outcome('const n: number = word;'), "Type 'string' is not assignable to type 'number'.");
  });

  it('take a file beside the notebook with what it imports and refers to, as it is when a cell runs', async () => {
    writeFileSync(join(folder, 'inner.ts'), "export const inner = 'in' as const;");
    writeFileSync(join(folder, 'ambient.d.ts'), "declare type Inner = 'inner';");
    writeFileSync(
      join(folder, 'local.ts'),
      "/// <reference path='./ambient.d.ts' />\nimport { inner } from './inner';\n" +
        "export const both = [inner, 'ner'].join('') as Inner;",
    );
    assert.equal(await outcome("import { both } from './local'; both satisfies 'inner'"), 'inner');
    assert.match(String(await outcome("const other: 'outer' = both;")), /^Type '"inner"' is not assignable to type/);
    assert.match(String(await outcome("import { late } from './late'; late")), /^Cannot find module '.\/late'/);
    writeFileSync(join(folder, 'late.ts'), 'export const late = 5;');
    assert.equal(await outcome("import { late } from './late'; late"), 5);
  });

  it("know Node's global types, and those of no other package", async () => {
    assert.equal(await outcome('process.argv.length satisfies number; 1'), 1);
    assert.match(String(await outcome('fromOther')), /^Cannot find name 'fromOther'/);
  });

  it('explain what is imported from kubelab with its documentation', async () => {
    assert.equal(await outcome("import { connect } from 'kubelab'; typeof connect"), 'function');
    assert.match(kernel.explain('conn|ect'), /Opens a way to an API server|Without options/);
  });
});
