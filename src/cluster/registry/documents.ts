/** Discovery and OpenAPI: documents about the API itself. */
import { methodNotAllowed } from '../../kube/status.js';
import type { ApiRequest, ApiResponse } from '../handler.js';
import { aggregatedDiscovery, apiGroup, apiGroupList, apiResourceList, apiVersions } from '../schema/discovery.js';
import { encode } from './answers.js';
import { acceptedForm, acceptedTypes } from './negotiation.js';

/** The document under a path that is no resource, or Go's plain 404. */
export async function document(request: ApiRequest): Promise<ApiResponse> {
  const segments = request.info.path.split('/').filter(Boolean);
  const [root] = segments;
  const found = root === 'openapi' ? await openapi(request, segments.slice(1)) : discovery(request, segments);
  if (!found) return pageNotFound();
  if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotAllowed();
  return found;
}

/** Made when the first client asks: a cluster starts without it. */
async function openapi(request: ApiRequest, segments: readonly string[]): Promise<ApiResponse | undefined> {
  const { openapiDocument } = await import('./openapi-documents.js');
  return openapiDocument(request, segments);
}

function discovery(request: ApiRequest, segments: readonly string[]): ApiResponse | undefined {
  const [root, first = '', second = ''] = segments;
  if (segments.length === 1 && (root === 'api' || root === 'apis')) {
    const version = aggregatedVersion(request);
    if (version) {
      const answer = encode('json', 200, aggregatedDiscovery(root, version));
      answer.headers['content-type'] = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
      return answer;
    }
    const host = [request.headers.host ?? request.headers[':authority'] ?? ''].flat()[0] ?? '';
    return plain(request, root === 'api' ? apiVersions(host) : apiGroupList());
  }
  if (root === 'api' && segments.length === 2) return plain(request, apiResourceList('', first));
  if (root === 'apis' && segments.length === 2) return plain(request, apiGroup(first));
  if (root === 'apis' && segments.length === 3) return plain(request, apiResourceList(first, second));
  return undefined;
}

function plain(request: ApiRequest, value: object | undefined): ApiResponse | undefined {
  return value && encode(acceptedForm(request).format, 200, value);
}

/** The version of aggregated discovery that the client puts before the plain one. */
function aggregatedVersion(request: ApiRequest): 'v2' | 'v2beta1' | undefined {
  for (const { type, parameters } of acceptedTypes(request)) {
    if (type !== 'application/json') continue;
    if (parameters.as === undefined) return undefined;
    const { as, g, v } = parameters;
    if (as === 'APIGroupDiscoveryList' && g === 'apidiscovery.k8s.io' && (v === 'v2' || v === 'v2beta1')) return v;
  }
  return undefined;
}

function pageNotFound(): ApiResponse {
  return {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    body: '404 page not found\n',
  };
}
