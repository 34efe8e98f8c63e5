/** Tokens and passwords in code that was typed: what is kept of a session and of its lines goes without them. */
import { redacted, redactText } from '../../redact-text.js';

/** A field with a text that names no file. */
const FIELD = /\b(\w*(?:token|password))(["'`]?\s*[:=]\s*)(["'`])(?!\.{0,2}\/|~\/)([^"'`]+)\3/gi;

/** The code without tokens, keys, and the texts of fields that are called so. */
export function withoutSecrets(code: string): string {
  return redactText(code).replace(FIELD, (all, name: string, between: string, mark: string, secret: string) =>
    secret.startsWith('<redacted') ? all : `${name}${between}${mark}${redacted(secret)}${mark}`,
  );
}

/** True for what names a file, as `connect({ token })` tells it from a token. */
export function isPath(text: string): boolean {
  return /^(\/|\.\.?\/|~\/)/.test(text);
}
