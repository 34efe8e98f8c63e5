/** Names that learners choose, as a verdict may show them: short, on one line, and the same each time it is graded. */
import { oneLine } from '../escape.js';
import { redactText } from '../redact-text.js';

const LONGEST_NAME = 60;
const LONGEST_SENTENCE = 300;

const changing = [
  // uids, hashes, times and what Kubernetes puts behind a name of its own are other ones at the next run
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi,
  /\d{4}-\d\d-\d\d[T ]?[\d:.]*Z?/g,
  /\b(?=[a-f]*\d)[0-9a-f]{8,}\b/gi,
  /\d{5,}/g,
  /(?<=-)(?:[bcdfghjklmnpqrstvwxz2456789]{8,10}(?:-[bcdfghjklmnpqrstvwxz2456789]{5})?|[bcdfghjklmnpqrstvwxz2456789]{5})$/g,
];

/** The name with nothing in it that could steer a page, give a secret away, or be another one at the next run. */
export function shown(name: string, longest: number = LONGEST_NAME): string {
  const plain = oneLine(redactText(name.slice(0, 2000))).replace(/[<>&"'`]/g, '?');
  return cut(
    changing.reduce((text, pattern) => text.replace(pattern, '…'), plain),
    longest,
  );
}

/** The name between quotation marks, so that it is not read as a word of the sentence: an account may be called `default`. */
export function quoted(name: string, longest: number = LONGEST_NAME): string {
  return `"${shown(name, longest)}"`;
}

/** A whole sentence that is made of texts that learners chose. */
export function shownSentence(text: string): string {
  return shown(text, LONGEST_SENTENCE);
}

/** The sentence, cut where it would be too long to read. */
export function sentence(text: string): string {
  return cut(text, LONGEST_SENTENCE);
}

function cut(text: string, longest: number): string {
  const characters = [...text];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : text;
}
