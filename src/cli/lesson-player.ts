/**
 * One lesson in a terminal, step by step: the text, the code, a key, the output. The face of a {@link LessonSession},
 * which knows the place, the kernel and what became of the cells.
 */
import { formatError } from '../errors.js';
import type { CodeCell } from '../notebook/document.js';
import type { CellResult } from '../notebook/kernel-client.js';
import { cellPassed, type LessonSession, type Step } from '../session/session.js';
import { editCode } from './editor.js';
import type { Keyboard } from './keyboard.js';
import { endings, firstLine } from './run-report.js';
import { highlight } from './terminal/highlight.js';
import { renderMarkdown } from './terminal/markdown.js';
import { outputText } from './terminal/outputs.js';
import { startProgress } from './terminal/progress.js';
import { sanitise } from './terminal/sanitise.js';
import { rowsOf, screenfuls } from './terminal/screenfuls.js';
import type { Io } from './terminal/terminal.js';
import { count, formatDuration, indentText } from './terminal/text.js';

/** How a reader went out of a lesson. */
export type Exit = 'finished' | 'left' | 'list';

const HELP = `
  Enter   runs the cell; after its output, goes on
  e       opens the cell in your editor (VISUAL, EDITOR)
  r       runs the cell before this one, or one that failed, again
  b       goes back by one step
  s       skips this cell
  l       leaves for the list of lessons
  q       leaves; the place is kept for the next time
  Ctrl-C  interrupts a running cell; otherwise leaves
`;

type Action = 'stay' | 'next' | Exit;

/** Plays the lesson from where the reader left it. Rejects with the reason of an interruption. */
export async function playLesson(session: LessonSession, keyboard: Keyboard, io: Io): Promise<Exit> {
  return new LessonPlayer(session, keyboard, io).play();
}

class LessonPlayer {
  readonly #session: LessonSession;
  readonly #keyboard: Keyboard;
  readonly #io: Io;
  /** Lines written since the reader last pressed a key. */
  #unread = 0;

  constructor(session: LessonSession, keyboard: Keyboard, io: Io) {
    this.#session = session;
    this.#keyboard = keyboard;
    this.#io = io;
  }

  async play(): Promise<Exit> {
    const session = this.#session;
    let text = this.#title();
    // The kernel starts while the reader reads; that it cannot is said when a cell is to be run.
    session.start().catch(() => {});
    for (;;) {
      const { step } = session;
      if (!step) return 'finished';
      text += this.#render(step);
      const action = (await this.#show(text)) ?? (step.cell ? await this.#atCell(step.cell) : 'next');
      text = '';
      if (action === 'next') session.next();
      else if (action !== 'stay') return action;
    }
  }

  #title(): string {
    const { lesson, steps, position } = this.#session;
    const { bold, dim } = this.#io.out.style;
    const place = position > 0 ? `, going on at step ${position + 1} of ${steps.length}` : '';
    return `\n${bold(sanitise(lesson.title))} ${dim(`(${count(lesson.minutes, 'minute')}${place})`)}\n`;
  }

  /** The text and the code of a step. */
  #render({ text, cell }: Step): string {
    const { style, columns } = this.#io.out;
    const parts = text.map(({ source }) => renderMarkdown(source, { style, width: columns }));
    if (cell) {
      const code = highlight(sanitise(this.#session.sourceOf(cell)), style);
      const bar = `${style.blue('┃')} `;
      const edited = this.#session.isEdited(cell) ? `\n${style.dim('  (as you edited it)')}` : '';
      parts.push(
        code
          .split('\n')
          .map((line) => (bar + line).trimEnd())
          .join('\n') + edited,
      );
    }
    return `\n${parts.join('\n\n')}\n`;
  }

  /** Writes what comes next, with a pause wherever something unread would run out of sight; the reader may turn away there. */
  async #show(text: string): Promise<Action | undefined> {
    const { rows, columns } = this.#io.out;
    for (const [index, part] of screenfuls(text, { rows, columns, unread: this.#unread }).entries()) {
      const action = index > 0 ? await this.#pause() : undefined;
      if (action) return action;
      this.#write(part);
    }
    return undefined;
  }

  async #pause(): Promise<Action | undefined> {
    for (;;) {
      const key = await this.#ask('Enter goes on', ['enter', 'b', 'l', 'q', '?']);
      if (key === 'enter') return undefined;
      const action = this.#common(key);
      if (key !== '?') return action;
    }
  }

  /** Waits at a cell until the reader has done something with it. */
  async #atCell(cell: CodeCell): Promise<Action> {
    const key = await this.#ask('Enter runs · e edits · b back · q leaves · ? help', [
      ...['enter', 'e', 'r', 'b', 's', 'l', 'q', '?'],
    ]);
    switch (key) {
      case 'enter':
        return this.#run(cell);
      case 'e':
        return this.#edit(cell);
      case 'r':
        return this.#runBefore();
      case 's':
        return 'next';
      default:
        return this.#common(key);
    }
  }

  #common(key: string): Action {
    switch (key) {
      case 'b':
        this.#session.back();
        return 'stay';
      case 'l':
        return 'list';
      case '?':
        this.#write(HELP);
        return 'stay';
      default:
        return 'left';
    }
  }

  async #run(cell: CodeCell): Promise<Action> {
    const { style } = this.#io.out;
    let result: CellResult;
    try {
      await this.#runMissing();
      result = await this.#execute(cell);
    } catch (error) {
      if (this.#io.signals.interruption.aborted) throw error;
      this.#write(`${style.red('The cell could not be run.')} ${sanitise(formatError(error))}\n`);
      return this.#afterFailure(cell);
    }
    const time = style.dim(formatDuration(result.durationMs));
    if (cellPassed(cell, result)) {
      this.#write(`  ${style.green('✓')} ${time}\n`);
      return 'next';
    }
    this.#write(`  ${style.red(`✗ ${endings[result.status]}`)} ${time}\n`);
    if (result.status === 'died') this.#write('  Enter at the next cell starts the kernel again.\n');
    return this.#afterFailure(cell);
  }

  async #afterFailure(cell: CodeCell): Promise<Action> {
    for (;;) {
      const key = await this.#ask('e edits · r runs it again · Enter goes on · b back · q leaves', [
        ...['enter', 'e', 'r', 'b', 'l', 'q', '?'],
      ]);
      if (key === 'enter') return 'next';
      if (key === 'e') return this.#edit(cell);
      if (key === 'r') return this.#run(cell);
      const action = this.#common(key);
      if (key !== '?') return action;
    }
  }

  /** Runs the last cell before this one again: what it shows may have changed since. */
  async #runBefore(): Promise<Action> {
    const { steps, position } = this.#session;
    const before = steps[position - 1]?.cell;
    if (!before) return 'stay';
    this.#write(`${this.#io.out.style.dim(firstLine({ ...before, source: this.#session.sourceOf(before) }))}\n`);
    const action = await this.#run(before);
    return action === 'next' ? 'stay' : action;
  }

  async #edit(cell: CodeCell): Promise<Action> {
    const { env, signals } = this.#io;
    try {
      const source = this.#session.sourceOf(cell);
      const edited = await this.#keyboard.lend(() => signals.ignoringInterrupts(() => editCode(source, env)));
      this.#session.edit(cell, edited);
    } catch (error) {
      this.#write(`${sanitise(formatError(error))}\n`);
    }
    return 'stay';
  }

  /** Gives a fresh kernel what earlier cells declared. */
  async #runMissing(): Promise<void> {
    const { missing } = this.#session;
    if (missing.length === 0) return;
    const { out } = this.#io;
    this.#write(out.style.dim(`  The kernel is fresh: ${count(missing.length, 'earlier cell')} run again first.\n`));
    for (const [index, cell] of missing.entries()) {
      const result = await this.#execute(cell, `${index + 1}/${missing.length} ${firstLine(cell)}`);
      if (cellPassed(cell, result)) continue;
      this.#write(out.style.yellow(`  This time it ${endings[result.status]}: ${firstLine(cell)}\n`));
      if (result.status === 'interrupted') return;
    }
  }

  /** Runs a cell and shows its outputs, or, when it is run `silently`, what it is. */
  async #execute(cell: CodeCell, silently?: string): Promise<CellResult> {
    const { out, signals } = this.#io;
    const stopping = new AbortController();
    const stop = (): void => stopping.abort();
    signals.interruption.addEventListener('abort', stop, { once: true });
    const progress = startProgress(out, silently ?? (this.#session.kernelAlive ? 'running' : 'starting the kernel'), {
      afterMs: 300,
    });
    let atLineStart = true;
    try {
      const result = await this.#keyboard.duringWork(stop, () =>
        this.#session.run(cell, {
          signal: stopping.signal,
          onOutput: (event) => {
            if (silently !== undefined || event.type === 'clear') return;
            progress.stop();
            const text = outputText(event.output, { style: out.style, width: out.columns - 2 });
            const indented = indentText(text, '  ');
            this.#write(atLineStart ? indented : indented.replace(/^ {2}/, ''));
            atLineStart = text === '' ? atLineStart : text.endsWith('\n');
          },
        }),
      );
      signals.interruption.throwIfAborted();
      return result;
    } finally {
      progress.stop();
      signals.interruption.removeEventListener('abort', stop);
      if (!atLineStart) this.#write('\n');
    }
  }

  /** Shows what can be done and waits for one of the keys. Ctrl-C and the end of the input mean `q`. */
  async #ask(question: string, keys: readonly string[]): Promise<string> {
    const { out, signals } = this.#io;
    const { position, steps } = this.#session;
    const place = steps[position] ? `[${position + 1}/${steps.length}] ` : '';
    out.write(`\n${out.style.dim(place + question)} `);
    try {
      for (;;) {
        const key = await this.#keyboard.key(signals.interruption);
        if (key === 'ctrl-c' || key === 'end') return 'q';
        const chosen = key === ' ' ? 'enter' : key;
        if (keys.includes(chosen)) return chosen;
      }
    } finally {
      out.write(out.rewrites ? '\r\u001b[K\u001b[A' : '\n');
      this.#unread = 0;
    }
  }

  #write(text: string): void {
    this.#unread += rowsOf(text, this.#io.out.columns) - 1;
    this.#io.out.write(text);
  }
}
