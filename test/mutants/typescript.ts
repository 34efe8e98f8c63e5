/** TypeScript 5.0 as a library: tslab brings it with it, and TypeScript 7 has no syntax tree for JavaScript. */
import ts from '@tslab/typescript-for-tslab';

export { ts };
