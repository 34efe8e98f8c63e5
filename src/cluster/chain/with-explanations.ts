/** Keeps the stages' findings about the latest requests, and tells them to a client that knows a request's id. */
import { type Explanation, explanationPath, type Stage, type StageFinding, stages } from '../../kube/explanation.js';
import type { RequestInfo } from '../../kube/request-info.js';
import { isApiError, notFound } from '../../kube/status.js';
import { type ApiRequest, type ApiResponse, answerOf, type Handler } from './handler.js';
import { jsonResponse } from './respond.js';

const kept = 1000;
const root = explanationPath('');

/** The facts kept of a request: put into words only on demand. */
interface Known {
  auditID: string;
  info: RequestInfo;
  findings: StageFinding[];
  reached: Stage[];
  outcome: { status: number; message?: string };
}

/**
 * Answers GET for an explanation without asking for a credential: the id, which only the client of that request was sent,
 * is one. Such a request is neither audited nor explained. No client can replace a finding: the first for an id stays.
 */
export function withExplanations(next: Handler): Handler {
  // a ring: the oldest is at `place`, where the next one comes
  const known: Known[] = [];
  let place = 0;
  const keep = ({ auditID, info, findings, reached }: ApiRequest, outcome: Known['outcome']): void => {
    known[place] = { auditID, info, findings, reached, outcome };
    place = (place + 1) % kept;
  };
  // asked for much more rarely than kept
  const find = (auditID: string): Known | undefined => {
    const isIt = (one: Known): boolean => one.auditID === auditID;
    return known.slice(place).find(isIt) ?? known.slice(0, place).find(isIt);
  };
  return (request) => {
    if (request.info.path.startsWith(root)) {
      const auditID = request.info.path.slice(root.length);
      const found = request.method === 'GET' ? find(auditID) : undefined;
      if (!found) throw notFound({ group: '', resource: 'explanations' }, auditID);
      return jsonResponse(200, { auditID, findings: completed(found) } satisfies Explanation);
    }
    const answered = (response: ApiResponse): ApiResponse => {
      keep(request, { status: response.status });
      return response;
    };
    return answerOf(next, request, answered, (error) => {
      const status = isApiError(error) ? error.code : 500;
      keep(request, { status, message: error instanceof Error ? error.message : String(error) });
      throw error;
    });
  };
}

/**
 * The findings in the order of the stages. A stage that wrote down none of its own passed the request on, unless the
 * request failed and came no further.
 */
function completed({ info, findings: own, reached, outcome }: Known): StageFinding[] {
  const failed = outcome.status >= 400;
  const refusing = failed ? (own.find((f) => f.outcome === 'refused')?.stage ?? reached.at(-1) ?? 'tls') : undefined;
  const at = refusing ? stages.indexOf(refusing) : stages.length;
  const isRead = ['get', 'list', 'watch'].includes(info.verb);
  return stages.flatMap((stage, index): StageFinding[] => {
    const found = own.filter((f, place) => f.stage === stage && own.findIndex((g) => isSame(f, g)) === place);
    if (stage === refusing && !found.some((f) => f.outcome === 'refused')) {
      found.push({ stage, outcome: 'refused', detail: outcome.message ?? `The answer is ${outcome.status}.` });
    }
    if (found.length > 0) return found;
    if (reached.includes(stage))
      return [{ stage, outcome: 'passed', detail: passedDetail(stage, info, outcome.status) }];
    if (failed && !(isRead && index < at)) {
      return [{ stage, outcome: 'not reached', detail: `The request was answered at ${refusing}.` }];
    }
    return [{ stage, outcome: 'not asked', detail: notAsked[stage] ?? 'The request has nothing for it.' }];
  });
}

const isSame = (a: StageFinding, b: StageFinding): boolean =>
  a.stage === b.stage && a.outcome === b.outcome && a.detail === b.detail;

const notAsked: Partial<Record<Stage, string>> = {
  admission: 'Plug-ins look at writes alone.',
  validation: 'Only an object that is written is held against the rules of its kind.',
  storage: 'The answer comes from no stored object.',
};

function passedDetail(stage: Stage, info: RequestInfo, status: number): string {
  if (stage === 'routing') return routeOf(info);
  if (stage === 'decoding') return 'Parameters and body could be read.';
  if (stage === 'validation') return 'No field is wrong.';
  if (stage === 'storage') return status === 201 ? 'Created.' : 'Answered.';
  return 'Nothing stood against it.';
}

function routeOf({ isResourceRequest, verb, resource, subresource, apiGroup, apiVersion, path }: RequestInfo): string {
  if (!isResourceRequest) return `${path} is a path of this server.`;
  const what = subresource ? `${resource}/${subresource}` : resource;
  return `The path leads to ${what} of ${apiGroup ? `${apiGroup}/` : ''}${apiVersion}, the method means ${verb}.`;
}
