/** Counts requests, for /metrics (the text format of Prometheus). */
import { residentMemory } from '../../hand-back-memory.js';
import { type ApiRequest, type Handler, whenThere } from './handler.js';

/** The counters. */
export interface Metrics {
  text(): string;
  /** Begins to count at nothing. */
  reset(): void;
}

/** Requests with the same labels. */
interface Count {
  labels: Record<string, string>;
  n: number;
}

/** Counters, and the stage that feeds them. */
export function requestMetrics(): Metrics & { counting(next: Handler): Handler } {
  const counts = new Map<string, Count>();
  const count = (request: ApiRequest, code: number): void => {
    const { apiGroup: group, apiVersion: version, resource, subresource } = request.info;
    const [verb, scope, dryRun] = [verbOf(request), scopeOf(request), request.query.get('dryRun') ?? ''];
    const key = `${code} ${verb} ${scope} ${dryRun} ${group}/${version}/${resource}/${subresource}`;
    const known = counts.get(key);
    if (known) known.n++;
    // names out of paths are the client's: there is an end to how many are kept
    else if (counts.size < 2000) {
      const own = { code: String(code), component: 'apiserver', dry_run: dryRun };
      counts.set(key, { labels: { ...own, group, resource, scope, subresource, verb, version }, n: 1 });
    }
  };
  return {
    counting: (next) => (request) =>
      whenThere(next(request), (response) => {
        count(request, response.status);
        return response;
      }),
    reset: () => counts.clear(),
    text: () =>
      [
        '# HELP apiserver_request_total Counter of apiserver requests broken out for each verb, group, version, resource, and HTTP response code.',
        '# TYPE apiserver_request_total counter',
        ...[...counts.values()].map(({ labels, n }) => `apiserver_request_total{${labelText(labels)}} ${n}`).sort(),
        '# HELP process_resident_memory_bytes Resident memory size in bytes.',
        '# TYPE process_resident_memory_bytes gauge',
        `process_resident_memory_bytes ${residentMemory()}`,
        '',
      ].join('\n'),
  };
}

const connecting = new Set(['attach', 'exec', 'portforward', 'proxy']);
const methodsOfVerbs: Record<string, string> = { create: 'POST', update: 'PUT' };

/** The verb as it is counted: that of the installer's routes (endpoints/metrics/metrics.go). */
function verbOf({ info, headers }: ApiRequest): string {
  const { isResourceRequest, subresource, verb } = info;
  if (!isResourceRequest) return verb.toUpperCase();
  if (connecting.has(subresource)) return 'CONNECT';
  if (verb === 'patch' && headers['content-type'] === 'application/apply-patch+yaml') return 'APPLY';
  return methodsOfVerbs[verb] ?? (verb === '' ? 'other' : verb.toUpperCase());
}

function scopeOf({ info }: ApiRequest): string {
  if (info.name || info.verb === 'create') return 'resource';
  if (info.namespace) return 'namespace';
  return info.isResourceRequest ? 'cluster' : '';
}

function labelText(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',');
}
