/** The discovery documents: which groups, versions and resources there are, made from the table of kinds. */

/** `/api`: the versions of the core API. `serverAddress` is `host:port` as clients reach it. */
export function apiVersions(_serverAddress: string): object {
  return {};
}

/** `/apis`: all groups. */
export function apiGroupList(): object {
  return {};
}

/** `/apis/GROUP`; undefined when there is no such group. */
export function apiGroup(_group: string): object | undefined {
  return undefined;
}

/** `/api/v1` (group `''`) or `/apis/GROUP/VERSION`; undefined when it is not served. */
export function apiResourceList(_group: string, _version: string): object | undefined {
  return undefined;
}

/** The aggregated document of `/api` or `/apis` (KEP-3352), in apidiscovery.k8s.io/`version`. */
export function aggregatedDiscovery(_root: 'api' | 'apis', _version: 'v2' | 'v2beta1'): object {
  return {};
}

/** Every path that discovery serves: `/api`, `/api/v1`, `/apis`, `/apis/apps`, … */
export function discoveryPaths(): string[] {
  return [];
}
