/** tslab's converter, which makes a script of a cell, on TypeScript with all of kubelab's mends. */
import Module from 'node:module';
import { awaitWhatWasParsedTwice, withWholeFirstParses } from './await-repair.js';
import { withEndedUpdates } from './failed-update.js';
import { withLeanPrograms } from './lean-programs.js';
import { nameScripts, withSourceMaps } from './own-lines.js';
import { parsedTypeScript, withParsedFiles } from './parsed-files.js';
import { withoutShorthand } from './shorthand.js';
import type { TslabConverter, TypeScript } from './typescript-for-tslab.js';
import { withAskedPrograms } from './typing-help.js';
import { waitForTemplates } from './whole-code.js';

/** The mended module `converter.js` of tslab, and the version of its TypeScript. It must be the first that loads either. */
export function mendedConverter(require: NodeJS.Require): { converters: TslabConverter; version: string } {
  const file = require.resolve('@tslab/typescript-for-tslab');
  const { typescript, files } = parsedTypeScript() ?? { typescript: require(file) as TypeScript, files: new Map() };
  const mends = [
    ...[withLeanPrograms, withSourceMaps, withoutShorthand],
    ...[withWholeFirstParses, withAskedPrograms, withEndedUpdates],
  ];
  const mended = mends.reduce((inner, mend) => mend(inner), typescript);
  const module = Object.assign(new Module(file), { loaded: true });
  // as an ES module it is taken as it is; of any other, tslab makes a copy
  module.exports = Object.assign(withParsedFiles(mended, files), { __esModule: true });
  require.cache[file] = module;
  const converters = require('tslab/dist/converter.js') as TslabConverter;
  nameScripts(converters);
  awaitWhatWasParsedTwice(converters);
  waitForTemplates(converters, typescript);
  return { converters, version: typescript.version };
}

/** A converter for the kernel's own cells, and one for a browser's when a cell asks for it. */
export function converterSet({ createConverter }: TslabConverter): {
  node: ReturnType<TslabConverter['createConverter']>;
  browser: ReturnType<TslabConverter['createConverter']>;
  close(): void;
} {
  const node = createConverter({ isJS: false, isBrowser: false });
  let browser: typeof node | undefined;
  return {
    node,
    get browser() {
      browser ??= createConverter({ isJS: false, isBrowser: true });
      return browser;
    },
    close: () => {
      node.close();
      browser?.close();
    },
  };
}
