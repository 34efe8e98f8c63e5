// The declarations of what is imported from this package, each put together into one file: TypeScript finds its way through one in
// half the time that it takes for twenty, at the first import of every kernel. The code itself is built by esbuild (package.json).
import { dts } from 'rolldown-plugin-dts';

// A cell's variable may be of any type here, and the kernel writes declarations of cells in which each type needs its name.
const allTypesExported = {
  name: 'all-types-exported',
  renderChunk: (code) =>
    code.replace(/^(interface|type) /gm, 'export $1 ').replace(/^export \{([^}]*)\};$/m, (_list, names) => {
      const values = names.split(',').filter((name) => !name.trim().startsWith('type '));
      return `export {${values.join(',')}};`;
    }),
};

// TypeScript 5.0, which tslab brings, parses every comment on a declaration as it reads it, which takes as long as the
// declarations themselves. So it gets them without (`typesVersions` in package.json); kubelab's own kernel has the whole file
// parsed already.
const withoutComments = {
  name: 'without-comments',
  generateBundle(_options, { 'index.d.ts': { code } }) {
    const source = code.replace(/\/\*\*[\s\S]*?\*\/\n?/g, '');
    this.emitFile({ type: 'asset', fileName: 'tslab.d.ts', source });
  },
};

// Fails the build when a declaration still imports a file of `dist/types`, which is no part of the package: its types would be lost.
const whole = {
  name: 'whole',
  generateBundle(_options, files) {
    for (const { fileName, code = '' } of Object.values(files)) {
      const left = /from "(\.[^"]*)"/.exec(code)?.[1];
      if (left !== undefined) throw new Error(`dist/${fileName} imports ${left}, which is no part of the package`);
    }
  },
};

const declarations = (input, ...plugins) => ({
  input,
  // packages, and no path of Windows (C:\…)
  external: /^(?!\w:[\\/])[^./]/,
  plugins: [dts({ dtsInput: true, tsconfig: false }), ...plugins, whole],
  output: { dir: 'dist' },
  logLevel: 'warn',
});
const configs = [
  declarations({ index: 'dist/types/index.d.ts' }, allTypesExported, withoutComments),
  declarations({ cluster: 'dist/types/library/index.d.ts' }),
  declarations({ 'cluster-mocha': 'dist/types/library/mocha.d.ts' }),
];
export default configs;
