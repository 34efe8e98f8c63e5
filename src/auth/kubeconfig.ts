/**
 * Kubeconfigs merged as kubectl merges them, and a context of them as cluster and user, whose fields are read in
 * kubeconfig-user.ts. Follows https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/.
 */
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { KubelabError } from '../errors.js';
import { type KubeconfigEntry, type KubeconfigFile, parseKubeconfig } from './kubeconfig-file.js';
import { expandHome, readText } from './material.js';

/** Several files as one. Of two entries with one name, the first counts. */
export interface Kubeconfig {
  files: string[];
  currentContext: string | undefined;
  clusters: Map<string, KubeconfigEntry>;
  users: Map<string, KubeconfigEntry>;
  contexts: Map<string, KubeconfigEntry>;
}

/** A context with its cluster and user. */
export interface ResolvedContext {
  name: string;
  namespace: string;
  context: KubeconfigEntry;
  cluster: KubeconfigEntry;
  /** Undefined when the context names no user: anonymous. */
  user: KubeconfigEntry | undefined;
}

/** Reads the files of a `KUBECONFIG` variable; missing files are passed over, as kubectl does. */
export function loadKubeconfigVariable(variable: string): Kubeconfig {
  const paths = variable
    .split(delimiter)
    .filter(Boolean)
    .map((path) => expandHome(path));
  const present = paths.filter((path) => existsSync(path));
  if (present.length === 0) {
    throw new KubelabError('FILE_MISSING', 'KUBECONFIG names no file that is there.', {
      hint: 'Set KUBECONFIG to a kubeconfig, or unset it to use the practice cluster.',
      place: { file: paths.join(delimiter) },
    });
  }
  return loadKubeconfigs(present);
}

/** Reads and merges files; throws FILE_MISSING, FILE_UNREADABLE or KUBECONFIG_INVALID. */
export function loadKubeconfigs(paths: readonly string[]): Kubeconfig {
  return mergeKubeconfigs(paths.map((path) => parseKubeconfig(readText(path, 'The kubeconfig'), path)));
}

/** A kubeconfig given as a path or as its text. */
export function loadKubeconfigOption(value: string): Kubeconfig {
  const isText = value.includes('\n') || /^\s*\{/.test(value) || /^\w[\w-]*:\s/.test(value);
  return isText ? mergeKubeconfigs([parseKubeconfig(value)]) : loadKubeconfigs([expandHome(value)]);
}

/** Files as one: the first to name a thing decides it. */
function mergeKubeconfigs(files: readonly KubeconfigFile[]): Kubeconfig {
  const merged: Kubeconfig = {
    files: files.flatMap(({ file }) => (file ? [file] : [])),
    currentContext: files.find((f) => f.currentContext)?.currentContext,
    clusters: new Map(),
    users: new Map(),
    contexts: new Map(),
  };
  for (const file of files) {
    for (const list of ['clusters', 'users', 'contexts'] as const) {
      for (const entry of file[list]) if (!merged[list].has(entry.name)) merged[list].set(entry.name, entry);
    }
  }
  return merged;
}

/** A context (the current one unless named) with its cluster and user; throws KUBECONFIG_CONTEXT. */
export function resolveContext(kubeconfig: Kubeconfig, wanted?: string): ResolvedContext {
  const name = wanted ?? kubeconfig.currentContext;
  const names = [...kubeconfig.contexts.keys()];
  const file = kubeconfig.files.join(', ');
  const known = names.length ? `It has: ${names.join(', ')}.` : 'It has no context at all.';
  if (name === undefined) {
    throw new KubelabError('KUBECONFIG_CONTEXT', 'This kubeconfig has no current-context, and none was named.', {
      hint: `${known} Name one: connect({ kubeconfig: FILE, context: NAME }).`,
      ...(file ? { place: { file } } : {}),
    });
  }
  const context = kubeconfig.contexts.get(name);
  if (!context) {
    throw new KubelabError('KUBECONFIG_CONTEXT', `This kubeconfig has no context ${JSON.stringify(name)}.`, {
      hint: known,
      ...(file ? { place: { file } } : {}),
    });
  }
  const entryOf = (key: 'cluster' | 'user', entries: Map<string, KubeconfigEntry>): KubeconfigEntry | undefined => {
    const target = context.fields.text(key);
    if (!target) return undefined;
    const entry = entries.get(target);
    if (entry) return entry;
    throw new KubelabError(
      'KUBECONFIG_CONTEXT',
      `The context ${JSON.stringify(name)} names a ${key} that is not there: ${JSON.stringify(target)}.`,
      {
        hint: `The ${key}s are: ${[...entries.keys()].join(', ') || 'none'}.`,
        place: context.fields.place(key),
      },
    );
  };
  const cluster = entryOf('cluster', kubeconfig.clusters);
  if (!cluster) {
    throw new KubelabError('KUBECONFIG_CONTEXT', `The context ${JSON.stringify(name)} names no cluster.`, {
      hint: `The clusters are: ${[...kubeconfig.clusters.keys()].join(', ') || 'none'}.`,
      place: context.fields.place(),
    });
  }
  const user = entryOf('user', kubeconfig.users);
  return { name, namespace: context.fields.text('namespace') || 'default', context, cluster, user };
}
