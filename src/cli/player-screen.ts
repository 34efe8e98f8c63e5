/** The player's screen: steps, outputs, questions that fit in a row. */
import { stripVTControlCharacters } from 'node:util';
import { count } from '../count.js';
import type { CodeCell } from '../notebook/document.js';
import type { CellResult } from '../notebook/kernel-client.js';
import type { OutputEvent } from '../notebook/outputs.js';
import type { LessonSession } from '../session/session.js';
import type { Step } from '../session/steps.js';
import type { Keyboard } from './keyboard.js';
import { flowText, startFlow } from './terminal/flow.js';
import { highlight } from './terminal/highlight.js';
import { widthCell } from './terminal/kernel-width.js';
import { askLine, type LineOptions } from './terminal/line-input.js';
import { renderMarkdown } from './terminal/markdown.js';
import { outputText } from './terminal/outputs.js';
import { startProgress } from './terminal/progress.js';
import { sanitise } from './terminal/sanitise.js';
import { rowsOf, screenfuls } from './terminal/screenfuls.js';
import type { Io } from './terminal/terminal.js';
import { widthOf } from './terminal/text.js';

/** A part of a question: its text, and the smaller `weight`, the sooner it gives way where the row is narrow. */
export interface Choice {
  text: string;
  weight: number;
}

const COMMAND =
  /^\s*(# exchange\.|curl -|kubectl (-|get |create |delete |apply |patch |describe |logs |auth |exec |certificate |replace ))/;

/**
 * Tells the lines of commands as they come: `curl --cacert …`, `kubectl get …` and, behind a line that ends with a backslash,
 * those that go on with it; not sentences about them.
 */
function commandLines(): (line: string) => boolean {
  let goesOn = false;
  return (line) => {
    const text = stripVTControlCharacters(line).trimEnd();
    const isCommand = goesOn || COMMAND.test(text);
    goesOn = isCommand && text.endsWith('\\');
    return isCommand;
  };
}

/** Choices between two screenfuls of an output. */
const choicesInOutput: Choice[] = [
  { text: 'Enter shows more', weight: 9 },
  { text: 's shows all', weight: 5 },
];

/** How wide the kernel draws: the edge beside outputs takes two columns. */
export function outputWidth({ out }: Io): number {
  return out.columns - 2;
}

/** The screen of one lesson. */
export class PlayerScreen {
  readonly io: Io;
  readonly keyboard: Keyboard;
  readonly #session: LessonSession;
  /** Rows written since the reader last pressed a key. */
  #unread = 0;
  /** Outputs of the running cell that wait for the reader. */
  #held = '';
  /** The width that a kernel of the lesson is told at its start. */
  readonly #firstWidth: number;
  #wasResized = false;

  constructor(session: LessonSession, keyboard: Keyboard, io: Io) {
    this.#session = session;
    this.keyboard = keyboard;
    this.io = io;
    this.#firstWidth = outputWidth(io);
  }

  /** Writes a text, which counts as unread until a key is pressed. */
  write(text: string): void {
    this.#unread += rowsOf(text, this.io.out.columns) - 1;
    this.io.out.write(text);
  }

  /** Writes a line of kubelab's own, wrapped and moved to the right as outputs are. */
  say(text: string, paint: (text: string) => string = (plain) => plain): void {
    const rows = flowText(sanitise(text), { prefix: '  ', width: this.io.out.columns }).split('\n');
    this.write(`${rows.map((row) => paint(row)).join('\n')}\n`);
  }

  /** The title of the lesson, and where the reader goes on. */
  title(): string {
    const { lesson, steps, position, cases } = this.#session;
    const { bold, dim } = this.io.out.style;
    const place = position > 0 ? `, going on at step ${position + 1} of ${steps.length}` : '';
    const drawn = cases === undefined ? '' : `, cases ${sanitise(cases)}; --no-random goes back to the lesson's own`;
    return `\n${bold(sanitise(lesson.title))} ${dim(`(${count(lesson.minutes, 'minute')}${drawn}${place})`)}\n`;
  }

  /** The text and the code of a step. */
  step({ text, cell }: Step): string {
    const { style, columns } = this.io.out;
    const parts = text.map(({ source }) => renderMarkdown(source, { style, width: columns }));
    if (cell) {
      const code = highlight(sanitise(cell.source), style);
      const edited = this.#session.isEdited(cell)
        ? `\n${style.dim('  (as you edited it; o gives the original back)')}`
        : '';
      const options = { prefix: `${style.blue('┃')} `, width: columns, hanging: 2 };
      parts.push(
        `${code
          .split('\n')
          .map((line) => (line === '' ? style.blue('┃') : flowText(line, options)))
          .join('\n')}${edited}`,
      );
    }
    return `\n${parts.join('\n\n')}\n`;
  }

  /** A text in parts, none of which runs out of sight before it is read. */
  parts(text: string): string[] {
    const { rows, columns } = this.io.out;
    return screenfuls(text, { rows, columns, unread: this.#unread });
  }

  /** Shows the choices and waits for one of the keys. Space stands for Enter, Ctrl-C and the end of the input for `q`. */
  async ask(choices: readonly Choice[], keys: readonly string[]): Promise<string> {
    const { out, signals } = this.io;
    out.write(`\n${out.style.dim(this.#question(choices))} `);
    try {
      for (;;) {
        const key = await this.keyboard.key(signals.interruption);
        if (key === 'ctrl-c' || key === 'end') return 'q';
        const chosen = key === ' ' ? 'enter' : key;
        if (keys.includes(chosen)) return chosen;
      }
    } finally {
      out.write(out.rewrites ? '\r\u001b[K\u001b[A' : '\n');
      this.#unread = 0;
    }
  }

  /** Asks for a line of text; undefined when the reader turns away. */
  async line(prompt: string, options?: LineOptions): Promise<string | undefined> {
    this.#unread = 0;
    return askLine(prompt, this.keyboard, this.io, options);
  }

  /**
   * Runs something in the kernel and shows its outputs as they come, or, with `silently`, only what is under way. Ctrl-C
   * stops it. Rejects with the reason of an interruption.
   */
  async run(
    work: (options: { signal: AbortSignal; onOutput: (event: OutputEvent) => void }) => Promise<CellResult>,
    { silently, doing = 'running' }: { silently?: boolean; doing?: string } = {},
  ): Promise<CellResult> {
    const { out, signals } = this.io;
    const stopping = new AbortController();
    const stop = (): void => stopping.abort();
    signals.interruption.addEventListener('abort', stop, { once: true });
    const progress = startProgress(out, this.#session.kernelAlive ? doing : 'starting the kernel', { afterMs: 300 });
    const flow = startFlow({ prefix: '  ', width: out.columns, whole: commandLines() });
    let midLine = false;
    const onOutput = (event: OutputEvent): void => {
      if (silently || event.type === 'clear') return;
      progress.stop();
      const text = flow.set(outputText(event.output, { style: out.style, width: outputWidth(this.io) }));
      midLine = text === '' ? midLine : !flow.atLineStart;
      // streams are written at once; a display that is higher than the screen waits for a key
      if (this.#held !== '' || (event.output.output_type !== 'stream' && this.parts(text).length > 1))
        this.#held += text;
      else this.write(text);
    };
    try {
      const result = await this.keyboard.duringWork(stop, async () => {
        await this.#tellWidth();
        return work({ signal: stopping.signal, onOutput });
      });
      signals.interruption.throwIfAborted();
      return result;
    } finally {
      progress.stop();
      signals.interruption.removeEventListener('abort', stop);
      if (midLine) this.#endLine();
      await this.#showHeld();
    }
  }

  /** In a terminal that was resized a kernel is told before each cell: it may be a fresh one. */
  async #tellWidth(): Promise<void> {
    const width = outputWidth(this.io);
    this.#wasResized ||= width !== this.#firstWidth;
    if (this.#wasResized) await this.#session.evaluate(widthCell(width));
  }

  #endLine(): void {
    if (this.#held === '') this.write('\n');
    else this.#held += '\n';
  }

  /** Shows what did not fit on the screen, one screenful after the other. */
  async #showHeld(): Promise<void> {
    const held = this.#held;
    this.#held = '';
    if (held === '') return;
    let asks = !this.io.signals.interruption.aborted;
    for (const [index, part] of this.parts(held).entries()) {
      if (asks && index > 0) asks = (await this.ask(choicesInOutput, ['enter', 's'])) === 'enter';
      this.write(part);
    }
  }

  /** Runs a cell of the lesson, with its outputs. */
  runCell(cell: CodeCell): Promise<CellResult> {
    return this.run((options) => this.#session.run(cell, options));
  }

  /** The place and as many choices as fit in a row. */
  #question(choices: readonly Choice[]): string {
    const { position, steps } = this.#session;
    const place = steps[position] ? `[${position + 1}/${steps.length}] ` : '';
    const text = (kept: readonly Choice[]): string => kept.map((choice) => choice.text).join(' · ');
    const room = this.io.out.columns - 2;
    let kept = [...choices];
    while (kept.length > 2 && widthOf(place + text(kept)) > room) {
      const lightest = Math.min(...kept.map(({ weight }) => weight));
      kept = kept.filter(
        (choice, index) => choice.weight !== lightest || index !== kept.findLastIndex((one) => one.weight === lightest),
      );
    }
    const whole = place + text(kept);
    return widthOf(whole) <= room ? whole : text(kept);
  }
}
