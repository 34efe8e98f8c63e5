/**
 * tslab's mistakes about `await`. It runs a cell as an async function when TypeScript complains of an `await` outside of one,
 * and misses two forms, which then are not defined where the cell runs. One is the loop `for await (…)`. The other is an
 * `await` before a parenthesis, as in `await (await connect()).get(…)`: it may be a call of a function, so TypeScript parses
 * such a file a second time. The first parse, which is asked where it lies and what it imports when a type of a module has to
 * be named, does not know. And tslab takes an `await` in a method for one at the top, so that its fault is not told.
 */
import { changeConverted, changePrograms, isCell, replacing } from './mend.js';
import type { Diagnostic, SourceFile, SyntaxNode, TslabConverter, TypeScript } from './typescript-for-tslab.js';

/** True when the cell that was compiled last has to be run as an async function, whatever tslab found in it. */
let awaits = false;

/** TypeScript's number for an `await` outside of an async function, and a number that tslab does not know. */
const AWAIT_OUTSIDE = 1308;
const AWAIT_IN_METHOD = -AWAIT_OUTSIDE;

/** TypeScript for tslab to load in place of the given one: it notes such cells, and completes a first parse. */
export function withWholeFirstParses(typescript: TypeScript): TypeScript {
  const mended = replacing(typescript, {
    getPreEmitDiagnosticsOfFiles: (program, files) =>
      typescript.getPreEmitDiagnosticsOfFiles(program, files).map((found) => {
        const isInMethod = found.code === AWAIT_OUTSIDE && found.file && isInFunction(typescript, found.file, found);
        return isInMethod ? { ...found, code: AWAIT_IN_METHOD } : found;
      }),
  });
  return changePrograms(mended, (builder) => {
    for (const file of builder.getSourceFiles()) {
      const { fileName, path, imports, moduleAugmentations, original } = file;
      if (original) Object.assign(original, { path, imports, moduleAugmentations });
      if (isCell(fileName)) awaits = original !== undefined || hasAwaitingLoop(typescript, file);
    }
  });
}

/** Makes tslab run such a cell as an async function. */
export function awaitWhatWasParsedTwice(converters: TslabConverter): void {
  changeConverted(converters, (converted) => (awaits ? { ...converted, hasToplevelAwait: true } : converted));
}

function isInFunction(typescript: TypeScript, file: SourceFile, { start, length }: Diagnostic): boolean {
  let node = typescript.findPrecedingToken(start + length, file)?.parent;
  while (node && !typescript.isFunctionLike(node)) node = node.parent;
  return node !== undefined;
}

/** True when a `for await` of the file stands in no function. */
function hasAwaitingLoop(typescript: TypeScript, file: SourceFile): boolean {
  const { forEachChild, isForOfStatement, isFunctionLike } = typescript;
  const isOrHas = (node: SyntaxNode): boolean => {
    if (isFunctionLike(node)) return false;
    if (isForOfStatement(node) && node.awaitModifier) return true;
    return forEachChild(node, isOrHas) === true;
  };
  return /\bfor\b[\s\S]*\bawait\b/.test(file.text) && isOrHas(file);
}
