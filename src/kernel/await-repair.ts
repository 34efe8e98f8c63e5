/**
 * A cell whose first `await` at the top stands before a parenthesis, as in `await (await connect()).get(…)`. That may
 * be a call of a function, so TypeScript parses such a file a second time, and tslab is not made for what comes out:
 * it does not see the `await` and runs the cell as a plain function, where it is not defined. And the first parse, which
 * is asked where it lies and what it imports when a type of a module has to be named, does not know.
 */
import { changeConverted, changePrograms, isCell } from './mend.js';
import type { TslabConverter, TypeScript } from './typescript-for-tslab.js';

/** True when the cell that was compiled last was parsed twice. */
let parsedTwice = false;

/** TypeScript for tslab to load in place of the given one: it completes a first parse, and notes that there is one. */
export function withWholeFirstParses(typescript: TypeScript): TypeScript {
  return changePrograms(typescript, (builder) => {
    for (const { fileName, path, imports, moduleAugmentations, original } of builder.getSourceFiles()) {
      if (original) Object.assign(original, { path, imports, moduleAugmentations });
      if (isCell(fileName)) parsedTwice = original !== undefined;
    }
  });
}

/** Makes tslab run a cell that was parsed twice as an async function. */
export function awaitWhatWasParsedTwice(converters: TslabConverter): void {
  changeConverted(converters, (converted) => (parsedTwice ? { ...converted, hasToplevelAwait: true } : converted));
}
