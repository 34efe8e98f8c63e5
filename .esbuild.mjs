// The code of `dist`: programs that share chunks, and those that share none with them, since each is a start that somebody waits
// for. What is installed with kubelab stays outside; libraries that are no dependency of its own (zod, @bufbuild) are bundled:
// they are made of hundreds of modules, and reading those took half of the time until a process of the grader was ready.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const { dependencies, optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const programs = [
  [
    'src/bin.ts',
    'src/kernel/launch.ts',
    'src/kernel/parent-watch.ts',
    'src/kernel/snapshot-program.ts',
    'src/sandbox/inside.ts',
  ],
  ['src/index.ts'],
  ['src/library/index.ts', 'src/library/mocha.ts', 'src/library/host.ts'],
  ['src/course/grading/cluster-host.ts'],
  ['src/course/grading/work-process.ts'],
];
const common = { bundle: true, platform: 'node', target: 'node20', logLevel: 'warning', metafile: true };
const inputs = new Set();
for (const entryPoints of programs) {
  const { metafile } = await build({
    ...common,
    entryPoints,
    external: Object.keys({ ...dependencies, ...optionalDependencies }),
    splitting: true,
    format: 'esm',
    outbase: 'src',
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
  });
  for (const input of Object.keys(metafile.inputs)) inputs.add(input);
}
// the start-up snapshot takes one CommonJS file
await build({
  ...common,
  entryPoints: ['src/kernel/snapshot-entry.cts'],
  packages: 'external',
  format: 'cjs',
  outfile: 'dist/kernel/snapshot-entry.cjs',
});

const bundled = [...inputs].flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []);
const licences = [...new Set(bundled)].sort().map((name) => {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const text = existsSync(`${folder}/LICENSE`) ? `\n${readFileSync(`${folder}/LICENSE`, 'utf8')}` : '';
  return `${name} ${version}, ${license}\n${text}`;
});
writeFileSync('dist/bundled-licences.txt', licences.join(`\n${'-'.repeat(80)}\n\n`));
