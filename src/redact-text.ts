/**
 * Cutting tokens and private keys out of text: the rules that requests, printed views and graders' reports share. What
 * is secret by its place in an object is in `request/redact.ts`.
 */

/** What stands in the place of a secret. */
export function redacted(secret: string): string {
  return `<redacted, ${Buffer.byteLength(secret)} bytes>`;
}

const jwt = /\beyJ[\w-]{8,}\.eyJ[\w-]*\.[\w-]*/g;
const privateKey = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g;
// base64 of a JWT ("eyJ" is ZXlK) or of a PEM text, which is looked into
const encodedJwt = /\bZXlK[A-Za-z0-9+/]{20,}={0,2}/g;
const encodedPem = /\bLS0tLS1CRUdJTi[A-Za-z0-9+/]{16,}={0,2}/g;
const scheme = /(authorization["']?\s*[:=]\s*["']?)?\b(bearer|basic)( +)([^\s"'<$]+)/gi;
// "basic auth", "Bearer TOKEN": a sentence about credentials, and none itself
const prose = /^(?:[A-Z]?[a-z]{1,14}|[A-Z]+)[.,:;)]*$/;

/** The text without tokens and private keys, plain or in base64. */
export function redactText(text: string): string {
  return text
    .replace(privateKey, (key, label: string) => `-----BEGIN ${label}----- ${redacted(key)}`)
    .replace(jwt, (token) => redacted(token))
    .replace(encodedJwt, (token) => redacted(token))
    .replace(encodedPem, (pem) =>
      Buffer.from(pem, 'base64').toString('latin1').includes('PRIVATE KEY') ? redacted(pem) : pem,
    )
    .replace(scheme, (all, header: string | undefined, word: string, space: string, credential: string) =>
      header === undefined && prose.test(credential) ? all : `${header ?? ''}${word}${space}${redacted(credential)}`,
    );
}
