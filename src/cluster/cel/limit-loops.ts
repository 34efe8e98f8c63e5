/** Counts the loops of an expression and the values it builds as steps, so that a run that takes too many can be ended. */
import { called, constant, type Expr } from './expression-parts.js';

/** Functions whose results can be many times as long as their arguments. */
const builders = new Set(['_+_', 'join', 'replace', 'format']);

/** Functions that look at all parts of their arguments; lists that hold each other twice have more parts than memory holds. */
const walkers = new Set(['_==_', '_!=_', '@in', 'format']);

/**
 * Wraps, in place, the condition of each loop in a call that counts the weight of a step, each call that builds in one that counts how
 * much it built, and each value that is walked through in one that counts its parts; gives the weight of all.
 */
export function limitLoops(expr: Expr): number {
  const { case: kind, value } = expr.exprKind;
  switch (kind) {
    case 'selectExpr':
      return 1 + weigh(value.operand);
    case 'callExpr':
      if (walkers.has(value.function)) {
        const [first] = value.args;
        if (first && value.args.every((arg) => arg.exprKind.case !== 'constExpr')) measure(first, '__walked');
      }
      if (builders.has(value.function) && !addsOneItem(value.args)) measure(expr, '__built');
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
      // the evaluator copies the range before the first step, also of a loop that ends there
      if (value.iterRange) measure(value.iterRange, '__built');
      return 1 + weigh(value.iterRange) + weigh(value.accuInit) + step + weigh(value.result);
    }
    default:
      return 1;
  }
}

/** Loops build lists with `x + [y]`; their steps are counted already. */
const addsOneItem = (args: readonly Expr[]): boolean => args[1]?.exprKind.case === 'listExpr';

/** Hands an expression to a function that counts, in place. */
function measure(expr: Expr, counter: string): void {
  expr.exprKind = called(expr, counter, { ...expr }).exprKind;
}

const weigh = (expr: Expr | undefined): number => (expr ? limitLoops(expr) : 0);

const counted = (condition: Expr, weight: number): Expr =>
  called(condition, '__tick', condition, constant(condition, BigInt(weight)));
