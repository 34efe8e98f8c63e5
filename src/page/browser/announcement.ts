/** The sentence for screen readers about a cell that has ended: the focus is at the next cell by then. */
import type { ShownCode, ShownOutput } from '../protocol.js';
import { ansiPieces } from './ansi.js';

/** As much of the outputs is read out; the rest is found at the cell. */
const CHARACTERS = 300;

/** `Cell 3 ran. 200 OK`: the number among the code cells, how the cell ended, and the beginning of its outputs. */
export function announcement(number: number, { state, outputs }: ShownCode): string {
  const text = outputs.map(textOf).join(' ').replace(/\s+/g, ' ').trim();
  const ending = state === 'failed' ? 'failed' : 'ran';
  return `Cell ${number} ${ending}. ${text.length > CHARACTERS ? `${text.slice(0, CHARACTERS)}…` : text}`;
}

function textOf(output: ShownOutput): string {
  const text = output.type === 'shown' ? (output.data['text/plain'] ?? '') : output.text;
  return ansiPieces(text.slice(0, 10 * CHARACTERS))
    .map((piece) => piece.text)
    .join('');
}
