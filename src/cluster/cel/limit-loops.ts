/** Makes the loops of an expression count their steps, so that one that takes too many can be ended. */
import { parse } from '@bufbuild/cel';

/** An expression as the parser gives it. */
export type ParsedExpr = ReturnType<typeof parse>;
/** A part of an expression. */
export type Expr = NonNullable<ParsedExpr['expr']>;

/** Wraps the condition of each loop, in place, in a call that counts what a step of it weighs; gives the weight of all. */
export function limitLoops(expr: Expr): number {
  const { case: kind, value } = expr.exprKind;
  switch (kind) {
    case 'selectExpr':
      return 1 + weigh(value.operand);
    case 'callExpr':
      return 1 + weigh(value.target) + value.args.reduce((sum, arg) => sum + weigh(arg), 0);
    case 'listExpr':
      return 1 + value.elements.reduce((sum, item) => sum + weigh(item), 0);
    case 'structExpr':
      return value.entries.reduce((sum, { keyKind, value: entry }) => {
        return sum + weigh(entry) + (keyKind.case === 'mapKey' ? weigh(keyKind.value) : 0);
      }, 1);
    case 'comprehensionExpr': {
      const step = weigh(value.loopStep) + weigh(value.loopCondition);
      if (value.loopCondition) value.loopCondition = counted(value.loopCondition, step);
      return 1 + weigh(value.iterRange) + weigh(value.accuInit) + step + weigh(value.result);
    }
    default:
      return 1;
  }
}

const weigh = (expr: Expr | undefined): number => (expr ? limitLoops(expr) : 0);

function counted(condition: Expr, weight: number): Expr {
  const call = parse(`__tick(true, ${weight})`).expr;
  if (call?.exprKind.case !== 'callExpr') return condition;
  call.exprKind.value.args[0] = condition;
  return call;
}
