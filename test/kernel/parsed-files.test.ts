/** Files from a start-up snapshot, in programs of the TypeScript that tslab brings with it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsedTypeScript, withParsedFiles } from '../../src/kernel/parsed-files.js';
import type { CompilerHost, SourceFile, TypeScript } from '../../src/kernel/typescript-for-tslab.js';

/** What of TypeScript only this test asks for. */
interface Whole extends Omit<TypeScript, 'createSourceFile'> {
  sys: { getCurrentDirectory(): string };
  createCompilerHost(options: object): CompilerHost;
  createSourceFile(name: string, text: string, target: number): SourceFile;
}

describe('files that are parsed already', () => {
  const typescript = createRequire(import.meta.url)('@tslab/typescript-for-tslab') as Whole;
  const symbol = Symbol.for('kubelab.kernel.snapshot');
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-parsed-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('take the place of those on the disk, and all others are read', () => {
    const [kept, read] = ['kept.ts', 'read.ts'].map((name) => join(folder, name)) as [string, string];
    for (const file of [kept, read]) writeFileSync(file, 'export const from = "disk";');
    const parsed = typescript.createSourceFile(kept, 'export const from = "snapshot";', 99);
    const files = new Map([[kept, parsed]]);
    const options = { noLib: true, types: [] };
    const mended = withParsedFiles(typescript as unknown as TypeScript, files);
    const { sys, createAbstractBuilder } = typescript;
    const watch = mended.createWatchCompilerHost([kept, read], options, sys, createAbstractBuilder);
    const plain = typescript.createCompilerHost(options);
    const host: CompilerHost = {
      ...plain,
      // as the host of a watch has it
      getSourceFileByPath: (name, _path, ...rest) => plain.getSourceFile(name, ...rest),
    };
    for (const time of ['first', 'second']) {
      const program = watch.createProgram([kept, read], options, host).getProgram();
      assert.equal(program.getSourceFile(kept), parsed, time);
      assert.match(program.getSourceFile(read)?.text ?? '', /disk/);
    }
    assert.equal(host.getSourceFileByPath?.(kept, kept, 99), parsed);
    const byPath = host.getSourceFileByPath?.(read, read, 99) as SourceFile | undefined;
    assert.match(byPath?.text ?? '', /disk/);
    const other = typescript.createCompilerHost(options);
    watch.createProgram([kept], options, other);
    assert.equal(other.getSourceFile(kept, 99), parsed);
    assert.equal(other.getSourceFileByPath, undefined);
    assert.ok(watch.createProgram([kept], options, undefined).getProgram().getSourceFile(kept));
  });

  it('are those of the snapshot that this process was started from', () => {
    assert.equal(parsedTypeScript(), undefined);
    const contents = { typescript, files: new Map() };
    Object.assign(globalThis, { [symbol]: contents });
    try {
      assert.equal(parsedTypeScript(), contents);
    } finally {
      Reflect.deleteProperty(globalThis, symbol);
    }
  });
});
