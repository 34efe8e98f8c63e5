/** What is tested with faults: folders of `src`, or files of them. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Each with the files that stand for it, where not all of the folder do. */
export const FOLDERS: Record<string, readonly string[] | undefined> = {
  grader: undefined,
  'cluster/authentication': undefined,
  'cluster/authorization': undefined,
  'cluster/kinds/rbac': undefined,
  'cluster/registry': ['write', 'create', 'update', 'delete', 'delete-options', 'watch', 'watch-events'],
  'redact-text': undefined,
  sandbox: undefined,
  'cluster/storage': undefined,
  'course/grading': undefined,
  auth: undefined,
  request: undefined,
  notebook: undefined,
  kernel: undefined,
  'cluster/controllers': undefined,
  'cluster/audit': undefined,
};

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
    'cell-end',
    'kernel-info',
  ].map((name) => `kernel/${name}`),
];

/** The TypeScript files of a folder or file of `src`, as paths below the root. Throws for a name that is not there. */
export function filesOf(root: string, name: string): string[] {
  const path = join('src', name);
  const single = `${path.replace(/\.ts$/, '')}.ts`;
  if (statSync(join(root, single), { throwIfNoEntry: false })) return [single];
  const chosen = FOLDERS[name];
  return readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && (!chosen || chosen.includes(file.replace(/\.ts$/, ''))))
    .sort()
    .map((file) => join(path, file))
    .filter((file) => !IN_DIST.some((left) => file === `src/${left}.ts`));
}
