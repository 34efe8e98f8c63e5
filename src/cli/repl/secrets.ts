/** Tokens and passwords in code that was typed: a kept session and its history go without them. */
import { redacted, redactText } from '../../redact-text.js';

/** A field with a text that names no file. */
const FIELD = /\b(\w*(?:token|password))(["'`]?\s*[:=]\s*)(["'`])(?!\.{0,2}\/|~\/)([^"'`]+)\3/gi;

/** The code without tokens, keys, and the texts of fields that are called so. */
export function withoutSecrets(code: string): string {
  return redactText(code).replace(FIELD, (all, name: string, between: string, mark: string, secret: string) =>
    secret.startsWith('<redacted') ? all : `${name}${between}${mark}${redacted(secret)}${mark}`,
  );
}

/** True for a file name, as `connect({ token })` tells it from a token. */
export function isPath(text: string): boolean {
  return /^(\/|\.\.?\/|~\/)/.test(text);
}
