/**
 * The kinds that the CustomResourceDefinitions of one cluster have added: looked up by the registry, discovery and OpenAPI.
 * Their code is loaded with the first definition.
 */
import { setMaxListeners } from 'node:events';
import { fields } from '../../kube/fields.js';
import type { ResourceKind } from '../../kube/kinds.js';
import type { KubeObject } from '../../kube/object.js';
import type { KindDefinition } from '../kinds/definition.js';
import type { CustomKinds } from '../registry/deps.js';
import { type Store, storageKey } from '../storage/store.js';
import { byPreference, hasCondition } from './definition-spec.js';

/** A version of a kind that is served. */
interface ServedKind {
  kind: ResourceKind;
  definition: KindDefinition;
}

interface Served {
  /** Specification and accepted names as text: no other change counts. */
  text: string;
  isTerminating: boolean;
  kinds: ServedKind[];
  /** Ends the watches. */
  end: AbortController;
}

/** The custom kinds of a cluster as they are followed. */
export interface FollowedKinds extends CustomKinds {
  /** Calls `run` when the code that serves them is loaded: a definition that was established before would not be found for a while. */
  whenLoaded(run: () => void): void;
  stop(): void;
}

/** The kinds of a cluster, which follow its store until `stop`. Resolves when the definitions that are there are served. */
export async function followCustomKinds(store: Store): Promise<FollowedKinds> {
  const definitions = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' };
  const prefix = storageKey(definitions);
  const served = new Map<string, Served>();
  const byPath = new Map<string, ServedKind>();
  let rows: readonly ResourceKind[] = [];
  let schemas: ReturnType<CustomKinds['schemas']> = [];
  let make: ((definition: KubeObject, ended: AbortSignal) => ServedKind[]) | undefined;

  const renew = (): void => {
    byPath.clear();
    const all = [...served.values()].flatMap(({ kinds }) => kinds);
    for (const one of all) byPath.set(`${one.kind.group}/${one.kind.version}/${one.kind.resource}`, one);
    all.sort(({ kind: a }, { kind: b }) => {
      if (a.group !== b.group) return a.group < b.group ? -1 : 1;
      return byPreference(a.version, b.version);
    });
    rows = all.map(({ kind }) => kind);
    schemas = all.map(({ kind, definition }) => ({
      row: kind,
      schema: definition.custom?.schema ?? {},
      selectable: definition.custom?.selectable ?? [],
    }));
  };
  const drop = (name: string): void => {
    served.get(name)?.end.abort();
    if (served.delete(name)) renew();
  };
  const take = (definition: KubeObject): void => {
    const name = definition.metadata.name ?? '';
    if (!make || !hasCondition(definition, 'Established')) {
      drop(name);
      return;
    }
    const text = JSON.stringify([definition.spec, fields(definition.status).acceptedNames]);
    const isTerminating = hasCondition(definition, 'Terminating');
    const before = served.get(name);
    const isSame = before?.text === text;
    if (isSame && before.isTerminating === isTerminating) return;
    // watches tell of the deletion of all objects first
    const end = isSame ? before.end : new AbortController();
    // each watch of the kind listens to it
    setMaxListeners(0, end.signal);
    if (!isSame) before?.end.abort();
    served.set(name, { text, isTerminating, kinds: make(definition, end.signal), end });
    renew();
  };
  let loading: Promise<void> | undefined;
  const load = async (): Promise<void> => {
    const [{ kindsOfDefinition }, { loadCheckers }] = await Promise.all([
      import('./served-kinds.js'),
      import('./checkers.js'),
    ]);
    await loadCheckers();
    make = kindsOfDefinition;
  };
  const takeAll = (): void => {
    for (const { object } of store.list(prefix)) take(object);
  };

  const whenLoaded = (run: () => void): void => {
    if (make) run();
    else {
      loading ??= load();
      void loading.then(run);
    }
  };

  if (store.list(prefix).length > 0) await load();
  takeAll();
  const following = store.watch(prefix, store.revision(), ({ type, object }) => {
    if (type === 'DELETED') drop(object.metadata.name ?? '');
    else if (make) take(object);
    else whenLoaded(takeAll);
  });
  return {
    find: (group, version, resource) => {
      const path = `${group}/${version}/${resource}`;
      // a client reads that a definition is established before the write is safe, and a watch tells of it after that
      const stored = byPath.has(path)
        ? undefined
        : store.get(storageKey(definitions, undefined, `${resource}.${group}`));
      if (stored) take(stored.object);
      return byPath.get(path);
    },
    rows: () => rows,
    schemas: () => schemas,
    whenLoaded,
    stop: () => {
      if (following !== 'expired') following.stop();
      for (const { end } of served.values()) end.abort();
    },
  };
}
