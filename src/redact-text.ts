/**
 * Cutting tokens and private keys out of text: the rules that requests, printed views and graders' reports share. Secrets
 * by their place in an object are in `request/redact.ts`.
 */

/** The text in place of a secret. */
export function redacted(secret: string): string {
  return `<redacted, ${Buffer.byteLength(secret)} bytes>`;
}

const privateKey = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g;
// base64 of a JWT ("eyJ" is ZXlK) or of a PEM text, which is looked into
const encodedJwt = /\bZXlK[A-Za-z0-9+/]{20,}={0,2}/g;
const encodedPem = /\bLS0tLS1CRUdJTi[A-Za-z0-9+/]{16,}={0,2}/g;
const scheme = /(authorization["']?\s*[:=]\s*["']?)?\b(bearer|basic)( +)([^\s"'<$]+)/gi;
// "basic auth", "Bearer TOKEN": a sentence about credentials, and none itself
const prose = /^(?:[A-Z]?[a-z]{1,14}|[A-Z]+)[.,:;)]*$/;

/**
 * The text without tokens and private keys, plain or in base64. The time it takes grows with the length of the text and not
 * faster, since learners' notebooks pass it: a test feeds every rule its worst.
 */
export function redactText(text: string): string {
  return withoutJwts(text.replace(privateKey, (key, label: string) => `-----BEGIN ${label}----- ${redacted(key)}`))
    .replace(encodedJwt, (token) => redacted(token))
    .replace(encodedPem, (pem) =>
      Buffer.from(pem, 'base64').toString('latin1').includes('PRIVATE KEY') ? redacted(pem) : pem,
    )
    .replace(scheme, (all, header: string | undefined, word: string, space: string, credential: string) =>
      header === undefined && prose.test(credential) ? all : `${header ?? ''}${word}${space}${redacted(credential)}`,
    );
}

/**
 * A JWT is `eyJ….eyJ….…` (RFC 7519, in the compact form of RFC 7515). It is sought from the dot in its middle: a pattern that
 * begins at each `eyJ` would read a long word again for each that the word holds.
 */
function withoutJwts(text: string): string {
  let [clean, done] = ['', 0];
  for (let dot = text.indexOf('.eyJ'); dot !== -1; dot = text.indexOf('.eyJ', Math.max(dot + 1, done))) {
    const word = startOfWord(text, dot, done);
    const at = text.slice(word, dot).search(/\beyJ[\w-]{8}/);
    const payloadEnd = endOfWord(text, dot + 1);
    if (at === -1 || text[payloadEnd] !== '.') continue;
    const end = endOfWord(text, payloadEnd + 1);
    clean += text.slice(done, word + at) + redacted(text.slice(word + at, end));
    done = end;
  }
  return clean + text.slice(done);
}

const wordCharacter = /[\w-]/;

function startOfWord(text: string, end: number, least: number): number {
  let start = end;
  while (start > least && wordCharacter.test(text[start - 1] ?? '')) start--;
  return start;
}

function endOfWord(text: string, start: number): number {
  let end = start;
  while (wordCharacter.test(text[end] ?? '')) end++;
  return end;
}
