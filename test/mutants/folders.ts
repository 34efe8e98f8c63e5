/** What is tested with faults: folders of `src`, or files of them. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Those that are tried when none is named. */
export const FOLDERS = [
  'grader',
  'cluster/authentication',
  'cluster/authorization',
  'cluster/chain',
  'cluster/client',
  'cluster/kinds/rbac',
  'cluster/registry',
  'redact-text',
  'sandbox',
  'cluster/pod',
  'cluster/storage',
  'cluster/admission',
  'cluster/apply',
  'cluster/cel',
  'cluster/custom',
  'cluster/openapi',
  'cluster/pki',
  'cluster/validation',
  'cluster/wire',
  'course/grading',
  'course/lms',
  'report',
  'auth',
  'inspect',
  'request',
  'notebook',
  'kernel',
  'kube',
  'queue',
  'cluster/controllers',
  'cluster/audit',
  'print',
  'session',
];

/** Files that only processes of `dist` run: what is put into them here no test can notice. */
const IN_DIST = [
  'sandbox/inside',
  'sandbox/inherited-descriptors',
  'course/grading/cluster-host',
  'course/grading/work-process',
  ...[
    'launch',
    'parent-watch',
    'snapshot-program',
    'make-snapshot',
    'try-snapshot',
    'tslab',
    'interrupts',
    'left-signal',
    'noted-signal',
    'relay',
  ].map((name) => `kernel/${name}`),
];

/** The TypeScript files of a folder or file of `src`, as paths below the root. Throws for a name that is not there. */
export function filesOf(root: string, name: string): string[] {
  const path = join('src', name);
  const single = `${path.replace(/\.ts$/, '')}.ts`;
  if (statSync(join(root, single), { throwIfNoEntry: false })) return [single];
  return readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => join(path, file))
    .filter((file) => !IN_DIST.some((left) => file === `src/${left}.ts`));
}
