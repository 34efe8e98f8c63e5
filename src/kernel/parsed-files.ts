/**
 * Source files that are parsed already, from a start-up snapshot, given to tslab's compiler in place of reading and parsing
 * them again: most of a kernel's start, and of the time for its first check, is that.
 */
import { replacing } from './mend.js';
import type { CompilerHost, TypeScript } from './typescript-for-tslab.js';

/** TypeScript and the files, by their names, that the start-up snapshot holds. */
export interface ParsedTypeScript {
  typescript: TypeScript;
  files: ReadonlyMap<string, unknown>;
}

/** The contents of the snapshot that this process was started from; undefined when it was started without one. */
export function parsedTypeScript(): ParsedTypeScript | undefined {
  return (globalThis as Partial<Record<symbol, ParsedTypeScript>>)[Symbol.for('kubelab.kernel.snapshot')];
}

/** TypeScript whose programs take those files. */
export function withParsedFiles(typescript: TypeScript, files: ParsedTypeScript['files']): TypeScript {
  const known = new WeakSet<CompilerHost>();
  const giveFiles = (host: CompilerHost): void => {
    if (known.has(host)) return;
    known.add(host);
    const { getSourceFile, getSourceFileByPath } = host;
    host.getSourceFile = (name, ...rest) => files.get(name) ?? getSourceFile(name, ...rest);
    if (getSourceFileByPath) {
      host.getSourceFileByPath = (name, ...rest) => files.get(name) ?? getSourceFileByPath(name, ...rest);
    }
  };
  return replacing(typescript, {
    createWatchCompilerHost(...args) {
      const host = typescript.createWatchCompilerHost(...args);
      const { createProgram } = host;
      host.createProgram = (names, programOptions, compilerHost, ...rest) => {
        if (compilerHost) giveFiles(compilerHost);
        return createProgram(names, programOptions, compilerHost, ...rest);
      };
      return host;
    },
  });
}
