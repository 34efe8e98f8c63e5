/** The client's warnings, as the headers that hold them (apiserver/pkg/endpoints/filters/warning.go). */

/** Characters that all warnings of an answer may have together, and each of them when they have more. */
const limits = { together: 4096, each: 256 };

/** A `Warning` header for each warning; a warning with control characters cannot be sent. */
export function warningHeaders(warnings: readonly string[]): string[] {
  const texts = warnings.filter((text) => !/\p{Cc}/u.test(text));
  const length = (text: string): number => [...text].length;
  if (texts.reduce((sum, text) => sum + length(text), 0) <= limits.together) return texts.map(header);
  const kept: string[] = [];
  let written = 0;
  let whole = 0;
  for (const text of texts) {
    // as long as all fit whole, nothing is left out
    whole += length(text);
    if (written >= limits.together && whole > limits.together) break;
    const short = [...text].slice(0, limits.each).join('');
    kept.push(short);
    written += length(short);
  }
  return kept.map(header);
}

/** Its text is UTF-8 (RFC 7234, 5.5), which Node takes byte by byte. */
function header(text: string): string {
  return `299 - ${Buffer.from(JSON.stringify(text)).toString('latin1')}`;
}
