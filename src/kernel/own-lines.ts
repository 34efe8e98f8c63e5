/**
 * Places in a cell as its author counts them. tslab compiles a cell in two steps and runs the outcome as a script without a
 * name; here it gets one (`cell-3.ts`), both steps write source maps, and places in errors are read back through them.
 */
import { SourceMap } from 'node:module';
import { currentCell } from './cell.js';
import { changeConverted, changePrograms, replacing } from './mend.js';
import { withoutLines } from './short-stack.js';
import type { BuilderProgram, TslabConverter, TypeScript } from './typescript-for-tslab.js';

/** The maps of one cell: from the CommonJS that runs to ES modules, and from there to the cell. */
interface Maps {
  toModule: string;
  toCell: string;
  /** The script's lines; tslab's own code behind it is in later ones. */
  lines: number;
}

/** Later cells than this are not read back any more. */
const KEPT = 500;
const maps = new Map<number, Maps>();
let toCell = '';
let toModule = '';

/** TypeScript that writes source maps for cells. */
export function withSourceMaps(typescript: TypeScript): TypeScript {
  const keepMap = (builder: BuilderProgram): void => {
    const { emit } = builder;
    builder.emit = (file, write, ...more) => {
      const keeping: typeof write = (name, text, ...others) => {
        if (name.endsWith('__tslab__.js.map')) toCell = text;
        write(name, text, ...others);
      };
      return emit(file, keeping, ...more);
    };
  };
  return replacing(changePrograms(typescript, keepMap, { sourceMap: true }), {
    transpileModule(text, options) {
      const compilerOptions = { ...options.compilerOptions, sourceMap: true };
      const transpiled = typescript.transpileModule(text, { ...options, compilerOptions });
      toModule = transpiled.sourceMapText ?? '';
      return transpiled;
    },
  });
}

/** Gives the scripts of cells their names, and keeps their maps. */
export function nameScripts(converters: TslabConverter): void {
  changeConverted(converters, (converted) => {
    const cell = currentCell();
    const { output, lastExpressionVar } = converted;
    if (!cell || output === undefined) return converted;
    if (lastExpressionVar !== undefined) cell.resultVariable = lastExpressionVar;
    maps.set(cell.count, { toModule, toCell, lines: output.split('\n').length });
    maps.delete(cell.count - KEPT);
    return { ...converted, output: `${output}\n//# sourceURL=cell-${cell.count}.ts` };
  });
}

/** The text with places such as `cell-3.ts:4:9` as the author of the cell counts them. */
export function inOwnLines(text: string): string {
  if (!text.includes('cell-')) return text;
  return withoutLines(text.replace(NODE_EXCERPT, ''), isCallOfCell).replace(
    /\bcell-(\d+)\.ts:(\d+):(\d+)/g,
    (place, count: string, line: string, column: string) => {
      const found = maps.get(Number(count));
      const own = found && ownPlace(found, Number(line) - 1, Number(column) - 1);
      return own ? `cell-${count}.ts:${own.line}:${own.column}` : place;
    },
  );
}

/** Node shows the line that threw before the error: of the compiled script, and with its number there. */
const NODE_EXCERPT = /^cell-\d+\.ts:\d+\n.*\n *\^+\n\n/;

/** True for the frame of tslab's call of the cell. */
function isCallOfCell(line: string): boolean {
  const [, count, at] = /^ +at cell-(\d+)\.ts:(\d+):\d+(?: \{)?$/.exec(line) ?? [];
  const found = maps.get(Number(count));
  return found !== undefined && Number(at) > found.lines;
}

function ownPlace(found: Maps, line: number, column: number): { line: number; column: number } | undefined {
  // tslab puts the beginning of a function into the first line, in which no code of the cell is
  const inModule = lookUp(found.toModule, line, column);
  const inCell = inModule && lookUp(found.toCell, inModule.line, inModule.column);
  // tslab puts one line before a cell, so that it is a module
  return inCell && inCell.line >= 1 ? { line: inCell.line, column: inCell.column + 1 } : undefined;
}

function lookUp(map: string, line: number, column: number): { line: number; column: number } | undefined {
  try {
    const entry = new SourceMap(JSON.parse(map)).findEntry(line, column);
    return 'originalLine' in entry ? { line: entry.originalLine, column: entry.originalColumn } : undefined;
  } catch {
    return undefined; // a cell without code has no map
  }
}
