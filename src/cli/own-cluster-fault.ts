/** Why a cluster of one's own is of no use, by its answer to `whoami()`: for `doctor`, and before lessons are run there. */
import type { WhoamiExchange } from '../request/api.js';
import { expiredSentence } from '../request/expired-credential.js';
import type { Io } from './terminal/terminal.js';
import { commandHere, commandsHere } from './words.js';

/** What is wrong, behind the cluster's name (`does not answer: …`), and the next step. */
export interface OwnClusterFault {
  said: string;
  fix: string;
}

/** The fault: no answer, or a credential that was refused. Undefined when the cluster took the credential. */
export function ownClusterFault(who: WhoamiExchange, io: Pick<Io, 'env'>): OwnClusterFault | undefined {
  const practice = `Or take the practice cluster: ${commandHere('start --practice', io)}`;
  if (who.failure) {
    const { message, hint = 'Mend the kubeconfig.' } = who.failure;
    return { said: `does not answer: ${message}`, fix: `${commandsHere(hint, io)} ${practice}` };
  }
  // 403 and 404 come behind authentication: some clusters do not let everybody ask who they are, or cannot say it
  if (who.status !== 401) return undefined;
  const why = expiredSentence(who) ?? `See why: ${commandHere('request --explain GET /api', io)}.`;
  return { said: 'refuses the credential: 401 Unauthorized', fix: `${why} ${practice}` };
}
