/** The refusal of a body that cannot be read as an object. */
import { type ApiError, badRequest } from '../../kube/status.js';

const most = 30;

/** The 400 for a body that is to be of `kind`, with the start of the body. */
export function unrecognizedBody(kind: string, why: string, body: Buffer): ApiError {
  return badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why} (${summary(body)})`);
}

/** The start of a body as the API server quotes it: text of a JSON object, hexadecimal otherwise. */
function summary(body: Buffer): string {
  if (body.length === 0) return '<empty>';
  const start = body.subarray(0, most).toString(body[0] === 0x7b ? 'utf8' : 'hex');
  return body.length > most ? `${start} ...` : start;
}
