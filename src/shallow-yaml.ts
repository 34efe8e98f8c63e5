/**
 * The tokens of a YAML text that does not nest too deeply: of each list that is open, the composer takes hundreds of bytes, and it runs
 * out of stack after some hundred of them.
 */
import type { CST, LineCounter } from 'yaml';

/** Lists and mappings that may be open at once: as many as the practice cluster takes in a body. No kind nests nearly as deep. */
const DEEPEST = 200;

/** A text nests too deeply. */
export class NestedTooDeep extends Error {
  /** Where one list or mapping too many begins. */
  readonly offset: number;

  constructor(offset: number) {
    super(`lists and mappings nest more than ${DEEPEST} deep`);
    this.offset = offset;
  }
}

/** The tokens of a text, for a composer; `lines` learns where its lines begin. Throws {@link NestedTooDeep}. */
export function* shallowTokens(
  text: string,
  lines: LineCounter,
  // some load the library late
  { Lexer, Parser }: Pick<typeof import('yaml'), 'Lexer' | 'Parser'>,
): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    // the document, and what is being read in the innermost list, are open as well
    if (parser.stack.length > DEEPEST + 2) throw new NestedTooDeep(parser.offset - lexeme.length);
  }
  yield* parser.end();
}
