/**
 * The tokens of code, as they count when code is compared: without spaces and comments, and with one token for every name that a
 * learner can choose. Other tokens stay: keywords, signs, members (`.create`), keys of objects, texts and numbers.
 */
import { createRequire } from 'node:module';

/** A token: the text it counts as, and its place in the source. */
export interface Token {
  text: string;
  start: number;
  end: number;
}

/** The scanner of the TypeScript that tslab brings with it (5.0). */
interface TypeScript {
  createScanner(target: number, skipTrivia: boolean, variant: number, text: string): Scanner;
  ScriptTarget: { Latest: number };
  LanguageVariant: { Standard: number };
  SyntaxKind: Kinds;
}

type Kinds = Record<'EndOfFileToken' | 'SlashToken' | 'SlashEqualsToken' | 'CloseBraceToken', number> &
  Record<'StringLiteral' | 'NoSubstitutionTemplateLiteral' | 'TemplateHead' | 'TemplateTail', number> &
  Record<'Identifier' | 'LastReservedWord' | 'LastKeyword', number>;

interface Scanner {
  scan(): number;
  reScanSlashToken(): number;
  reScanTemplateToken(isTaggedTemplate: boolean): number;
  getTokenPos(): number;
  getTextPos(): number;
  getTokenText(): string;
  getTokenValue(): string;
}

/** Tokens that may stand before a division; behind any other token a slash begins a regular expression. */
const VALUE_ENDS = /^(?:[\w$"'`)\]}]|\.[\w$])/;
const NAME = 'n';
/** Words that are keywords in their place, and no names of variables; other words of their kind, as `type`, are names. */
const KEYWORDS = new Set(
  'as async await let of from is keyof readonly infer satisfies string number boolean any unknown never object symbol bigint undefined'.split(
    ' ',
  ),
);

let loaded: TypeScript | undefined;

/** TypeScript takes a quarter of a second to load, so it is loaded when code is first compared. */
function typescript(): TypeScript {
  // its declarations are not imported: only what is called here is named
  loaded ??= createRequire(import.meta.url)('@tslab/typescript-for-tslab') as TypeScript;
  return loaded;
}

/** The tokens of a cell, `most` at most. Takes any text: other text than TypeScript gives the tokens that the scanner sees. */
export function tokensOf(source: string, most: number): Token[] {
  const { createScanner, ScriptTarget, LanguageVariant, SyntaxKind } = typescript();
  const scanner = createScanner(ScriptTarget.Latest, true, LanguageVariant.Standard, source);
  const texts = new Set([SyntaxKind.StringLiteral, SyntaxKind.NoSubstitutionTemplateLiteral]);
  const tokens: Token[] = [];
  /** The brackets that are open; `${` is one that ends in a piece of a template. */
  const open: string[] = [];
  while (tokens.length < most) {
    let kind = scanner.scan();
    if (kind === SyntaxKind.EndOfFileToken) break;
    const before = tokens.at(-1)?.text ?? '';
    if ((kind === SyntaxKind.SlashToken || kind === SyntaxKind.SlashEqualsToken) && !VALUE_ENDS.test(before)) {
      kind = scanner.reScanSlashToken();
    } else if (kind === SyntaxKind.CloseBraceToken && open.at(-1) === '${') {
      kind = scanner.reScanTemplateToken(false);
      if (kind === SyntaxKind.TemplateTail) open.pop();
    }
    if (kind === SyntaxKind.TemplateHead) open.push('${');
    const written = scanner.getTokenText();
    if (written === '{' || written === '(' || written === '[') open.push(written);
    else if (written === '}' || written === ')' || written === ']') open.pop();
    const token: Token = { text: written, start: scanner.getTokenPos(), end: scanner.getTextPos() };
    if (texts.has(kind)) token.text = `'${scanner.getTokenValue()}'`;
    else if (isName(kind, written, SyntaxKind)) token.text = before === '.' || before === '?.' ? `.${written}` : NAME;
    else if (written === ':' && isKey(tokens, open.at(-1))) keepKey(tokens, source);
    tokens.push(token);
  }
  return tokens;
}

function isName(kind: number, written: string, { Identifier, LastReservedWord, LastKeyword }: Kinds): boolean {
  return kind === Identifier || (kind > LastReservedWord && kind <= LastKeyword && !KEYWORDS.has(written));
}

/** True when the last token is a name behind `{` or `,` in braces: a key, and no parameter with its type. */
function isKey(tokens: readonly Token[], bracket: string | undefined): boolean {
  return bracket === '{' && tokens.at(-1)?.text === NAME && /^[{,;]$/.test(tokens.at(-2)?.text ?? '');
}

/** Makes the last token a key in quotes: a key means the same with quotes and without. */
function keepKey(tokens: readonly Token[], source: string): void {
  const key = tokens.at(-1);
  if (key) key.text = `'${source.slice(key.start, key.end)}'`;
}
