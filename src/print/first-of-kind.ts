/**
 * Which exchanges are new to the reader of a notebook: the first one at all, the first with its status, and the first with its
 * kind of credential. Their stages are shown; later ones keep them folded when all went well. Remembered as long as the
 * process runs, which for a notebook is its kernel.
 */
import type { RawExchange } from '../request/sent-exchange.js';

const seen = new Set<string>();
const answers = new WeakMap<RawExchange, boolean>();

/** True for an exchange that is the first of its kind to be shown, each time that it is shown. */
export function isFirstOfKind(raw: RawExchange): boolean {
  const known = answers.get(raw);
  if (known !== undefined) return known;
  const { method, impersonating } = raw.identity;
  const kinds = [
    `status ${raw.response?.status ?? 'none'}`,
    `credential ${method}${impersonating ? ', impersonating' : ''}`,
  ];
  const isFirst = kinds.some((kind) => !seen.has(kind));
  for (const kind of kinds) seen.add(kind);
  answers.set(raw, isFirst);
  return isFirst;
}
