/** Keeps what the stages found about the latest requests, and tells it to whoever knows the id of one. */
import { type Explanation, explanationPath, type Stage, type StageFinding, stages } from '../kube/explanation.js';
import { isApiError, notFound } from '../kube/status.js';
import { type ApiRequest, type ApiResponse, answerOf, type Handler } from './handler.js';
import { jsonResponse } from './respond.js';

const kept = 1000;
const root = explanationPath('');

/** What is kept of a request: put into words only when somebody asks. */
interface Known {
  auditID: string;
  method: string;
  findings: StageFinding[];
  outcome: { status: number; message?: string };
}

/**
 * Answers GET for an explanation without asking for a credential: the id, which only the client of that request was sent,
 * is one. Such a request is neither audited nor explained. Nobody can replace a finding: the first for an id stays.
 */
export function withExplanations(next: Handler): Handler {
  // a ring: the oldest is at `place`, where the next one comes
  const known: Known[] = [];
  let place = 0;
  const keep = ({ auditID, method, findings }: ApiRequest, outcome: Known['outcome']): void => {
    known[place] = { auditID, method, findings, outcome };
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

/** The findings in the order of the stages, with one for each. */
function completed({ method, findings: found, outcome }: Known): StageFinding[] {
  const findings: StageFinding[] = [];
  let refused = false;
  for (const stage of stages) {
    const own = found.filter((f) => f.stage === stage);
    if (own.length > 0) findings.push(...own);
    else if (refused) findings.push({ stage, outcome: 'not reached', detail: 'An earlier stage refused the request.' });
    else if (stage === 'storage' && outcome.status >= 400) {
      findings.push({ stage, outcome: 'refused', detail: outcome.message ?? `The answer is ${outcome.status}.` });
    } else findings.push({ stage, outcome: 'passed', detail: passedDetail(stage, method, outcome.status) });
    refused ||= own.some((f) => f.outcome === 'refused');
  }
  return findings;
}

function passedDetail(stage: Stage, method: string, status: number): string {
  if (stage === 'admission' && method === 'GET') return 'Reading is not looked at.';
  if (stage === 'storage') return status === 201 ? 'Created.' : 'Answered.';
  return 'Nothing stood against it.';
}
