// The declarations of what notebooks import, put together into one file: TypeScript finds its way through one in half the time that
// it takes for twenty, at the first import of every kernel. The code itself is built by esbuild (package.json).
import { dts } from 'rolldown-plugin-dts';

const config = {
  input: { index: 'dist/types/index.d.ts' },
  external: /^[^./]/,
  plugins: [dts({ dtsInput: true, tsconfig: false })],
  output: { dir: 'dist' },
  logLevel: 'warn',
};

export default config;
