/** The part of TypeScript's API (5.0, which tslab brings with it) that is changed for tslab; that TypeScript is no import of ours. */

import type { TextPart } from './tslab.js';

/** The module, as far as it is called. */
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
  /** Keeps the resolutions of names, by folder. */
  createModuleResolutionCache(folder: string, canonical: (name: string) => string): object;
  transpileModule(text: string, options: { compilerOptions: object }): { outputText: string; sourceMapText?: string };
  isShorthandPropertyAssignment(node: SyntaxNode): node is ShorthandPropertyAssignment;
  getPreEmitDiagnosticsOfFiles(program: Program, files: readonly SourceFile[]): readonly Diagnostic[];
  /** The token that ends at or before the position, or holds it. */
  findPrecedingToken(position: number, file: SourceFile): SyntaxNode | undefined;
  isStringLiteralLike(node: SyntaxNode): node is SyntaxNode & { isUnterminated?: boolean };
  SignatureHelp: {
    getSignatureHelpItems(
      program: Program,
      file: SourceFile,
      position: number,
      reason: undefined,
      cancellation: object,
    ): SignatureHelp | undefined;
  };
  isArrayLiteralExpression(node: SyntaxNode): boolean;
  isPropertyAssignment(node: SyntaxNode): node is SyntaxNode & { name: SyntaxNode & { text?: string } };
  isFunctionLike(node: SyntaxNode): boolean;
  isForOfStatement(node: SyntaxNode): node is SyntaxNode & { awaitModifier?: SyntaxNode };
  /** Gives each child to `take` until one answer is true, and returns that. */
  forEachChild(node: SyntaxNode, take: (node: SyntaxNode) => boolean): boolean | undefined;
  visitEachChild(node: SyntaxNode, visit: (node: SyntaxNode) => SyntaxNode, context: unknown): SyntaxNode;
  factory: {
    createIdentifier(text: string): SyntaxNode;
    createPropertyAccessExpression(object: SyntaxNode, name: string): SyntaxNode;
    createAssignment(left: SyntaxNode, right: SyntaxNode): SyntaxNode;
    createPropertyAssignment(name: string, value: SyntaxNode): SyntaxNode;
  };
  /** Finds the file's declarations. */
  bindSourceFile(file: SourceFile, options: object): void;
  createSourceFile(name: string, text: string, target: number): { parseDiagnostics: readonly { code: number }[] };
  resolveModuleName(name: string, containing: string, options: object, host: WatchCompilerHost): Resolution;
  resolveTypeReferenceDirective(name: string, containing: string, options: object, host: WatchCompilerHost): Resolution;
}

/** The host of a watch, for programs and for resolutions. */
export interface WatchCompilerHost {
  createProgram(
    names: unknown,
    options: unknown,
    host: CompilerHost | undefined,
    before?: BuilderProgram,
    ...rest: unknown[]
  ): BuilderProgram;
  /** Plans an update of the program. */
  setTimeout(update: () => void, ...rest: unknown[]): unknown;
  clearTimeout(timer: unknown): void;
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

/** A finding of the compiler: its place, in characters, and the number of its kind. */
export interface Diagnostic {
  code: number;
  file?: SourceFile;
  start: number;
  length: number;
}

/** The forms of a function that is called, and where the cursor is in the call. */
export interface SignatureHelp {
  items: readonly SignatureItem[];
  selectedItemIndex: number;
  argumentIndex: number;
}

/** One form of a function, in pieces of text. */
export interface SignatureItem {
  isVariadic: boolean;
  prefixDisplayParts: readonly TextPart[];
  separatorDisplayParts: readonly TextPart[];
  suffixDisplayParts: readonly TextPart[];
  parameters: readonly { name: string; displayParts: readonly TextPart[]; documentation: readonly TextPart[] }[];
  documentation: readonly TextPart[];
}

/** A node of a syntax tree. */
export interface SyntaxNode {
  parent?: SyntaxNode;
  end: number;
  getStart(file: SourceFile): number;
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

/** The resolution of an import or a reference; without a file when there is none. */
export interface Resolution {
  resolvedModule?: { resolvedFileName: string; isExternalLibraryImport?: boolean };
  resolvedTypeReferenceDirective?: { isExternalLibraryImport?: boolean };
}

/** A parsed file. TypeScript keeps in it the resolutions of its imports and references. */
export interface SourceFile extends SyntaxNode {
  fileName: string;
  text: string;
  path: string;
  imports: unknown;
  moduleAugmentations: unknown;
  original?: object;
  referencedFiles: readonly { fileName: string }[];
  resolvedModules?: Resolutions;
  resolvedTypeReferenceDirectiveNames?: Resolutions;
}

/** Resolutions by name, and by kind of import where a package has several. */
export interface Resolutions {
  get(name: string, mode: undefined): Resolution | undefined;
  forEach(take: (resolution: Resolution) => void): void;
}

/** A cell as tslab's `dist/converter.js` converts it. */
export interface Converted {
  output?: string;
  hasToplevelAwait?: boolean;
  /** The variable that the value of the last expression is put in. */
  lastExpressionVar?: string;
}

/** The part of that module that is changed. */
export interface TslabConverter {
  /** Whether code is at its end; `indent` is for the line that has to come. */
  isCompleteCode(code: string): { completed: boolean; indent?: string };
  createConverter(options: unknown): { convert(...sources: unknown[]): Converted; close(): void };
}
