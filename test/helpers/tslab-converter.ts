/** tslab's own converter on a TypeScript that a test chooses, apart from the one that this process has mended. */
import Module, { createRequire } from 'node:module';
import type { TslabConverter, TypeScript } from '../../src/kernel/typescript-for-tslab.js';

const require = createRequire(import.meta.url);
const [typescriptFile, converterFile] = ['@tslab/typescript-for-tslab', 'tslab/dist/converter.js'].map((name) =>
  require.resolve(name),
) as [string, string];

/** The TypeScript that tslab brings with it. */
export const tslabsTypeScript = require(typescriptFile) as TypeScript;

/** The module `converter.js` of tslab, loaded anew with this TypeScript. */
export function convertersOn(typescript: TypeScript): TslabConverter {
  const kept = [typescriptFile, converterFile].map((file) => [file, require.cache[file]] as const);
  const exports = Object.assign(Object.create(typescript) as TypeScript, { __esModule: true });
  require.cache[typescriptFile] = Object.assign(new Module(typescriptFile), { loaded: true, exports });
  delete require.cache[converterFile];
  const converters = require(converterFile) as TslabConverter;
  for (const [file, known] of kept) {
    if (known) require.cache[file] = known;
    else delete require.cache[file];
  }
  return converters;
}
