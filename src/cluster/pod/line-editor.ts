/** The keyboard of a terminal: bytes in, lines out, with echo, editing keys and a history, as readline does in outline. */
import { StringDecoder } from 'node:string_decoder';

/** The editor's events. */
export interface LineEditorEvents {
  /** The terminal's output in answer to keys. */
  echo(text: string): void;
  line(text: string): void;
  /** Ctrl-C. */
  interrupt(): void;
  /** Ctrl-D on an empty line. */
  endOfFile(): void;
}

/** An editor; it echoes and edits only while it is active, and keeps input meanwhile. */
export interface LineEditor {
  feed(data: Uint8Array): void;
  /** Begins a line after `prompt` has been shown. */
  activate(prompt: string): void;
  /** Typed text waits from now on; Ctrl-C is still told. */
  deactivate(): void;
  /** The width of the terminal; until it is told, lines are taken to fit in. */
  resize(columns: number): void;
}

const historySize = 500;

/** Splits typed text into keys: escape sequences stay whole. */
function keysOf(text: string): { keys: string[]; rest: string } {
  const keys: string[] = [];
  let at = 0;
  while (at < text.length) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals speak in control characters
    const sequence = /^\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z]|[^[O])/.exec(text.slice(at));
    if (sequence) {
      keys.push(sequence[0]);
      at += sequence[0].length;
    } else if (text[at] === '\x1b' && text.length - at < 8) return { keys, rest: text.slice(at) };
    else {
      const key = String.fromCodePoint(text.codePointAt(at) ?? 0);
      keys.push(key);
      at += key.length;
    }
  }
  return { keys, rest: '' };
}

/** A line editor that reports to `events`. */
export function lineEditor(events: LineEditorEvents): LineEditor {
  const decoder = new StringDecoder('utf8');
  const history: string[] = [];
  let active = false;
  let prompt = '';
  let line: string[] = [];
  let cursor = 0;
  let place = 0;
  let draft = '';
  let queued: string[] = [];
  let rest = '';
  let lastWasReturn = false;
  let columns = Number.POSITIVE_INFINITY;
  // where the terminal's cursor stands, in cells from the start of the prompt; a long line goes on in the rows below
  let at = 0;

  const rowOf = (cell: number): number => Math.floor(cell / columns);
  const goTo = (cell: number): string => {
    const down = rowOf(cell) - rowOf(at);
    const right = (cell % columns) - (at % columns);
    at = cell;
    return [
      down ? `\x1b[${Math.abs(down)}${down < 0 ? 'A' : 'B'}` : '',
      right ? `\x1b[${Math.abs(right)}${right < 0 ? 'D' : 'C'}` : '',
    ].join('');
  };
  /** Shows text behind the cursor; a terminal enters the next row only when there is something to show in it. */
  const put = (text: string, width: number): string => {
    at += width;
    return width > 0 && at % columns === 0 ? `${text} \r` : text;
  };
  const redraw = (): void => {
    const start = `${goTo(0)}\r\x1b[J`;
    const text = put(`${prompt}${line.join('')}`, prompt.length + line.length);
    events.echo(`${start}${text}${goTo(prompt.length + cursor)}`);
  };
  const replace = (text: string): void => {
    line = [...text];
    cursor = line.length;
    redraw();
  };
  const browse = (step: number): void => {
    const next = place + step;
    if (next < 0 || next > history.length) return;
    if (place === history.length) draft = line.join('');
    place = next;
    replace(place === history.length ? draft : (history[place] ?? ''));
  };
  const move = (to: number): void => {
    const target = Math.max(0, Math.min(line.length, to));
    if (target !== cursor) {
      cursor = target;
      events.echo(goTo(prompt.length + cursor));
    }
  };
  const erase = (from: number, to: number): void => {
    if (from >= to) return;
    const atEnd = to === line.length && cursor === to;
    line.splice(from, to - from);
    cursor = from;
    if (atEnd && rowOf(at) === rowOf(prompt.length + from)) {
      at = prompt.length + from;
      events.echo('\b \b'.repeat(to - from));
    } else redraw();
  };
  const submit = (): void => {
    const text = line.join('');
    const end = goTo(prompt.length + line.length);
    line = [];
    cursor = 0;
    events.echo(`${end}\r\n`);
    if (text.trim() && history.at(-1) !== text) history.push(text);
    if (history.length > historySize) history.shift();
    place = history.length;
    active = false;
    events.line(text);
  };
  const wordStart = (): number => {
    let at = cursor;
    while (at > 0 && line[at - 1] === ' ') at--;
    while (at > 0 && line[at - 1] !== ' ') at--;
    return at;
  };

  const actions: Record<string, () => void> = {
    '\x7f': () => erase(Math.max(cursor - 1, 0), cursor),
    '\b': () => erase(Math.max(cursor - 1, 0), cursor),
    '\x01': () => move(0),
    '\x05': () => move(line.length),
    '\x02': () => move(cursor - 1),
    '\x06': () => move(cursor + 1),
    '\x15': () => erase(0, cursor),
    '\x0b': () => {
      line.splice(cursor);
      events.echo('\x1b[J');
    },
    '\x17': () => erase(wordStart(), cursor),
    '\x0c': () => {
      events.echo('\x1b[H\x1b[2J');
      at = 0;
      redraw();
    },
    '\x10': () => browse(-1),
    '\x0e': () => browse(1),
    '\x1b[A': () => browse(-1),
    '\x1b[B': () => browse(1),
    '\x1bOA': () => browse(-1),
    '\x1bOB': () => browse(1),
    '\x1b[C': () => move(cursor + 1),
    '\x1b[D': () => move(cursor - 1),
    '\x1b[H': () => move(0),
    '\x1b[F': () => move(line.length),
    '\x1b[3~': () => {
      if (cursor < line.length) {
        line.splice(cursor, 1);
        redraw();
      }
    },
  };

  const press = (key: string): void => {
    // a terminal may send both for one key
    const isSecondHalf = key === '\n' && lastWasReturn;
    lastWasReturn = key === '\r';
    if (isSecondHalf) return;
    if (key === '\r' || key === '\n') {
      submit();
      return;
    }
    if (key === '\x03') {
      const end = goTo(prompt.length + line.length);
      line = [];
      cursor = 0;
      place = history.length;
      events.echo(`${end}^C\r\n`);
      events.interrupt();
      return;
    }
    if (key === '\x04') {
      if (line.length === 0) events.endOfFile();
      return;
    }
    const action = actions[key];
    if (action) {
      action();
      return;
    }
    // other control keys, and the tab of completion, do nothing
    if (key < ' ' || key.startsWith('\x1b')) return;
    line.splice(cursor, 0, key);
    cursor++;
    if (cursor === line.length) events.echo(put(key, 1));
    else redraw();
  };

  const drain = (): void => {
    while (active && queued.length) press(queued.shift() ?? '');
  };

  return {
    feed: (data) => {
      const text = rest + decoder.write(Buffer.from(data));
      const read = keysOf(text);
      rest = read.rest;
      for (const key of read.keys) {
        if (!active && key === '\x03') {
          queued = [];
          events.echo('^C\r\n');
          events.interrupt();
        } else queued.push(key);
      }
      drain();
    },
    activate: (shown) => {
      prompt = shown;
      at = prompt.length;
      active = true;
      drain();
    },
    deactivate: () => {
      active = false;
    },
    resize: (width) => {
      columns = width > 0 ? width : Number.POSITIVE_INFINITY;
    },
  };
}
