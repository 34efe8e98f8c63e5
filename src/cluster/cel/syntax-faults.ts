/** The faults of expressions that cannot be read: the first of them, in cel-go's words where these are known, else in the parser's. */
import { isFields } from '../../kube/fields.js';
import type { ExpressionFault } from './expression-parts.js';

const operands =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";
const escaped = String.raw`\\(?:[abfnrtv\\?"'${'`'}]|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-3][0-7]{2})`;
const text = (quote: string): string => `${quote}(?:${escaped}|[^\\\\\\n${quote}])*${quote}`;
const long = (quote: string): string => `${quote}{3}(?:${escaped}|[^\\\\])*?${quote}{3}`;
const raw = (quote: string): string => `[bB]?[rR](?:${quote}{3}[\\s\\S]*?${quote}{3}|${quote}[^\\n${quote}]*${quote})`;
/** What cel-go's lexer knows, one after another. */
const token = new RegExp(
  [
    String.raw`\s+|//[^\n]*`,
    ...['"', "'"].flatMap((quote) => [raw(quote), long(quote), text(quote)]),
    String.raw`0x[\da-fA-F]+[uU]?|(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?[uU]?`,
    String.raw`[A-Za-z_]\w*|[=!<>]=|&&|\|\||[-+*/%<>!?:.,()[\]{}]`,
  ].join('|'),
  'y',
);

interface Token {
  word: string;
  at: number;
}

/** The fault of text for which the parser threw this error. */
export function syntaxFault(expression: string, error: unknown): ExpressionFault {
  const found = placeOf(error);
  const message = (error instanceof Error ? error.message : String(error)).replace(/^<input>:\d+:\d+: /, '');
  if (error instanceof RangeError || message.includes('surrogate code points'))
    return { at: found, message: 'invalid unicode code point' };
  if (message === 'reserved identifier') {
    return { at: found, message: `reserved identifier: ${/^\w*/.exec(expression.slice(found))?.[0]}` };
  }
  const [first] = [lexerFault(expression), parserFault(expression, found, message.endsWith('end of input'))]
    .filter((fault) => fault !== undefined)
    .sort((a, b) => a.at - b.at);
  return syntaxError(first ?? { at: found, message });
}

const syntaxError = ({ at, message }: ExpressionFault): ExpressionFault => ({
  at,
  message: `Syntax error: ${message}`,
});

/** The fault of an escape that cel-go does not know, and the parser takes as it stands; undefined where there is none. */
export function escapeFault(expression: string): ExpressionFault | undefined {
  const fault = expression.includes('\\') ? lexerFault(expression) : undefined;
  return fault && syntaxError(fault);
}

function* tokensOf(expression: string): Generator<Token, number> {
  let at = 0;
  for (; at < expression.length; at = token.lastIndex) {
    token.lastIndex = at;
    const word = token.exec(expression)?.[0];
    if (word === undefined) return at;
    if (!/^(?:\s|\/\/)/.test(word)) yield { word, at };
  }
  return at;
}

/** The fault of characters that are no token: a text without an end, `=`, `&` and `|` alone, and what expressions do not know. */
function lexerFault(expression: string): ExpressionFault | undefined {
  const tokens = tokensOf(expression);
  let next = tokens.next();
  while (!next.done) next = tokens.next();
  const at = next.value;
  const rest = expression.slice(at);
  if (rest === '') return undefined;
  const unended = new RegExp(`^["'](?:${escaped}|[^\\\\\\n])*(?:\\\\[\\s\\S]?)?`).exec(rest)?.[0];
  const wrong = unended ?? (/^[=&|]/.test(rest) ? rest.slice(0, 2) : rest.charAt(0));
  return { at, message: `token recognition error at: '${wrong}'` };
}

const closing: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);
const isOperator = (word: string): boolean => /^(?:[=!<>]=|&&|\|\||[-+*/%<>]|in)$/.test(word);
const isOperand = (word: string | undefined): boolean => word !== undefined && /^(?!in$)[\w"')\]}.]/.test(word);

/** The fault of an end that comes too soon, of a beginning that is none, or of what stands behind an expression. */
function parserFault(expression: string, found: number, isBehind: boolean): ExpressionFault | undefined {
  const tokens = [...tokensOf(expression)];
  const index = tokens.findIndex(({ at }) => at >= found);
  const { word, at = expression.length } = tokens[index] ?? {};
  if (index === 0) {
    const how = isOperand(tokens[1]?.word) ? 'extraneous' : 'mismatched';
    return { at, message: `${how} input '${word}' expecting ${operands}` };
  }
  // where a part of an expression ends too soon, the parser tells of its beginning
  const mayBeEnd = word === undefined || '([{.?'.includes(word) || (isOperator(word) && index === tokens.length - 1);
  const end = mayBeEnd ? endFault(tokens) : undefined;
  if (end !== undefined) return { at: expression.length, message: end };
  if (word === undefined || mayBeEnd || isOperator(word) || !isBehind) return undefined;
  const how = index === tokens.length - 1 ? 'extraneous' : 'mismatched';
  return { at, message: `${how} input '${word}' expecting <EOF>` };
}

/** What is missing at the end of an expression; undefined where nothing is known to be. */
function endFault(tokens: readonly Token[]): string | undefined {
  const open: { mark: string; isAfterOperand: boolean }[] = [];
  let questions = 0;
  for (const [i, { word }] of tokens.entries()) {
    const before = tokens[i - 1]?.word;
    if (closing.has(word)) open.push({ mark: word, isAfterOperand: isOperand(before) });
    else if (word === closing.get(open.at(-1)?.mark ?? '')) open.pop();
    else if (word === '?' && before !== '.' && before !== '[') questions++;
    else if (word === ':' && open.at(-1)?.mark !== '{') questions--;
  }
  const last = tokens.at(-1)?.word ?? '';
  if (last === '.') return "no viable alternative at input '.'";
  const { mark, isAfterOperand = false } = open.at(-1) ?? {};
  const isOpen = isOperator(last) || last === '?' || last === ':' || (mark !== undefined && '([{,'.includes(last));
  if (isOpen && questions >= 0) {
    const isCall = last === '(' && isAfterOperand;
    return `mismatched input '<EOF>' expecting ${isCall ? operands.replace("'(', ", "'(', ')', ") : operands}`;
  }
  if (mark !== undefined) {
    const isList = mark === '{' || (mark === '[' && !isAfterOperand);
    return isList
      ? `mismatched input '<EOF>' expecting {'${closing.get(mark)}', ','}`
      : `missing '${closing.get(mark)}' at '<EOF>'`;
  }
  return questions > 0 ? "mismatched input '<EOF>' expecting ':'" : undefined;
}

function placeOf(error: unknown): number {
  const place =
    isFields(error) && isFields(error.location) && isFields(error.location.start) ? error.location.start.offset : 0;
  return typeof place === 'number' ? place : 0;
}

/** A fault with its line and a mark below its place, as cel-go shows it. */
export function located(expression: string, { at, message }: ExpressionFault): string {
  const before = expression.slice(0, at).split('\n');
  const column = before.at(-1)?.length ?? 0;
  const line = expression.split('\n')[before.length - 1] ?? '';
  return `ERROR: <input>:${before.length}:${column + 1}: ${message}\n | ${line}\n | ${'.'.repeat(column)}^`;
}
