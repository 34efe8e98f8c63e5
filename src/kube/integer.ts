/** Whole numbers as Go's strconv.ParseInt reads them. */
import { badRequest } from './status.js';

/** Whether ParseInt takes the text for a number of 64 bits. */
export function isInteger(text: string): boolean {
  return /^[+-]?\d+$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

/** The number of a parameter; undefined when it is not there. Throws an ApiError 400 with ParseInt's words. */
export function integer(text: string | null): number | undefined {
  if (text === null) return undefined;
  const why = !/^[+-]?\d+$/.test(text) ? 'invalid syntax' : isInteger(text) ? undefined : 'value out of range';
  if (why) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: ${why}`);
  return Number(text);
}
