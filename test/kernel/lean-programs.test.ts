import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { kernelCommand } from '../../src/kernel/kernelspec.js';
import { withLeanPrograms } from '../../src/kernel/lean-programs.js';
import { replacing } from '../../src/kernel/mend.js';
import type { Kernel } from '../../src/notebook/kernel-client.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { type KernelHere, kernelHere } from '../helpers/kernel-here.js';
import { outputText } from '../helpers/output-text.js';
import { convertersOn, tslabsTypeScript } from '../helpers/tslab-converter.js';

const root = resolve(import.meta.dirname, '../..');

describe('programs of a kernel', () => {
  let folder: string;
  let kernel: Kernel;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-programs-'));
    mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
    for (const name of ['kubelab', '@types/node']) {
      const target = name === 'kubelab' ? root : join(root, 'node_modules', name);
      symlinkSync(target, join(folder, 'node_modules', name));
    }
    kernel = await startKernel(kernelCommand({ folder }));
  });
  after(async () => {
    await kernel?.shutdown();
    rmSync(folder, { recursive: true });
  });
  const text = async (code: string): Promise<string> => outputText((await kernel.execute(code)).outputs).trim();
  const addPackage = (name: string, types: string): void => {
    const own = join(folder, 'node_modules', name);
    mkdirSync(own, { recursive: true });
    writeFileSync(
      join(own, 'package.json'),
      JSON.stringify({ name, version: '1.0.0', main: 'index.js', types: 'index.d.ts' }),
    );
    writeFileSync(join(own, 'index.d.ts'), types);
    writeFileSync(join(own, 'index.js'), "exports.word = 'said';");
  };

  it('know a package that is installed after it was missed', async () => {
    assert.match(await text("import { word } from 'late-package'; word"), /^1:22 - Cannot find module 'late-package'/);
    addPackage('late-package', 'export const word: string;');
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
  let kernel: KernelHere;
  before(() => {
    kernel = kernelHere();
  });
  after(() => kernel.close());
  /** The last value of a cell, or what the compiler found first. */
  const outcome = async (code: string): Promise<unknown> => {
    const { diagnostics, result, fault } = await kernel.run(code);
    assert.equal(fault, undefined, fault?.evalue);
    return diagnostics[0]?.message ?? result[0];
  };

  it("know Node's global types, and those of no other package", async () => {
    assert.equal(await outcome('process.argv.length satisfies number; 1'), 1);
    assert.match(String(await outcome('beforeEach')), /^Cannot find name 'beforeEach'/, '@types/mocha is there');
  });

  it('explain what is imported from kubelab with its documentation', async () => {
    assert.equal(await outcome("import { connect } from 'kubelab'; typeof connect"), 'function');
    assert.match(kernel.explain('conn|ect'), /Opens a way to an API server|Without options/);
  });
});

describe('names that the declarations of earlier cells import', () => {
  const declarations = (count: number): string =>
    Array.from({ length: count }, (_, at) => `declare let v${at}: import("./src/index").Client;\n`).join('');

  it('are sought once for a program, however often they are there, and anew for the next', () => {
    const sought: string[] = [];
    const counting = replacing(tslabsTypeScript, {
      resolveModuleName(name, ...rest) {
        sought.push(name);
        return tslabsTypeScript.resolveModuleName(name, ...rest);
      },
    });
    const converter = convertersOn(withLeanPrograms(counting)).createConverter({ isJS: false, isBrowser: false });
    converter.convert(`export {};\n${declarations(3)}`, 'v0');
    const countIn = (prev: string): number => {
      sought.length = 0;
      converter.convert(prev, 'v1');
      return sought.filter((name) => name === './src/index').length;
    };
    assert.equal(countIn(`export {};\n${declarations(10)}`), 1);
    assert.equal(countIn(`export {};\n${declarations(40)}`), 1);
    converter.close();
  });
});
