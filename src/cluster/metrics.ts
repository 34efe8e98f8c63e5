/** Counts requests, for /metrics (the text format of Prometheus). */
import { type ApiRequest, type Handler, whenThere } from './handler.js';

/** The counters. */
export interface Metrics {
  text(): string;
}

/** Requests with the same labels. */
interface Count {
  labels: Record<string, string>;
  n: number;
}

/** Counters, and the stage that feeds them. */
export function requestMetrics(): Metrics & { counting(next: Handler): Handler } {
  const counts = new Map<string, Count>();
  const count = ({ info }: ApiRequest, code: number): void => {
    const { apiGroup: group, apiVersion: version, resource, subresource, verb } = info;
    const key = `${code} ${verb} ${group}/${version}/${resource}/${subresource}`;
    const known = counts.get(key);
    if (known) known.n++;
    // names out of paths are the client's: there is an end to how many are kept
    else if (counts.size < 2000) {
      const labels = { code: String(code), group, resource, subresource, verb: verb.toUpperCase(), version };
      counts.set(key, { labels, n: 1 });
    }
  };
  return {
    counting: (next) => (request) =>
      whenThere(next(request), (response) => {
        count(request, response.status);
        return response;
      }),
    text: () => {
      const memory = process.memoryUsage();
      return [
        '# HELP apiserver_request_total Counter of apiserver requests broken out for each verb, group, version, resource, and HTTP response code.',
        '# TYPE apiserver_request_total counter',
        ...[...counts.values()].map(({ labels, n }) => `apiserver_request_total{${labelText(labels)}} ${n}`).sort(),
        '# HELP process_resident_memory_bytes Resident memory size in bytes.',
        '# TYPE process_resident_memory_bytes gauge',
        `process_resident_memory_bytes ${memory.rss}`,
        '',
      ].join('\n');
    },
  };
}

function labelText(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',');
}
