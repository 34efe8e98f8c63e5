/** The faults: what may stand in the place of a piece of code. */
import { ts } from './typescript.js';

/** A fault at a node: the name of its kind, and the code that takes the node's place. */
export interface Replacement {
  kind: string;
  node: ts.Node;
  text: string;
}

const K: typeof ts.SyntaxKind = ts.SyntaxKind;
const BOUNDS = new Map([
  [K.LessThanToken, '<='],
  [K.LessThanEqualsToken, '<'],
  [K.GreaterThanToken, '>='],
  [K.GreaterThanEqualsToken, '>'],
]);
const EQUALS = new Map([
  [K.EqualsEqualsEqualsToken, '!=='],
  [K.ExclamationEqualsEqualsToken, '==='],
]);
const SIGNS = new Map([
  [K.PlusToken, '-'],
  [K.MinusToken, '+'],
  [K.AsteriskToken, '/'],
  [K.SlashToken, '*'],
  [K.PercentToken, '*'],
]);
const LOGICAL = new Set([K.AmpersandAmpersandToken, K.BarBarToken]);
const OTHER_METHOD = new Map(
  Object.entries({
    some: 'every',
    every: 'some',
    startsWith: 'endsWith',
    endsWith: 'startsWith',
    min: 'max',
    max: 'min',
  }),
);
const DROPPED_METHODS = new Set('filter sort toSorted reverse toReversed slice trim toLowerCase'.split(' '));
/** Whoever takes an error or a message: its texts are for people. */
const MESSAGES = /error|fault|message|refus|invalid|forbidden|warn|log$|assert|throw/i;

/** The faults at this node itself; none when the node is no place for one. */
export function replacementsOf(node: ts.Node): Replacement[] {
  const found: Replacement[] = [];
  const add = (kind: string, text: string): void => void found.push({ kind, node, text });
  if (isLeafCondition(node)) {
    if (!ts.isIterationStatement(node.parent, false) && !isSpread(node.parent)) add('condition', 'true');
    add('condition', 'false');
  }
  if (ts.isBinaryExpression(node)) inBinary(node, add);
  else if (ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken && !isJudged(node)) {
    add('negation', node.operand.getText());
  } else if (ts.isCallExpression(node)) inCall(node, add);
  else if (ts.isExpressionStatement(node) && isRemovable(node.expression)) add('statement', ';');
  else if (node.kind === K.TrueKeyword || node.kind === K.FalseKeyword) {
    if (!isJudged(node)) add('boolean', node.kind === K.TrueKeyword ? 'false' : 'true');
  } else if (ts.isStringLiteral(node) && isMeaningful(node)) add('string', "''");
  if (found.length === 0 && isReturned(node)) add('return', 'undefined');
  if (hasQuestionDot(node)) add('optional chain', withoutQuestionDot(node));
  return found;
}

type Add = (kind: string, text: string) => void;

function inBinary(node: ts.BinaryExpression, add: Add): void {
  const { left, right } = node;
  const sign = node.operatorToken.kind;
  const between = (operator: string): string => `${left.getText()} ${operator} ${right.getText()}`;
  const bound = BOUNDS.get(sign);
  if (bound) add('bound', between(bound));
  const equal = EQUALS.get(sign);
  if (equal && !isJudged(node)) add('equality', between(equal));
  const other = SIGNS.get(sign);
  if (other && !(sign === K.PlusToken && (isText(left) || isText(right)))) add('arithmetic', between(other));
  if (LOGICAL.has(sign)) {
    add('logical', left.getText());
    if (!isSpread(node)) add('logical', right.getText());
  }
  if (sign === K.QuestionQuestionToken) add('default', left.getText());
}

function inCall(node: ts.CallExpression, add: Add): void {
  const { expression, arguments: given } = node;
  if (!ts.isPropertyAccessExpression(expression)) return;
  const name = expression.name.text;
  const before = node.getText().slice(0, expression.name.getStart() - node.getStart());
  const other = OTHER_METHOD.get(name);
  if (other && given.length > 0) add('method', before + other + node.getText().slice(before.length + name.length));
  if (DROPPED_METHODS.has(name)) add('method', expression.expression.getText());
}

/** What `if`, `?:` and `while` ask, when it is not put together of several conditions: those are dropped one by one. */
function isLeafCondition(node: ts.Node): boolean {
  const { parent } = node;
  const asked =
    ((ts.isIfStatement(parent) || ts.isWhileStatement(parent)) && parent.expression === node) ||
    (ts.isConditionalExpression(parent) && parent.condition === node);
  return asked && !(ts.isBinaryExpression(node) && LOGICAL.has(node.operatorToken.kind));
}

/** `...(a && { a })`: without the condition there would be a field without a value, which JSON leaves out. */
function isSpread({ parent }: ts.Node): boolean {
  const outer = ts.isParenthesizedExpression(parent) ? parent.parent : parent;
  return ts.isSpreadAssignment(outer);
}

/** True where a stronger fault than a negation is put in: the condition is forced or dropped. */
function isJudged(node: ts.Node): boolean {
  const { parent } = node;
  return isLeafCondition(node) || (ts.isBinaryExpression(parent) && LOGICAL.has(parent.operatorToken.kind));
}

function isRemovable(node: ts.Expression): boolean {
  if (ts.isAwaitExpression(node)) return isRemovable(node.expression);
  if (ts.isCallExpression(node)) return node.expression.kind !== K.SuperKeyword;
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind >= K.FirstAssignment &&
    node.operatorToken.kind <= K.LastAssignment
  );
}

/** A value behind `return` that gets no other fault. */
function isReturned(node: ts.Node): boolean {
  if (!ts.isReturnStatement(node.parent)) return false;
  const text = node.getText();
  if (/^(?:undefined|null|true|false|this)$/.test(text)) return false;
  return !ts.isConditionalExpression(node);
}

function isText(node: ts.Expression): boolean {
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return true;
  return ts.isBinaryExpression(node) && (isText(node.left) || isText(node.right));
}

/** A word that code looks at, and not a message, a key, a comparison's side or an import. */
function isMeaningful(node: ts.StringLiteral): boolean {
  if (!/^\S+$/.test(node.text)) return false;
  const { parent } = node;
  const value =
    ts.isArrayLiteralExpression(parent) ||
    (ts.isPropertyAssignment(parent) && parent.initializer === node) ||
    (ts.isCallExpression(parent) && parent.expression.kind !== K.ImportKeyword) ||
    ts.isReturnStatement(parent) ||
    (ts.isConditionalExpression(parent) && parent.condition !== node);
  return value && !isInMessage(node);
}

function isInMessage(node: ts.Node): boolean {
  for (let at = node.parent; at && !ts.isBlock(at); at = at.parent) {
    if (ts.isThrowStatement(at)) return true;
    if ((ts.isCallExpression(at) || ts.isNewExpression(at)) && MESSAGES.test(at.expression.getText())) return true;
  }
  return false;
}

type Access = ts.PropertyAccessExpression | ts.ElementAccessExpression | ts.CallExpression;

function hasQuestionDot(node: ts.Node): node is Access {
  return (
    (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node)) &&
    node.questionDotToken !== undefined
  );
}

function withoutQuestionDot(node: Access): string {
  const at = (node.questionDotToken?.getStart() ?? 0) - node.getStart();
  const dot = ts.isPropertyAccessExpression(node) ? '.' : '';
  return node.getText().slice(0, at) + dot + node.getText().slice(at + 2);
}
