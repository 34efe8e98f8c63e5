/** A request as the stages of the practice cluster get it. */
import type { ApiRequest } from '../../src/cluster/chain/handler.js';
import { requestInfo } from '../../src/kube/request-info.js';

/** A request of an administrator, with the parts of `more`. */
export function apiRequest(method: string, url: string, more: Partial<ApiRequest> = {}): ApiRequest {
  return {
    auditID: 'id',
    method,
    url,
    query: new URL(url, 'https://localhost').searchParams,
    headers: {},
    info: requestInfo(method, url),
    body: async () => Buffer.alloc(0),
    clientCertificates: [],
    sourceIPs: ['127.0.0.1'],
    receivedAt: new Date(),
    signal: new AbortController().signal,
    user: { username: 'jane', groups: ['system:masters'] },
    audit: { annotations: {} },
    findings: [],
    reached: [],
    ...more,
  };
}
