/** Conversions between types in expressions, with the values and the faults of cel-go (common/types), which the library's own differ from. */
import { type CelFunc, CelScalar, celFunc, celUint } from '@bufbuild/cel';
import { parseFloatText, parseIntText, parseUintText, shortFloat } from './go-numbers.js';
import {
  durationType,
  formatDuration,
  formatTimestamp,
  nanosOf,
  parseDuration,
  parseTimestamp,
  timestampOf,
  timestampType,
} from './times.js';

const { BOOL, BYTES, DOUBLE, INT, STRING, UINT } = CelScalar;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const truths: Readonly<Record<string, boolean | undefined>> = {
  ...Object.fromEntries(['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, true])),
  ...Object.fromEntries(['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, false])),
};

const conversionFault = (from: string, to: string): Error =>
  new Error(`type conversion error from '${from}' to '${to}'`);

/** The value that a text says; throws the fault of one that says none of the type. */
function orFault<T>(value: T | undefined, type: { name: string }): T {
  if (value === undefined) throw conversionFault('string', type.name);
  return value;
}

/** The text of bytes in UTF-8; throws cel-go's fault for others. */
export function textOfBytes(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Error('invalid UTF-8 in bytes, cannot convert to string');
  }
}

/** The functions; they take the place of the library's. */
export const conversionFunctions: readonly CelFunc[] = [
  celFunc('int', [STRING], INT, (text) => orFault(parseIntText(text), INT)),
  celFunc('int', [durationType], INT, ({ message }) => nanosOf(message)),
  celFunc('uint', [STRING], UINT, (text) => celUint(orFault(parseUintText(text), UINT))),
  celFunc('double', [STRING], DOUBLE, (text) => orFault(parseFloatText(text), DOUBLE)),
  celFunc('bool', [STRING], BOOL, (text) => orFault(Object.hasOwn(truths, text) ? truths[text] : undefined, BOOL)),
  celFunc('string', [DOUBLE], STRING, shortFloat),
  celFunc('string', [BYTES], STRING, textOfBytes),
  celFunc('string', [timestampType], STRING, ({ message }) => formatTimestamp(message)),
  celFunc('string', [durationType], STRING, ({ message }) => formatDuration(message)),
  celFunc('timestamp', [STRING], timestampType, (text) => orFault(parseTimestamp(text), timestampType)),
  celFunc('timestamp', [INT], timestampType, (seconds) => timestampOf(seconds)),
  celFunc('duration', [STRING], durationType, (text) => orFault(parseDuration(text), durationType)),
  celFunc('duration', [INT], durationType, () => {
    throw conversionFault('int', durationType.name);
  }),
];
