/**
 * Predictions: a lesson's questions to its reader before a cell runs. A lesson writes one into the text before the cell,
 *
 *     > **Predict** Which status comes back?
 *     > - 401
 *     > - 403
 *     > <!-- answer: 403 -->
 *
 * or into the text cell's metadata, `"kubelab": { "predict": { "question", "options", "answer" } }`. Options and answer may
 * be left out, and a plain sentence that begins with **Predict** will do: the reader then judges the typed answer.
 */
import type { TextCell } from '../notebook/document.js';
import type { Step } from './steps.js';

/** A question that is put before a cell runs. */
export interface Prediction {
  question: string;
  /** The choices; empty where the reader writes freely. */
  options: string[];
  /** Which of them is true; undefined where only the reader can tell. */
  answer: string | undefined;
}

/** The prediction that a step asks for; undefined when it asks for none. */
export function predictionOf(step: Step): Prediction | undefined {
  if (!step.cell) return undefined;
  for (const text of step.text.toReversed()) {
    const found = fromMetadata(text) ?? fromQuote(text.source) ?? fromProse(text.source);
    if (found) return found;
  }
  return undefined;
}

/** Whether an answer is right; null where that is left to the reader. Case and white space make no difference. */
export function isRight({ options, answer }: Prediction, said: string): boolean | null {
  if (answer === undefined) return null;
  const plain = (text: string): string =>
    text
      .trim()
      .toLowerCase()
      .replaceAll(/[`*\s]+/g, ' ')
      .trim();
  return options.length > 0 ? plain(said) === plain(answer) : plain(said).includes(plain(answer));
}

function fromMetadata({ metadata, source }: TextCell): Prediction | undefined {
  const { predict } = record(metadata.kubelab);
  if (typeof predict !== 'object' || predict === null) return undefined;
  const { question, options, answer } = record(predict);
  return {
    question: typeof question === 'string' ? question : (fromProse(source)?.question ?? ''),
    options: Array.isArray(options) ? options.map(String) : [],
    answer: answer === undefined ? undefined : String(answer),
  };
}

const QUOTES = /(?:^>.*(?:\n|$))+/gm;
const asks = (quote: string): boolean => /^>\s*\*\*Predict/i.test(quote);

/** The text without the quotes that ask for a prediction: for front ends with their own question. */
export function withoutPrediction(source: string): string {
  return source.replaceAll(QUOTES, (quote) => (asks(quote) ? '' : quote));
}

function fromQuote(source: string): Prediction | undefined {
  const quote = (source.match(QUOTES) ?? []).findLast(asks);
  if (!quote) return undefined;
  const lines = quote.split('\n').map((line) => line.replace(/^>\s?/, '').trim());
  const answer = /<!--\s*answer:\s*(.*?)\s*-->/i.exec(quote)?.[1];
  const options = lines.flatMap((line) => /^[-*+]\s+(.*)$/.exec(line)?.[1] ?? []);
  const question = lines.filter((line) => line !== '' && !/^([-*+]\s|<!--)/.test(line)).join(' ');
  return { question: withoutLabel(question), options, answer };
}

/** A paragraph in which the reader is asked to predict. */
function fromProse(source: string): Prediction | undefined {
  const paragraph = source.split(/\n\s*\n/).findLast((text) => /\*\*Predict\b|(^|[.:!?*]\s+)Predict\b/.test(text));
  return paragraph === undefined
    ? undefined
    : { question: withoutLabel(paragraph.replaceAll(/\s+/g, ' ').trim()), options: [], answer: undefined };
}

function withoutLabel(text: string): string {
  const after = text.replace(/^.*?\*\*Predict[.:]?\*\*[.:]?\s*/i, '');
  return (after === '' ? text : after).replaceAll('**', '').replace(/^./, (letter) => letter.toUpperCase());
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
