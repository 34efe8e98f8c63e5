/** The failure of an answer that began and did not end: its first part is kept. */
import type { Attempt, Told } from './failure.js';

/** The failure of an answer whose head and first bytes came. `code` is Node's. */
export function unended(
  code: string,
  address: string,
  { timeout }: Attempt,
  begun: { status: number; bytes: number },
): Told {
  const came = `${begun.bytes} byte${begun.bytes === 1 ? '' : 's'} of it came`;
  const kept = 'What came is in exchange.text.';
  switch (code) {
    case 'TIMEOUT':
      return {
        stage: 'timeout',
        message: `The answer of ${address} (${begun.status}) began and did not end within ${timeout} ms: ${came}.`,
        hint: `Read an answer that goes on as it comes: a followed log with client.stream(PATH), a watch with client.watch(RESOURCE), both in a \`for await\` loop. ${kept}`,
        curl: `curl: (28) Operation timed out after ${timeout} milliseconds with ${begun.bytes} bytes received`,
      };
    case 'ABORT_ERR':
    case 'AbortError':
    case 'UND_ERR_ABORTED':
      return {
        stage: 'aborted',
        message: `The request was ended from this side in the middle of its answer (${begun.status}): ${came}.`,
        hint: `${kept} An answer that goes on is read with client.stream(PATH).`,
      };
    default:
      return {
        stage: 'answer',
        message: `${address} closed the connection in the middle of its answer (${begun.status}): ${came}.`,
        hint: `Send it again; if it stays so, look at the log of the server. ${kept}`,
        curl: 'curl: (18) transfer closed with outstanding read data remaining',
        kubectl: 'error: unexpected EOF',
      };
  }
}
