/**
 * Method and path read as Kubernetes reads them: the verb, and the resource or the path that it is about.
 * Follows k8s.io/apiserver/pkg/endpoints/request/requestinfo.go.
 */

import { parseFieldSelector, requiredValue } from './field-selector.js';
import { parseLabelSelector } from './label-selector.js';
import { pathSegmentFaults } from './names.js';

/** A request's verb and target. */
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
  /** Selector of a list, a watch or a deletion of many; undefined when empty. */
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
  // an escaped slash is a slash, as in Go's URL.Path
  const path = decode(cut < 0 ? url : url.slice(0, cut));
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
  if (info.verb !== 'get' && info.verb !== 'delete') return info;
  const query = queryOf(url);
  const fieldSelector = query.get('fieldSelector');
  if (fieldSelector) info.fieldSelector = fieldSelector;
  if (info.verb === 'delete') return { ...info, verb: 'deletecollection' };
  info.verb = isOn(query.get('watch')) ? 'watch' : 'list';
  // a list or watch of one name by field selector is authorized as being about that name
  if (fieldSelector && isReadable(query.get('labelSelector'))) info.name = nameFromFieldSelector(fieldSelector);
  return info;
}

/** The query of a URL. As by Go's url.ParseQuery, a parameter with a semicolon or half an escape is left out. */
export function queryOf(url: string): URLSearchParams {
  const cut = url.indexOf('?');
  const text = cut < 0 ? '' : url.slice(cut + 1);
  if (!/[;%]/.test(text)) return new URLSearchParams(text);
  const isRead = (parameter: string): boolean => !/;|%(?![0-9a-fA-F]{2})/.test(parameter);
  return new URLSearchParams(text.split('&').filter(isRead).join('&'));
}

function segmentsOf(path: string): string[] {
  let [from, to] = [0, path.length];
  while (path[from] === '/') from++;
  while (to > from && path[to - 1] === '/') to--;
  return from === to ? [] : path.slice(from, to).split('/');
}

function decode(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
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

/** Options of which one cannot be read say nothing at all. */
function isReadable(labelSelector: string | null): boolean {
  try {
    parseLabelSelector(labelSelector ?? '');
    return true;
  } catch {
    return false;
  }
}

function nameFromFieldSelector(selector: string): string {
  try {
    const name = requiredValue(parseFieldSelector(selector), 'metadata.name') ?? '';
    return pathSegmentFaults(name).length === 0 ? name : '';
  } catch {
    // it is refused later on
    return '';
  }
}
