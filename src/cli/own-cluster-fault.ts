/** Whether a cluster of one's own can be used, by its answer to `whoami()`: for `doctor`, and before lessons are run there. */
import type { Client, WhoamiExchange } from '../request/api.js';
import { expiredSentence } from '../request/expired-credential.js';
import type { Io } from './terminal/terminal.js';
import { commandHere, commandsHere } from './words.js';

/** What is wrong, behind the cluster's name (`does not answer: …`), and the next step. */
export interface OwnClusterFault {
  said: string;
  fix: string;
}

const ANSWERS_MS = 10_000;

/** Asks the cluster who the client is. `fault` is undefined when the cluster took the credential. Rejects as `whoami()` does. */
export async function askOwnCluster(
  client: Client,
  io: Pick<Io, 'env'>,
): Promise<{ who: WhoamiExchange; fault: OwnClusterFault | undefined }> {
  const who = await client.whoami({ timeout: ANSWERS_MS });
  return { who, fault: faultOf(who, io) };
}

/** The fault: no answer, or a credential that was refused. */
function faultOf(who: WhoamiExchange, io: Pick<Io, 'env'>): OwnClusterFault | undefined {
  const practice = `Or take the practice cluster: ${commandHere('start --practice', io)}`;
  if (who.failure) {
    const { message, hint } = who.failure;
    return { said: `does not answer: ${message}`, fix: `${commandsHere(hint, io)} ${practice}` };
  }
  // 403 and 404 come behind authentication: some clusters do not let everybody ask who they are, or cannot say it
  if (who.status !== 401) return undefined;
  const why = expiredSentence(who) ?? `See why: ${commandHere('request --explain GET /api', io)}.`;
  return { said: 'refuses the credential: 401 Unauthorized', fix: `${why} ${practice}` };
}
