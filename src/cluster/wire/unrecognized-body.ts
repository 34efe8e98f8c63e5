/** The start of a body that cannot be read, for the refusal of it. */

const most = 30;

/** The start of a body as the API server quotes it: text of a JSON object, hexadecimal otherwise. */
export function summary(body: Buffer): string {
  if (body.length === 0) return '<empty>';
  const start = body.subarray(0, most).toString(body[0] === 0x7b ? 'utf8' : 'hex');
  return body.length > most ? `${start} ...` : start;
}
