/** The faults of expressions that run, in cel-go's words. */

/** The fault of a call with values of types that it does not take. */
export const noOverload = 'no such overload';

/** The faults of runs: this library's texts, and those of cel-go (common/types/err.go, interpreter/attributes.go, ext/strings.go). */
const runFaults: readonly [RegExp, string][] = [
  [/^(?:field|key) not found: (.*)$/s, 'no such key: $1'],
  [/^type mismatch: expected bool, got .*$/, noOverload],
  [/^int overflow during .*$/, 'integer overflow'],
  [/^uint overflow during .*$/, 'unsigned integer overflow'],
  [/^duration out of range$/, 'integer overflow'],
  [/^timestamp out of range$/, 'timestamp overflow'],
  [/^u?int divide by zero$/, 'division by zero'],
  [/^u?int modulus by zero$/, 'modulus by zero'],
  // of lists the library does not say the length
  [/^index (-?\d+) out of bounds \[0, -1\)$/, 'index out of bounds: $1'],
];

/** Functions whose faults name no types: operators, and the oldest of the methods of texts. */
const nameless = /^(?:[^a-z]*_.*|@in|contains|startsWith|endsWith|matches)$/;

/** The names of Go's types of values that have no items. */
const goTypes: Readonly<Record<string, string>> = {
  bool: 'Bool',
  bytes: 'Bytes',
  double: 'Double',
  int: 'Int',
  null_type: 'Null',
  string: 'String',
  uint: 'Uint',
};

/** The fault of a run that failed, in cel-go's words. */
export function runFault(message: string): string {
  const call = /^found no matching overload for '?(\S+?)'? applied to '(?:(.*)\.)?\((.*)\)'$/.exec(message);
  if (call) {
    const [, name = '', target, args] = call;
    if (nameless.test(name)) return noOverload;
    if (name === 'size') return `${noOverload}: size`;
    return `${noOverload}: ${name}(${[target?.replace(/\(.*/, ''), args].filter(Boolean).join(', ')})`;
  }
  const [, type] = /^type mismatch: iterable vs (\w+)/.exec(message) ?? [];
  if (type) return `got 'types.${goTypes[type] ?? type}', expected iterable type`;
  const [pattern, text = ''] = runFaults.find(([one]) => one.test(message)) ?? [];
  return pattern ? message.replace(pattern, text) : message;
}
