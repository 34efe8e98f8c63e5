/** Names in an expression that mean nothing: an evaluator would tell of them only when it comes across them. */
import type { parse } from '@bufbuild/cel';
import { nearest } from '../checked-yaml.js';
import type { CelFault } from './cel.js';

type Parsed = ReturnType<typeof parse>;
type Expression = Parsed['expr'];

/** Names that CEL itself knows beside functions. */
const typeNames = ['bool', 'bytes', 'double', 'dyn', 'int', 'list', 'map', 'null_type', 'string', 'type', 'uint'];

/** The first name in `parsed` that is no variable, no function and not bound by a macro; undefined without one. */
export function unknownName(
  parsed: Parsed,
  variables: readonly string[],
  isFunction: (name: string) => boolean,
): CelFault | undefined {
  const at = ({ id }: Expression): number => (parsed.sourceInfo?.positions[String(id)] ?? 0) + 1;

  const look = (expression: Expression | undefined, bound: readonly string[]): CelFault | undefined => {
    const kind = expression?.exprKind;
    if (!expression || !kind) return undefined;
    const first = (list: readonly (Expression | undefined)[], names = bound): CelFault | undefined => {
      for (const item of list) {
        const fault = look(item, names);
        if (fault) return fault;
      }
      return undefined;
    };
    switch (kind.case) {
      case 'identExpr': {
        const { name } = kind.value;
        if (bound.includes(name) || typeNames.includes(name)) return undefined;
        const near = nearest(name, bound);
        const hint = near ? `; did you mean ${near}?` : `; there are ${variables.join(', ')}`;
        return { message: `${JSON.stringify(name)} is no variable${hint}`, character: at(expression) };
      }
      case 'selectExpr':
        return look(kind.value.operand, bound);
      case 'callExpr': {
        const { function: name, target, args } = kind.value;
        // operators have names such as _==_, and are all there
        if (/^[A-Za-z]/.test(name) && !isFunction(name)) {
          return { message: `${JSON.stringify(name)} is no function`, character: at(expression) };
        }
        return first([target, ...args]);
      }
      case 'listExpr':
        return first(kind.value.elements);
      case 'structExpr':
        return first(
          kind.value.entries.flatMap(({ keyKind, value }) => [
            keyKind.case === 'mapKey' ? keyKind.value : undefined,
            value,
          ]),
        );
      case 'comprehensionExpr': {
        const { iterVar, iterVar2, accuVar, iterRange, accuInit, loopCondition, loopStep, result } = kind.value;
        return (
          first([iterRange, accuInit]) ??
          first([loopCondition, loopStep, result], [...bound, iterVar, iterVar2, accuVar])
        );
      }
      default:
        return undefined;
    }
  };
  return look(parsed.expr, variables);
}
