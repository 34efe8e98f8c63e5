/** The part of TypeScript's API (5.0, which tslab brings with it) that is changed for tslab; that TypeScript is no import of ours. */

/** The module, and what of it is called. */
export interface TypeScript {
  version: string;
  createWatchCompilerHost(
    roots: unknown,
    options: object,
    system: { getCurrentDirectory(): string },
    createProgram: unknown,
    ...rest: unknown[]
  ): WatchCompilerHost;
  createAbstractBuilder: unknown;
  /** Keeps what names were found to mean, by folder. */
  createModuleResolutionCache(folder: string, canonical: (name: string) => string): object;
  transpileModule(text: string, options: { compilerOptions: object }): { outputText: string; sourceMapText?: string };
  isShorthandPropertyAssignment(node: SyntaxNode): node is ShorthandPropertyAssignment;
  visitEachChild(node: SyntaxNode, visit: (node: SyntaxNode) => SyntaxNode, context: unknown): SyntaxNode;
  factory: {
    createIdentifier(text: string): SyntaxNode;
    createPropertyAccessExpression(object: SyntaxNode, name: string): SyntaxNode;
    createAssignment(left: SyntaxNode, right: SyntaxNode): SyntaxNode;
    createPropertyAssignment(name: string, value: SyntaxNode): SyntaxNode;
  };
  /** Finds what the file declares. */
  bindSourceFile(file: SourceFile, options: object): void;
  resolveModuleName(name: string, containing: string, options: object, host: WatchCompilerHost): Resolution;
  resolveTypeReferenceDirective(name: string, containing: string, options: object, host: WatchCompilerHost): Resolution;
}

/** What a watch asks for programs and for what imports mean. */
export interface WatchCompilerHost {
  createProgram(names: unknown, options: unknown, host: CompilerHost | undefined, ...rest: unknown[]): BuilderProgram;
  hasInvalidatedResolutions?(path: string): boolean;
  getModuleResolutionCache?(): object;
  resolveModuleNameLiterals?: Resolver<{ text: string }>;
  resolveTypeReferenceDirectiveReferences?: Resolver<string | { fileName: string }>;
}

type Resolver<Name> = (
  names: readonly Name[],
  containing: string,
  redirected: unknown,
  options: object,
  file: SourceFile | undefined,
) => Resolution[];

/** Where source files come from. */
export interface CompilerHost {
  getSourceFile(name: string, ...rest: unknown[]): unknown;
  getSourceFileByPath?(name: string, ...rest: unknown[]): unknown;
}

/** A program as tslab holds it. */
export interface BuilderProgram {
  getProgram(): Program;
  getSourceFiles(): readonly SourceFile[];
  getAllDependencies(file: SourceFile): readonly string[];
  emit(
    file: SourceFile | undefined,
    write: (name: string, text: string, ...rest: unknown[]) => void,
    token?: unknown,
    onlyDeclarations?: unknown,
    transformers?: object,
  ): unknown;
}

/** A node of a syntax tree. */
export interface SyntaxNode {
  getSourceFile(): SourceFile;
}

/** `{ name }`, or `{ name = initial }` on the left of an assignment. */
export interface ShorthandPropertyAssignment extends SyntaxNode {
  name: SyntaxNode & { text: string };
  objectAssignmentInitializer?: SyntaxNode;
}

/** A program of one state of the files. */
export interface Program {
  getTypeChecker(): {
    getShorthandAssignmentValueSymbol(node: SyntaxNode): { declarations?: readonly SyntaxNode[] } | undefined;
  };
  getSourceFile(name: string): SourceFile | undefined;
}

/** What an import or a reference was found to mean; without a file when it means none. */
export interface Resolution {
  resolvedModule?: { resolvedFileName: string; isExternalLibraryImport?: boolean };
  resolvedTypeReferenceDirective?: { isExternalLibraryImport?: boolean };
}

/** A parsed file. TypeScript keeps in it what its imports and references were found to mean. */
export interface SourceFile {
  fileName: string;
  path: string;
  imports: unknown;
  moduleAugmentations: unknown;
  original?: object;
  referencedFiles: readonly { fileName: string }[];
  resolvedModules?: Resolutions;
  resolvedTypeReferenceDirectiveNames?: Resolutions;
}

/** By name, and by the kind of import where a package has several. */
export interface Resolutions {
  get(name: string, mode: undefined): Resolution | undefined;
  forEach(take: (resolution: Resolution) => void): void;
}

/** What tslab's `dist/converter.js` makes of a cell. */
export interface Converted {
  output?: string;
  hasToplevelAwait?: boolean;
  /** The variable that the value of the last expression is put in. */
  lastExpressionVar?: string;
}

/** The part of that module that is changed. */
export interface TslabConverter {
  createConverter(options: unknown): { convert(...sources: unknown[]): Converted; close(): void };
}
