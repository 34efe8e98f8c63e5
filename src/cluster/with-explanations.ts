/** Keeps what the stages found about the latest requests, and tells it to whoever knows the id of one. */
import { type Explanation, explanationPath, type Stage, type StageFinding, stages } from '../kube/explanation.js';
import { notFound, type Status } from '../kube/status.js';
import type { ApiRequest, ApiResponse, Handler } from './handler.js';
import { jsonResponse } from './respond.js';

const kept = 1000;
const root = explanationPath('');

/**
 * Answers GET for an explanation without asking for a credential: the id, which only the client of that request was sent,
 * is one. Such a request is neither audited nor explained. Nobody can replace a finding: the first for an id stays.
 */
export function withExplanations(next: Handler): Handler {
  const explanations = new Map<string, Explanation>();
  return async (request) => {
    if (request.info.path.startsWith(root)) {
      const id = decode(request.info.path.slice(root.length));
      const explanation = request.method === 'GET' ? explanations.get(id) : undefined;
      if (!explanation) throw notFound({ group: '', resource: 'explanations' }, id);
      return jsonResponse(200, explanation);
    }
    const keep = (outcome: { status: number; message?: string }): void => {
      if (explanations.has(request.auditID)) return;
      explanations.set(request.auditID, { auditID: request.auditID, findings: completed(request, outcome) });
      const oldest = explanations.size > kept ? explanations.keys().next().value : undefined;
      if (oldest !== undefined) explanations.delete(oldest);
    };
    try {
      const response = await next(request);
      keep({ status: response.status, message: messageOf(response) });
      return response;
    } catch (error) {
      keep({ status: 500, message: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  };
}

/** The findings in the order of the stages, with one for each. */
function completed(request: ApiRequest, outcome: { status: number; message?: string }): StageFinding[] {
  const findings: StageFinding[] = [];
  let refused = false;
  for (const stage of stages) {
    const own = request.findings.filter((f) => f.stage === stage);
    if (own.length > 0) findings.push(...own);
    else if (refused) findings.push({ stage, outcome: 'not reached', detail: 'An earlier stage refused the request.' });
    else if (stage === 'storage' && outcome.status >= 400) {
      findings.push({ stage, outcome: 'refused', detail: outcome.message ?? `The answer is ${outcome.status}.` });
    } else findings.push({ stage, outcome: 'passed', detail: passedDetail(stage, request, outcome.status) });
    refused ||= own.some((f) => f.outcome === 'refused');
  }
  return findings;
}

function passedDetail(stage: Stage, { method }: ApiRequest, status: number): string {
  if (stage === 'admission' && method === 'GET') return 'Reading is not looked at.';
  if (stage === 'storage') return status === 201 ? 'Created.' : 'Answered.';
  return 'Nothing stood against it.';
}

function messageOf(response: ApiResponse): string | undefined {
  if (response.status < 400 || response.body === undefined) return undefined;
  try {
    return (JSON.parse(response.body.toString()) as Partial<Status>).message;
  } catch {
    return undefined;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
