/**
 * A program of TypeScript for a cell, made with less work. tslab makes two for every cell, and for each TypeScript would find
 * out anew what every file of the libraries imports, watch all folders in which an import was sought, and note which file
 * depends on which. Declarations of packages stay as they are while a kernel runs, and tslab asks only what a cell reaches.
 */
import { isBuiltin } from 'node:module';
import { dirname, resolve } from 'node:path';
import { isCell, isOfEarlierCells, replacing } from './mend.js';
import type { Program, Resolution, Resolutions, SourceFile, TypeScript } from './typescript-for-tslab.js';

/**
 * TypeScript whose watches make such programs. Of the global types in `node_modules/@types` they know Node's alone: the
 * others' are not defined in a kernel.
 */
export function withLeanPrograms(typescript: TypeScript): TypeScript {
  return replacing(typescript, {
    createWatchCompilerHost(roots, options, system, _createProgram, ...rest) {
      const own = { ...options, types: ['node'] };
      const host = typescript.createWatchCompilerHost(roots, own, system, typescript.createAbstractBuilder, ...rest);
      const { createProgram } = host;
      host.createProgram = (...args) => {
        module.begin();
        types.begin();
        const builder = createProgram(...args);
        // tslab reads which names a cell declares before anything asks for its types
        for (const file of builder.getSourceFiles()) if (isCell(file.fileName)) typescript.bindSourceFile(file, own);
        builder.getAllDependencies = (file) => reachedFiles(builder.getProgram(), file);
        return builder;
      };
      // imports of earlier cells were resolved when those cells ran
      host.hasInvalidatedResolutions = (path) => !path.endsWith('.d.ts');
      // every program looks for a package that might stand in for each file of the standard library
      const cache = typescript.createModuleResolutionCache(system.getCurrentDirectory(), (name) => name);
      host.getModuleResolutionCache = () => cache;
      const module = resolver((name, containing) => typescript.resolveModuleName(name, containing, own, host));
      host.resolveModuleNameLiterals = (names, containing, _redirected, _options, file) =>
        names.map(({ text }) => module.resolve(text, containing, file?.resolvedModules));
      const types = resolver((name, containing) =>
        typescript.resolveTypeReferenceDirective(name, containing, own, host),
      );
      host.resolveTypeReferenceDirectiveReferences = (names, containing, _redirected, _options, file) =>
        names.map((name) => types.resolve(nameOf(name), containing, file?.resolvedTypeReferenceDirectiveNames));
      return host;
    },
  });
}

/** Declarations, but for those of the earlier cells. */
function isStable(path: string): boolean {
  return path.endsWith('.d.ts') && !isOfEarlierCells(path);
}

/** Resolves the names that the files of a program import. */
interface Resolver {
  /** Another program begins. */
  begin(): void;
  /** A name in a file, `before` being its resolution in the last program. */
  resolve(name: string, containing: string, before: Resolutions | undefined): Resolution;
}

/**
 * A resolution in a package is kept. Any other may have come since, or have changed, and is kept for the program: the declarations
 * of the earlier cells import the same file for each of their types.
 */
function resolver(resolve: (name: string, containing: string) => Resolution): Resolver {
  const found = new Map<string, Resolution>();
  const foundNow = new Map<string, Resolution>();
  return {
    begin: () => foundNow.clear(),
    resolve: (name, containing, before) => {
      const earlier = isStable(containing) ? before?.get(name, undefined) : undefined;
      if (earlier) return earlier;
      // Node's own modules are declared, and lie in no file
      if (isBuiltin(name)) return {};
      const place = `${dirname(containing)} ${name}`;
      const kept = found.get(place) ?? foundNow.get(place);
      if (kept) return kept;
      const resolution = withComments(resolve(name, containing));
      const { resolvedModule, resolvedTypeReferenceDirective } = resolution;
      const { isExternalLibraryImport } = resolvedModule ?? resolvedTypeReferenceDirective ?? {};
      (isExternalLibraryImport ? found : foundNow).set(place, resolution);
      return resolution;
    },
  };
}

/**
 * kubelab's declarations with their comments, for Shift-Tab: those for plain tslab, which `typesVersions` names, have none, and
 * a start-up snapshot holds these.
 */
function withComments(resolution: Resolution): Resolution {
  const { resolvedModule } = resolution;
  const whole = resolvedModule?.resolvedFileName.replace(/[\\/]dist[\\/]tslab\.d\.ts$/, '/dist/index.d.ts');
  return resolvedModule && whole
    ? { ...resolution, resolvedModule: { ...resolvedModule, resolvedFileName: whole } }
    : resolution;
}

function nameOf(reference: string | { fileName: string }): string {
  return (typeof reference === 'string' ? reference : reference.fileName).toLowerCase();
}

/** The names of the files that are reached from `file` by imports and references, with its own. */
function reachedFiles(program: Program, file: SourceFile): string[] {
  const reached = new Set([file]);
  // a set gives what is added while it is gone through, too
  for (const { resolvedModules, referencedFiles, fileName } of reached) {
    const names = referencedFiles.map((reference) => resolve(dirname(fileName), reference.fileName));
    resolvedModules?.forEach(({ resolvedModule }) => {
      if (resolvedModule) names.push(resolvedModule.resolvedFileName);
    });
    for (const name of names) {
      const target = program.getSourceFile(name);
      if (target) reached.add(target);
    }
  }
  return [...reached].map(({ fileName }) => fileName);
}
