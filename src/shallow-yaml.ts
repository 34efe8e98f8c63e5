/**
 * The tokens of a YAML text that the composer can take: of each list that is open it needs hundreds of bytes, and it runs out of stack
 * after some hundred of them; each token costs memory; each key of a mapping is compared with all others of the mapping.
 */
import type { CST, LineCounter } from 'yaml';

/** Lists and mappings that may be open at once: as many as the practice cluster takes in a body. No kind nests nearly as deep. */
const DEEPEST = 200;

/** Keys in one mapping: more take seconds to compare. */
const MOST_KEYS = 10_000;

/** Scalars, marks and spaces of the whole text: some 100,000 short lines, and a hundred megabytes for the composer. */
const MOST_LEXEMES = 600_000;

/** A text that is more than the composer can take. */
export class YamlTooLarge extends Error {
  /** Where the text goes beyond the limit. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** The tokens of a text, for a composer; `lines` learns where its lines begin. Throws {@link YamlTooLarge}. */
export function* shallowTokens(
  text: string,
  lines: LineCounter,
  // some load the library late
  { Lexer, Parser }: Pick<typeof import('yaml'), 'Lexer' | 'Parser'>,
): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    const beyond = limitPassed(parser.stack, ++lexemes);
    if (beyond) throw new YamlTooLarge(beyond, parser.offset - lexeme.length);
  }
  yield* parser.end();
}

/** The limit that what is open, or the number of lexemes so far, goes beyond; undefined within all limits. */
function limitPassed(open: readonly CST.Token[], lexemes: number): string | undefined {
  // the document, and what is being read in the innermost list, are open as well
  if (open.length > DEEPEST + 2) return `lists and mappings nest more than ${DEEPEST} deep`;
  if (lexemes > MOST_LEXEMES) return 'it has too many entries: some 100,000 lines can be read';
  const inner = open.at(-1);
  if (inner && isMapping(inner) && inner.items.length > MOST_KEYS) return `a mapping has more than ${MOST_KEYS} keys`;
  return undefined;
}

/** True for a mapping in either notation; a list in brackets is another thing. */
function isMapping(token: CST.Token): token is CST.BlockMap | CST.FlowCollection {
  return token.type === 'block-map' || (token.type === 'flow-collection' && token.start.type === 'flow-map-start');
}
