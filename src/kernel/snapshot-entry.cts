/**
 * The script of Node's start-up snapshot (https://nodejs.org/api/cli.html#--build-snapshot): TypeScript as tslab loads it, and
 * the declarations that every cell is checked against, parsed and bound. A script in a snapshot can require nothing but
 * Node's own modules, so TypeScript is evaluated here. A kernel that is started from the snapshot runs launch.js as every
 * other does, and finds this under `Symbol.for('kubelab.kernel.snapshot')`.
 *
 * Node writes into a snapshot which of its native modules were loaded, and a worker thread that loads one of them again ends
 * the whole process ("Assertion failed: shutdown_wrap_template_.IsEmpty()", Node 22 and later). So this script loads as few
 * as TypeScript can do with: not `v8`, which loads streams, and no standard stream of `process`, which loads sockets.
 *
 * Called as `node --build-snapshot SCRIPT TYPESCRIPT FOLDER LIST`; writes the names of the files that it read to LIST.
 */
const fs: typeof import('node:fs') = require('node:fs');
const path: typeof import('node:path') = require('node:path');

/** The part of TypeScript's API that parses and checks a file. */
interface TypeScript {
  sys: { getCurrentDirectory(): string };
  ScriptTarget: { ES2022: number };
  ModuleKind: { ESNext: number };
  ModuleResolutionKind: { Node10: number };
  createCompilerHost(options: object): CompilerHost;
  createSourceFile(name: string, text: string, options: unknown): SourceFile;
  createProgram(names: string[], options: object, host: CompilerHost): Program;
}

interface CompilerHost {
  getSourceFile(name: string, options: unknown): SourceFile | undefined;
}

interface SourceFile {
  fileName: string;
  version?: string;
}

interface Program {
  getSourceFiles(): readonly SourceFile[];
  getSourceFile(name: string): SourceFile | undefined;
  getSemanticDiagnostics(file: SourceFile | undefined): readonly unknown[];
  emit(file: SourceFile | undefined, write: () => void): unknown;
}

const [typescriptFile = '', folder = '', list = ''] = process.argv.slice(2);
const cell = `import { connect } from '../dist/index.js';
import { request } from 'undici';
import { readFileSync } from 'node:fs';
export const admin = await connect();
export const answer = await request('https://127.0.0.1/');
export const text: string = readFileSync('a', 'utf8');`;

/** The modules of Node that TypeScript gets here; it does without the others that it asks for. */
const given: Readonly<Record<string, unknown>> = { fs, path, os: require('node:os'), buffer: require('node:buffer') };

function requireForTypeScript(name: string): unknown {
  if (name in given) return given[name];
  throw new Error(`${name} is not part of the start-up snapshot`);
}

/** Runs `what` while `process` has no standard streams, at which TypeScript looks when it is loaded. */
function withoutStreams<T>(what: () => T): T {
  const { stdin, stdout, stderr } = Object.getOwnPropertyDescriptors(process);
  const none = { value: undefined, configurable: true };
  Object.defineProperties(process, { stdin: none, stdout: none, stderr: none });
  try {
    return what();
  } finally {
    Object.defineProperties(process, { stdin, stdout, stderr });
  }
}

function evaluated(file: string): TypeScript {
  const module = { exports: {} };
  // one character beyond Latin-1, and V8 keeps two bytes for each of the eight million
  const latin = Buffer.from(fs.readFileSync(file, 'utf8').replace(/[^\0-\xff]/g, escaped), 'latin1');
  const run = new Function('module', 'exports', 'require', '__filename', '__dirname', latin.toString('latin1'));
  run(module, module.exports, requireForTypeScript, file, path.dirname(file));
  return module.exports as TypeScript; // the file is TypeScript's own
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** All files of a program with one cell, but for the cell. The options are tslab's for Node 18 and later. */
function parsedFiles(typescript: TypeScript): Map<string, SourceFile> {
  const { ModuleKind, ModuleResolutionKind, ScriptTarget } = typescript;
  const options = {
    module: ModuleKind.ESNext,
    moduleResolution: ModuleResolutionKind.Node10,
    target: ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    types: ['node'],
    typeRoots: [path.join(path.dirname(folder), 'node_modules', '@types')],
    esModuleInterop: true,
    declaration: true,
    skipLibCheck: true,
  };
  const name = path.join(folder, '__snapshot__.ts');
  const host = typescript.createCompilerHost(options);
  const read = host.getSourceFile;
  host.getSourceFile = (file, how) => (file === name ? typescript.createSourceFile(file, cell, how) : read(file, how));
  const program = typescript.createProgram([name], options, host);
  // checked and emitted, so that files are bound, and so that V8 has compiled what does it
  const file = program.getSourceFile(name);
  program.getSemanticDiagnostics(file);
  program.emit(file, () => {});
  const files = new Map<string, SourceFile>();
  for (const source of program.getSourceFiles()) {
    // a builder of programs compares versions; these files never get another one
    if (source !== file) files.set(source.fileName, Object.assign(source, { version: 'snapshot' }));
  }
  return files;
}

const typescript = withoutStreams(() => evaluated(typescriptFile));
const files = withoutStreams(() => parsedFiles(typescript));
fs.writeFileSync(list, JSON.stringify([typescriptFile, ...files.keys()]));
// TypeScript remembers the folder in which it first asked
typescript.sys.getCurrentDirectory = () => process.cwd();
Object.assign(globalThis, { [Symbol.for('kubelab.kernel.snapshot')]: { typescript, files } });
