/** Selectors of devices: expressions in CEL about `device` (dynamic-resource-allocation/cel). */
import { type Fields, isFields, list, text } from '../../../kube/fields.js';
import { type FieldError, invalid, required, tooLong, tooMany } from '../../../kube/status.js';
import { type ExpressionType, types } from '../../cel/expression-types.js';
import { expressions } from '../../cel/load-expressions.js';

const mostSelectors = 32;
const longestSelector = 10 * 1024;

/** What cel-go says of an expression that ends before it begins. */
const operandExpected =
  "mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

const mapOf = (of: ExpressionType): ExpressionType => ({ is: 'map', of, max: 32 });

/** What an expression sees of a device: its attributes and capacities by their domains. */
const device: ExpressionType = {
  is: 'object',
  name: 'kubernetes.DRADevice',
  fields: new Map<string, ExpressionType>([
    ['driver', types.string],
    ['allowMultipleAllocations', types.bool],
    ['attributes', mapOf(mapOf(types.dyn))],
    ['capacity', mapOf(mapOf(types.dyn))],
  ]),
  max: 4,
};

/** The faults of selectors at `at`; expressions are loaded. */
export function selectorFaults(selectors: unknown, at: string): FieldError[] {
  const all = list(selectors);
  if (all.length > mostSelectors) return [tooMany(at, all.length, mostSelectors)];
  return all.flatMap(({ cel }, i) =>
    isFields(cel) ? celFaults(cel, `${at}[${i}].cel.expression`) : [required(`${at}[${i}].cel`)],
  );
}

function celFaults({ expression }: Fields, at: string): FieldError[] {
  const written = text(expression);
  if (Buffer.byteLength(written) > longestSelector) return [tooLong(at, longestSelector)];
  const found = expressions().compiler.check(written, new Map([['device', device]]));
  // cel-go reads nothing at a place before the first one
  const nothing = written === '' ? 'compilation failed: ERROR: <input>:1:0: Syntax error: ' : '';
  if ('fault' in found) return [invalid(at, written, nothing ? nothing + operandExpected : found.fault)];
  const { is, name = is } = found.type;
  if (is === 'bool' || is === 'dyn') return [];
  return [invalid(at, written, `must evaluate to bool or the unknown type, not ${name}`)];
}
