/**
 * Which resource a name or an object means: by this module's own table, else by the server's discovery, which each client
 * asks when it needs it and keeps.
 */
import { KubelabError } from '../errors.js';
import { findKind, kindOfObject, kinds, type ResourceKind } from '../kube/kinds.js';
import { groupVersion, type KubeObject, parseApiVersion } from '../kube/object.js';
import { levenshteinLibrary } from '../when-needed.js';
import { type Ask, type Discovered, discover } from './discovery.js';
import { failedRequest } from './failed-request.js';

/** The resources of one server. Both reject with ARGUMENT_INVALID, or REQUEST_FAILED when the server does not answer. */
export interface Resources {
  /** The resource of `pods`, `po`, `Pod`, `jobs.batch` or `jobs.v1.batch`. */
  named(resource: string): Promise<ResourceKind>;
  /** The resource of an object, in the version that the object has. */
  ofObject(object: KubeObject): Promise<ResourceKind>;
}

/** The resources of the server that `ask` reaches. */
export function createResources(ask: Ask): Resources {
  let kept: Discovered | undefined;
  // a miss is asked for again: a custom resource may have been defined since
  const search = async (matches: (kind: ResourceKind) => boolean): Promise<ResourceKind | Discovered> => {
    const old = kept?.kinds.find(matches);
    if (old) return old;
    const found = await discover(ask);
    if (!found.refused) kept = found;
    return found.kinds.find(matches) ?? found;
  };
  return {
    async named(resource) {
      const own = kindInTable(resource);
      if (own) return own;
      const wanted = resource.toLowerCase();
      const found = await search((kind) => namesOf(kind).includes(wanted));
      if ('kind' in found) return found;
      throw unknownResource(resource, found);
    },
    async ofObject({ apiVersion, kind }) {
      const { group, version } = parseApiVersion(apiVersion);
      const own = kindOfObject(group, kind);
      if (own) return { ...own, version };
      const found = await search((row) => row.group === group && row.version === version && row.kind === kind);
      if ('kind' in found) return found;
      throw unknownKind(apiVersion, kind, found);
    },
  };
}

/** The row of this module's own table; throws ARGUMENT_INVALID for an impossible name. */
export function kindInTable(resource: string): ResourceKind | undefined {
  if (typeof resource === 'string' && /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(resource)) return findKind(resource);
  throw invalid(
    `${typeof resource === 'string' ? JSON.stringify(resource) : `A value of the type ${typeof resource}`} is no name of a resource.`,
    "Write it as 'pods', 'deployments.apps', or as the path '/api/v1/pods'.",
  );
}

type Named = Pick<ResourceKind, 'group' | 'version' | 'resource' | 'kind' | 'singular' | 'shortNames'>;

function namesOf({ group, version, resource, kind, singular, shortNames = [] }: Named): string[] {
  const long = [resource, singular, kind.toLowerCase()].filter(Boolean);
  const suffixes = group ? ['', `.${group}`, `.${version}.${group}`] : [''];
  return [...long.flatMap((name) => suffixes.map((suffix) => name + suffix)), ...shortNames];
}

function unknownResource(resource: string, { kinds: found, refused }: Discovered): KubelabError {
  if (refused?.failure) throw failedRequest(refused);
  const near = nearest(resource.toLowerCase(), [...kinds, ...found], namesOf).map((row) => row.resource);
  const meant = near.length ? `Did you mean ${near.join(' or ')}? ` : '';
  return refused
    ? invalid(
        `There is no resource ${JSON.stringify(resource)} in this module's table, and the server did not say what it serves (${refused.status}).`,
        `${meant}Or give the path: '/apis/GROUP/VERSION/…'.`,
      )
    : invalid(
        `There is no resource ${JSON.stringify(resource)}: the server does not serve it.`,
        `${meant}What it serves: (await client.get('/apis')).body, or \`kubectl api-resources\`.`,
      );
}

function unknownKind(apiVersion: string, kind: string, { kinds: found, refused }: Discovered): KubelabError {
  if (refused?.failure) throw failedRequest(refused);
  const all = [...kinds, ...found];
  const elsewhere = all.filter((row) => row.kind === kind).map((row) => groupVersion(row.group, row.version));
  const near = nearest(kind, all, (row) => [row.kind]).map((row) => row.kind);
  const hint = elsewhere.length
    ? `${kind} is served as ${[...new Set(elsewhere)].join(' and ')}: write that as the apiVersion.`
    : near.length
      ? `Did you mean ${near.join(' or ')}?`
      : 'Or say the path yourself: client.post(PATH, object).';
  return refused
    ? invalid(
        `The kind ${kind} of ${apiVersion} is not in this module's table, and the server did not say what it serves (${refused.status}).`,
        'Say the path yourself: client.post(PATH, object).',
      )
    : invalid(`The server does not serve the kind ${kind} of ${apiVersion}.`, hint);
}

/** Up to three rows with a name that differs by a slip; none when all are far. */
function nearest(wanted: string, rows: readonly Named[], names: (row: Named) => string[]): Named[] {
  const { distance } = levenshteinLibrary();
  const most = Math.max(1, Math.floor(wanted.length / 3));
  const far = new Map<string, { row: Named; by: number }>();
  for (const row of rows) {
    const by = Math.min(
      ...names(row)
        .filter((name) => name.length > 2)
        .map((name) => distance(wanted, name)),
    );
    if (by <= most && by < (far.get(row.resource)?.by ?? Number.POSITIVE_INFINITY)) far.set(row.resource, { row, by });
  }
  return [...far.values()]
    .sort((a, b) => a.by - b.by)
    .slice(0, 3)
    .map(({ row }) => row);
}

function invalid(message: string, hint: string): KubelabError {
  return new KubelabError('ARGUMENT_INVALID', message, { hint });
}
