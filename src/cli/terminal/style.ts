/** Colours and emphasis for a terminal, and plain text where there is none (`NO_COLOR`, `TERM=dumb`, a pipe). */

/** Makes a text stand out; gives it back unchanged where styles are off. */
export type Paint = (text: string) => string;

/** The styles in use. Each text that is painted should lie on one line. */
export interface Style {
  /** False where every paint is the identity. */
  readonly enabled: boolean;
  bold: Paint;
  dim: Paint;
  italic: Paint;
  underline: Paint;
  red: Paint;
  green: Paint;
  yellow: Paint;
  blue: Paint;
  magenta: Paint;
  cyan: Paint;
}

/** SGR parameters (ECMA-48, 8.3.117): on and off. */
const codes = {
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  underline: [4, 24],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
} as const;

/** Styles that are on or off. */
export function makeStyle(enabled: boolean): Style {
  const paint = (name: keyof typeof codes): Paint => {
    const [on, off] = codes[name];
    return enabled ? (text) => (text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`) : (text) => text;
  };
  return {
    enabled,
    bold: paint('bold'),
    dim: paint('dim'),
    italic: paint('italic'),
    underline: paint('underline'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    blue: paint('blue'),
    magenta: paint('magenta'),
    cyan: paint('cyan'),
  };
}

/** Whether a stream takes colours: a terminal that is not dumb, unless NO_COLOR (https://no-color.org) says otherwise. */
export function takesColour(stream: { isTTY?: boolean }, env: Record<string, string | undefined>): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return stream.isTTY === true && env.TERM !== 'dumb';
}
