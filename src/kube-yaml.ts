/**
 * YAML as Kubernetes reads it, where a person wrote it: kubeconfigs and objects. An alias stands for its anchor's value, and
 * `<<` brings in the fields of another mapping.
 */
import type { Alias, Document } from 'yaml';
import { shallowTokens, YamlTooLarge } from './shallow-yaml.js';
import { yamlLibrary } from './when-needed.js';

/** A position in a text, from 1. */
export interface YamlPosition {
  line: number;
  column: number;
}

/** The fault of a document. */
export interface YamlFault {
  message: string;
  /** Undefined where the parser does not say where the fault is. */
  at: YamlPosition | undefined;
  cause: unknown;
}

/** One document of a text. */
export interface YamlDocument {
  /** Why the document cannot be read; then it has no value. */
  fault?: YamlFault;
  /** The document's value; null for an empty one. */
  value: unknown;
  /** Where the document begins. */
  begin: YamlPosition;
  /** Where the value at `path` stands, or the nearest thing around it. */
  positionOf(path: readonly (string | number)[]): YamlPosition;
}

/** The documents of a text; none in an empty one, and one with a fault for a text that is too large or nests too deeply. */
export function yamlDocuments(text: string): YamlDocument[] {
  const { Composer, Lexer, LineCounter, Parser, isCollection, isNode } = yamlLibrary();
  const lines = new LineCounter();
  const positionAt = (offset: number): YamlPosition => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const composer = new Composer({ lineCounter: lines, prettyErrors: false, merge: true });
  let documents: Document.Parsed[];
  try {
    documents = [...composer.compose(shallowTokens(text, lines, { Lexer, Parser }))];
  } catch (cause) {
    if (!(cause instanceof YamlTooLarge)) throw cause;
    const at = positionAt(cause.offset);
    return [{ fault: { message: cause.message, at, cause }, value: undefined, begin: at, positionOf: () => at }];
  }
  return documents.map((document) => {
    const begin = positionAt(document.range[0]);
    return {
      ...readValue(document, positionAt),
      begin,
      positionOf(path) {
        let node: unknown = document.contents;
        let position = begin;
        for (const step of path) {
          node = isCollection(node) ? resolved(document, node.get(step, true)) : undefined;
          if (!isNode(node) || !node.range) break;
          position = positionAt(node.range[0]);
        }
        return position;
      },
    };
  });
}

function readValue(
  document: Document,
  positionAt: (offset: number) => YamlPosition,
): Pick<YamlDocument, 'fault' | 'value'> {
  const faulty = (message: string, offset: number | undefined, cause?: unknown) => ({
    value: undefined,
    fault: { message, at: offset === undefined ? undefined : positionAt(offset), cause },
  });
  const [error] = document.errors;
  if (error) return faulty(error.message, error.pos[0], error);
  const wrong = wrongAlias(document);
  if (wrong) return faulty(`the alias *${wrong.alias.source} ${wrong.why}`, wrong.alias.range?.[0]);
  try {
    return { value: document.toJS() };
  } catch (cause) {
    // aliases that would grow without end, or `<<` with something else than a mapping: the parser does not say where
    return faulty((cause as Error).message, undefined, cause);
  }
}

/** The first alias that stands for nothing, or for a value that would hold itself. */
function wrongAlias(document: Document): { alias: Alias; why: string } | undefined {
  const { visit } = yamlLibrary();
  let wrong: { alias: Alias; why: string } | undefined;
  visit(document, {
    Alias(_key, alias, around) {
      const anchor = alias.resolve(document);
      if (anchor && !around.includes(anchor)) return undefined;
      wrong = { alias, why: anchor ? 'stands inside of its own anchor' : 'has no anchor before it' };
      return visit.BREAK;
    },
  });
  return wrong;
}

function resolved(document: Document, node: unknown): unknown {
  return yamlLibrary().isAlias(node) ? node.resolve(document) : node;
}
