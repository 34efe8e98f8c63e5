/** The places at which mends of tslab take hold: the programs that TypeScript makes for cells, and the converted cells. */
import type { BuilderProgram, Converted, TslabConverter, TypeScript } from './typescript-for-tslab.js';

/** True for tslab's name of a cell's file. */
export const isCell = (name: string): boolean => /\/__tslab__\.[jt]s$/.test(name);

/** True for tslab's name of the file with the declarations of earlier cells. */
export const isOfEarlierCells = (name: string): boolean => name.endsWith('/__prev__.d.ts');

/** TypeScript with some of its functions replaced. It has three thousand, so that a copy for each mend would take its time. */
export function replacing(typescript: TypeScript, own: Partial<TypeScript>): TypeScript {
  return Object.create(typescript, Object.getOwnPropertyDescriptors(own)) as TypeScript; // what it lacks is the prototype's
}

/** TypeScript whose programs for cells are changed as soon as they are made; `options` are added to the compiler's. */
export function changePrograms(
  typescript: TypeScript,
  change: (builder: BuilderProgram) => void,
  options: object = {},
): TypeScript {
  return replacing(typescript, {
    createWatchCompilerHost(roots, own, ...rest) {
      const host = typescript.createWatchCompilerHost(roots, { ...own, ...options }, ...rest);
      const { createProgram } = host;
      host.createProgram = (...args) => {
        const builder = createProgram(...args);
        change(builder);
        return builder;
      };
      return host;
    },
  });
}

/** Changes each cell as tslab's converter gives it. */
export function changeConverted(converters: TslabConverter, change: (converted: Converted) => Converted): void {
  const { createConverter } = converters;
  converters.createConverter = (options) => {
    const converter = createConverter(options);
    const { convert } = converter;
    converter.convert = (...sources) => change(convert(...sources));
    return converter;
  };
}
