/**
 * Method and path read as Kubernetes reads them: the verb, and the resource or the path that it is about.
 * Follows k8s.io/apiserver/pkg/endpoints/request/requestinfo.go.
 */

/** What a request asks for. */
export interface RequestInfo {
  isResourceRequest: boolean;
  /** The path without its query. */
  path: string;
  /** get, list, watch, create, update, patch, delete, deletecollection; for other paths the method in lower case. */
  verb: string;
  apiPrefix: string;
  apiGroup: string;
  apiVersion: string;
  namespace: string;
  resource: string;
  subresource: string;
  name: string;
  /** The path's segments behind the API version. */
  parts: string[];
  /** Of a list, a watch or a deletion of many; not there when it is empty. */
  fieldSelector?: string;
}

const specialVerbs = new Set(['proxy', 'watch']);
const namespaceSubresources = new Set(['status', 'finalize']);

const verbOfMethod: Record<string, string> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** The request info of a method and URL (path and query); never throws. */
export function requestInfo(method: string, url: string): RequestInfo {
  const cut = url.indexOf('?');
  const path = cut < 0 ? url : url.slice(0, cut);
  const info: RequestInfo = {
    isResourceRequest: false,
    path,
    verb: method.toLowerCase(),
    apiPrefix: '',
    apiGroup: '',
    apiVersion: '',
    namespace: '',
    resource: '',
    subresource: '',
    name: '',
    parts: [],
  };
  let segments = segmentsOf(path);
  const prefix = segments[0];
  if (segments.length < 3 || (prefix !== 'api' && prefix !== 'apis')) return info;
  info.apiPrefix = prefix;
  segments = segments.slice(1);
  if (prefix === 'apis') {
    if (segments.length < 3) return info;
    info.apiGroup = segments[0] ?? '';
    segments = segments.slice(1);
  }
  info.isResourceRequest = true;
  info.apiVersion = segments[0] ?? '';
  segments = segments.slice(1);

  if (specialVerbs.has(segments[0] ?? '')) {
    if (segments.length < 2) return { ...info, isResourceRequest: false };
    info.verb = segments[0] ?? '';
    segments = segments.slice(1);
  } else {
    info.verb = verbOfMethod[method] ?? '';
  }

  if (segments[0] === 'namespaces') {
    if (segments.length > 1) {
      info.namespace = segments[1] ?? '';
      // namespaces/NAME and namespaces/NAME/status are about the namespace itself
      if (segments.length > 2 && !namespaceSubresources.has(segments[2] ?? '')) segments = segments.slice(2);
    }
  }
  info.parts = segments;
  info.resource = segments[0] ?? '';
  info.name = segments[1] ?? '';
  info.subresource = segments[2] ?? '';

  if (info.name) return info;
  const query = new URLSearchParams(cut < 0 ? '' : url.slice(cut + 1));
  if (info.verb === 'get') info.verb = isOn(query.get('watch')) ? 'watch' : 'list';
  if (info.verb === 'delete') info.verb = 'deletecollection';
  // a list or watch of one name by field selector is authorized as being about that name
  if (info.verb === 'list' || info.verb === 'watch' || info.verb === 'deletecollection') {
    const selector = query.get('fieldSelector');
    if (selector) {
      info.fieldSelector = selector;
      info.name = nameFromFieldSelector(selector);
    }
  }
  return info;
}

function segmentsOf(path: string): string[] {
  const segments: string[] = [];
  for (const segment of path.split('/')) if (segment) segments.push(decode(segment));
  return segments;
}

function decode(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const longRunningSubresources = new Set(['attach', 'exec', 'log', 'portforward', 'proxy']);

/** Whether the answer may take as long as the client stays (kube-apiserver's --long-running-request-regexp of old). */
export function isLongRunning({ isResourceRequest, verb, subresource }: RequestInfo): boolean {
  return verb === 'watch' || verb === 'proxy' || (isResourceRequest && longRunningSubresources.has(subresource));
}

/** Whether a parameter of a query is on: it is there, and neither `false` nor `0` (k8s.io/apimachinery/pkg/runtime). */
export function isOn(value: string | null): boolean {
  return value !== null && value !== '0' && value.toLowerCase() !== 'false';
}

function nameFromFieldSelector(selector: string): string {
  for (const term of selector.split(',')) {
    const match = /^metadata\.name==?([^=!]+)$/.exec(term.trim());
    if (match?.[1]) return match[1];
  }
  return '';
}
