/** A practice cluster for tests: in this process, in memory, on a free port. */
import { type ClusterOptions, type PracticeCluster, startCluster } from '../../src/cluster/cluster.js';
import type { AuditEvent } from '../../src/kube/audit-event.js';

/** A running cluster with the audit events and the faults that it told of. */
export interface TestCluster extends PracticeCluster {
  events: AuditEvent[];
  faults: string[];
}

/** Starts a cluster and waits until its controllers are done; whoever starts it stops it. */
export async function practiceCluster(options: Partial<ClusterOptions> = {}): Promise<TestCluster> {
  const events: AuditEvent[] = [];
  const faults: string[] = [];
  const cluster = await startCluster({
    port: 0,
    onAudit: (event) => events.push(event),
    onError: (error, where) => faults.push(`${where}: ${error instanceof Error ? error.stack : String(error)}`),
    ...options,
  });
  try {
    await cluster.ready;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return { ...cluster, events, faults };
}

/** One HTTPS request, with a client certificate, a token, or neither. */
export interface TestRequest {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: unknown;
  cert?: string;
  key?: string;
  token?: string;
}

/** What came back; `json` throws when the body is none. */
export interface TestResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  json<T = Record<string, unknown>>(): T;
}

/** Sends one request on a connection of its own. */
export async function send(
  cluster: { server: string; caPem: string },
  path: string,
  options: TestRequest = {},
): Promise<TestResponse> {
  const { request } = await import('node:https');
  const { hostname, port } = new URL(cluster.server);
  const { method = 'GET', body, token, cert, key } = options;
  const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: hostname,
        port,
        path,
        method,
        ca: cluster.caPem,
        agent: false,
        ...(cert && key ? { cert, key } : {}),
        headers: {
          ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...options.headers,
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text,
            json: <T>() => JSON.parse(text) as T,
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(payload);
  });
}
