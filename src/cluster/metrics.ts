/** Counts requests, for /metrics (the text format of Prometheus). */
import type { ApiRequest, Handler } from './handler.js';

/** The counters. */
export interface Metrics {
  text(): string;
}

const quoted = (value: string): string => JSON.stringify(value);

/** Counters, and the stage that feeds them. */
export function requestMetrics(): Metrics & { counting(next: Handler): Handler } {
  const counts = new Map<string, number>();
  const count = ({ info }: ApiRequest, code: number): void => {
    const labels = {
      code: String(code),
      group: info.apiGroup,
      resource: info.resource,
      subresource: info.subresource,
      verb: info.verb.toUpperCase(),
      version: info.apiVersion,
    };
    const key = Object.entries(labels)
      .map(([name, value]) => `${name}=${quoted(value)}`)
      .join(',');
    // names out of paths are the client's: there is an end to how many are kept
    if (counts.has(key) || counts.size < 2000) counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  return {
    counting: (next) => async (request) => {
      const response = await next(request);
      count(request, response.status);
      return response;
    },
    text: () => {
      const memory = process.memoryUsage();
      return [
        '# HELP apiserver_request_total Counter of apiserver requests broken out for each verb, group, version, resource, and HTTP response code.',
        '# TYPE apiserver_request_total counter',
        ...[...counts].sort().map(([labels, n]) => `apiserver_request_total{${labels}} ${n}`),
        '# HELP process_resident_memory_bytes Resident memory size in bytes.',
        '# TYPE process_resident_memory_bytes gauge',
        `process_resident_memory_bytes ${memory.rss}`,
        '',
      ].join('\n');
    },
  };
}
