/**
 * Text from notebooks, kernels and clusters made safe for a terminal: its author can colour it and no more. Cursor
 * movements, titles, links and the like are removed, other control characters are shown.
 */

const [ESC, CSI, BEL] = ['\\u001b', '\\u009b', '\\u0007'];

/** CSI and OSC/DCS/APC/PM/SOS strings, and the remaining two-character escapes (ECMA-48, 5.3 to 5.6). */
const ESCAPES = new RegExp(
  [
    `(?:${ESC}\\[|${CSI})[0-?]*[ -/]*[@-~]`,
    `${ESC}[\\]PX^_][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\|$)`,
    `${ESC}[ -/]*[0-~]`,
  ].join('|'),
  'g',
);

const COLOUR = new RegExp(`^${ESC}\\[[0-9;]*m$`);

/** C0 without tab and line feed, DEL, C1, and the marks that turn the direction of text. */
const CONTROLS = /[\p{Cc}\p{Bidi_Control}]/gu;

/** The text as it may be written to a terminal. With `colours`, SGR sequences are kept, and switched off at the end. */
export function sanitise(text: string, { colours = false }: { colours?: boolean } = {}): string {
  let coloured = false;
  const kept: string[] = [];
  const withoutEscapes = text
    .replaceAll(MARK, '')
    .replaceAll('\r\n', '\n')
    .replace(ESCAPES, (sequence) => {
      if (!colours || !COLOUR.test(sequence)) return '';
      coloured = true;
      kept.push(sequence);
      return MARK;
    });
  const shown = withoutEscapes.split('\n').map(lastOverwrite).join('\n').replace(CONTROLS, visible);
  if (!coloured) return shown;
  let next = 0;
  return `${shown.replaceAll(MARK, () => kept[next++] ?? '')}\u001b[0m`;
}

/** Stands for a kept sequence while the rest is cleaned: a character that no text has a use for. */
const MARK = '\ufdd0';

/** A carriage return begins the line again; the last state of a progress line stays. */
function lastOverwrite(line: string): string {
  const marks = line.split('\r').filter((part) => part !== '');
  const last = marks.at(-1) ?? '';
  const earlierMarks = marks
    .slice(0, -1)
    .join('')
    .replaceAll(new RegExp(`[^${MARK}]`, 'g'), '');
  return earlierMarks + last;
}

function visible(character: string): string {
  if (character === '\t' || character === '\n') return character;
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
