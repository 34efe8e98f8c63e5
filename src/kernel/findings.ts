/** The compiler's findings in a cell, for its author: tslab compiles a line of its own behind the cell, and a finding may be there. */
import type { Diagnostic } from './cell.js';

/** The findings in their order: each name that is unknown or has no type once, and instead of those behind the cell one at its end. */
export function usefulFindings(diagnostics: readonly Diagnostic[], code: string): Diagnostic[] {
  const lines = code.trimEnd().split('\n');
  const isBehind = ({ file, line }: Diagnostic): boolean => file === '' && line > lines.length;
  const open = diagnostics.findLast((found) => isBehind(found) && found.message.endsWith(' expected.'));
  const own = open ? diagnostics.filter((found) => !isBehind(found)) : diagnostics;
  const names = new Set<string>();
  const once = (each: Diagnostic, message: string): Diagnostic[] => {
    if (names.has(message)) return [];
    names.add(message);
    return [{ ...each, message }];
  };
  const found = own.flatMap((each) => {
    const [, untold] = UNTOLD_TYPE.exec(each.message) ?? [];
    if (untold !== undefined) return once(each, untoldType(untold));
    if (UNKNOWN_NAME.test(each.message))
      return once(each, `${each.message} No cell that has run makes it: run the cells above first.`);
    return [{ ...each, message: withPromise(each.message) }];
  });
  if (!open) return found;
  const end = { file: '', line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  return [...found, { ...end, message: `The cell ends here, and something in it is still open: ${open.message}` }];
}

/** TypeScript's words for a name without one that is spelt nearly so. */
const UNKNOWN_NAME = /^Cannot find name '[^']*'\.$/;

/** TypeScript's words, one for each part, for a variable whose type no later cell could be told: mostly a whole module of `import()`. */
const UNTOLD_TYPE = /^Exported variable '([^']*)' has or is using name .* but cannot be named\.$/;

function untoldType(name: string): string {
  return `Later cells cannot be told the type of '${name}'. For a module write an import statement: import * as ${name} from '…'; for anything else a type: const ${name}: any = …`;
}

/** TypeScript's own question about a forgotten `await` is one of the notes that tslab leaves out. */
function withPromise(message: string): string {
  const [, member] = /^Property '(.*)' does not exist on type 'Promise<[\s\S]*>'\.$/.exec(message) ?? [];
  return member === undefined ? message : `${message} Wait for its value first: (await …).${member}`;
}
