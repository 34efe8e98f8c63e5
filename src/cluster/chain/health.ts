/** /healthz, /livez and /readyz with their single checks (k8s.io/apiserver/pkg/server/healthz). */
import { goQuote } from '../../kube/go-quote.js';
import type { ApiRequest, ApiResponse } from './handler.js';
import { textResponse } from './respond.js';

/** Hooks of the server itself, of its API's extensions, of its own API, and of the aggregator, as they are put together. */
const hooks = [
  'start-apiserver-admission-initializer',
  'generic-apiserver-start-informers',
  'priority-and-fairness-config-consumer',
  'priority-and-fairness-filter',
  'storage-object-count-tracker-hook',
  'start-apiextensions-informers',
  'start-apiextensions-controllers',
  'crd-informer-synced',
  'start-system-namespaces-controller',
  'peer-endpoint-reconciler-controller',
  'start-cluster-authentication-info-controller',
  'start-kube-apiserver-identity-lease-controller',
  'start-kube-apiserver-identity-lease-garbage-collector',
  'storage-readiness',
  'start-legacy-token-tracking-controller',
  'start-service-ip-repair-controllers',
  'rbac/bootstrap-roles',
  'scheduling/bootstrap-system-priority-classes',
  'priority-and-fairness-config-producer',
  'bootstrap-controller',
  'start-kubernetes-service-cidr-controller',
  'aggregator-reload-proxy-client-cert',
  'start-kube-aggregator-informers',
  'apiservice-status-local-available-controller',
  'apiservice-status-remote-available-controller',
  'apiservice-registration-controller',
  'apiservice-discovery-controller',
  'kube-apiserver-autoregistration',
].map((name) => `poststarthook/${name}`);
const lastHooks = ['apiservice-openapi-controller', 'apiservice-openapiv3-controller'].map(
  (name) => `poststarthook/${name}`,
);

const started = [...hooks, 'autoregister-completion', ...lastHooks];
const alive = ['ping', 'log', 'loopback-serving-certificate', 'etcd', ...started];

/** The names of the checks. A practice cluster that answers passes all of them. */
const checks: Record<string, readonly string[]> = {
  healthz: alive,
  livez: alive,
  readyz: ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', ...started, 'shutdown'],
};

/** All paths of health checks. */
export function healthPaths(): string[] {
  return Object.entries(checks).flatMap(([kind, names]) => [`/${kind}`, ...names.map((name) => `/${kind}/${name}`)]);
}

/** The answer under a path of these; undefined for another. */
export function health(request: ApiRequest): ApiResponse | undefined {
  const [, kind = '', one] = /^\/(healthz|livez|readyz)(?:\/(.+))?$/.exec(request.info.path) ?? [];
  const names = checks[kind];
  if (!names) return undefined;
  if (one === undefined) return textResponse(200, request.query.has('verbose') ? report(request, kind, names) : 'ok');
  if (!names.includes(one)) return undefined;
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'ok' };
}

function report({ query }: ApiRequest, kind: string, names: readonly string[]): string {
  const excluded = new Set(query.getAll('exclude'));
  const lines = names.map((name) => (excluded.delete(name) ? `[+]${name} excluded: ok` : `[+]${name} ok`));
  if (excluded.size > 0) {
    const unknown = [...excluded].sort().map(goQuote);
    lines.push(`warn: some health checks cannot be excluded: no matches for ${unknown.join(',')}`);
  }
  return `${lines.join('\n')}\n${kind} check passed\n`;
}
