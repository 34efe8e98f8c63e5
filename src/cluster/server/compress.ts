/** Long answers are compressed for clients that take them so (k8s.io/apiserver/pkg/endpoints/handlers/responsewriters). */
import { promisify } from 'node:util';
import type { ApiRequest, ApiResponse } from '../chain/handler.js';

const threshold = 128 * 1024;

/** True for an answer that is to be sent compressed: one that is written for this request, and long. */
export function isCompressed({ headers }: ApiRequest, { body, headers: answered }: ApiResponse): boolean {
  if (typeof body !== 'string' || body.length <= threshold) return false;
  const [accepted = ''] = [headers['accept-encoding']].flat();
  if (!accepted.split(',').some((encoding) => encoding.trim() === 'gzip')) return false;
  return /^application\/(json|yaml)\b/.test(String(answered['content-type']));
}

/** The answer compressed. */
export async function compressed(response: ApiResponse): Promise<ApiResponse> {
  const { vary } = response.headers;
  const { gzip } = await import('node:zlib');
  return {
    ...response,
    headers: {
      ...response.headers,
      'content-encoding': 'gzip',
      vary: vary === undefined ? 'Accept-Encoding' : [vary, 'Accept-Encoding'].flat(),
    },
    // as quickly as it can be done
    body: await promisify(gzip)(response.body ?? '', { level: 1 }),
  };
}
