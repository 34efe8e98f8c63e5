/** The words for a status on the first line of an answer over HTTP/1.1. */
import { httpModule } from '../../when-needed.js';

/** `Not Found` for 404, an empty string for a status without words. */
export function reasonPhrase(status: number): string {
  return httpModule().STATUS_CODES[status] ?? '';
}
