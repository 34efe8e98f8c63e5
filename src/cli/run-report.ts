/** A run of notebooks as a person reads it: cell by cell while it goes on, and a summary with every failure at the end. */
import { stripVTControlCharacters } from 'node:util';
import { count } from '../count.js';
import type { CodeCell, Output } from '../notebook/document.js';
import type { CellRun, NotebookEvent, NotebookRun } from '../notebook/execute.js';
import { outputText } from './terminal/outputs.js';
import { type Progress, startProgress } from './terminal/progress.js';
import { sanitise } from './terminal/sanitise.js';
import type { Style } from './terminal/style.js';
import type { Terminal } from './terminal/terminal.js';
import { cutTo, formatDuration, indentText } from './terminal/text.js';

/** The detail of each cell: all its outputs, or one line, with the outputs of failed cells only. */
export type Detail = 'outputs' | 'lines';

/** Writes what happens in notebooks. */
export interface RunReporter {
  onEvent(event: NotebookEvent): void;
  /** Takes away the temporary lines on the terminal. */
  stop(): void;
}

/** A reporter for one notebook at a time. */
export function reportRun(out: Terminal, detail: Detail): RunReporter {
  const { style } = out;
  let progress: Progress | undefined;
  let head = '';
  let atLineStart = true;
  const indent = '    ';

  const stop = (): void => {
    progress?.stop();
    progress = undefined;
  };
  const show = (output: Output): void => {
    stop();
    const text = outputText(output, { style, width: out.columns - indent.length });
    if (text === '') return;
    const indented = indentText(text, indent);
    // A stream comes in pieces: one that goes on with a line is not indented again.
    out.write(atLineStart ? indented : text.split('\n')[0] + indented.slice(indented.split('\n')[0]?.length));
    atLineStart = text.endsWith('\n');
  };
  const endLine = (): void => {
    if (!atLineStart) out.line();
    atLineStart = true;
  };

  return {
    stop,
    onEvent(event) {
      switch (event.type) {
        case 'kernel-started':
          stop();
          if (event.restarted) out.line(style.yellow('  The kernel is started again; earlier variables are gone.'));
          break;
        case 'cell-started': {
          const place = `[${event.number}/${event.total}] cell ${event.index + 1}: `;
          const room = out.columns - place.length - (detail === 'outputs' ? 0 : 18);
          head = style.dim(place) + cutTo(firstLine(event.cell), room);
          if (detail === 'outputs') out.line(head);
          progress = startProgress(out, detail === 'outputs' ? 'running' : head, { afterMs: 300 });
          break;
        }
        case 'cell-output':
          if (detail === 'outputs' && event.event.type !== 'clear') show(event.event.output);
          break;
        case 'cell-finished': {
          stop();
          endLine();
          const { run } = event;
          const verdict = `${verdictOf(run, style)} ${style.dim(formatDuration(run.ms))}`;
          const note = run.withoutEarlierVariables ? style.yellow(' (without the variables of earlier cells)') : '';
          if (detail === 'outputs') {
            out.line(`${indent}${verdict}${note}`);
            break;
          }
          out.line(`  ${head}  ${verdict}${note}`);
          if (!run.passed) run.outputs.forEach(show);
          endLine();
          break;
        }
        case 'cell-fault':
          stop();
          endLine();
          out.line(style.red(`  cell ${event.run.index + 1} failed after its end: ${sanitise(firstOf(event.fault))}`));
          break;
      }
    },
  };
}

/** The first line of code of a cell that says something: no comment, no import. */
export function firstLine({ source }: CodeCell): string {
  const lines = source.split('\n').map((line) => line.trim());
  const telling = lines.find((line) => line !== '' && !/^(\/\/|\/\*|\*|import\b)/.test(line));
  return sanitise(telling ?? lines.find((line) => line !== '') ?? '(empty)');
}

/** How a cell ended, in a word or two. */
function verdictOf(run: Pick<CellRun, 'status' | 'passed'>, style: Style): string {
  if (run.passed) return style.green(run.status === 'ok' ? 'ok' : 'ok (the error is meant)');
  return style.red(endings[run.status]);
}

/** A cell's ending, as a word for each status. */
export const endings: Record<CellRun['status'], string> = {
  ok: 'ok',
  error: 'failed',
  aborted: 'refused by the kernel',
  timeout: 'ran too long and was interrupted',
  died: 'not finished, since the kernel ended',
  interrupted: 'interrupted',
  'not-run': 'not run',
};

/** The verdict on a notebook's run. */
export function verdictOfRun({ status }: NotebookRun, style: Style): string {
  if (status === 'ok') return style.green('passed');
  return style.red(status === 'no-kernel' ? 'no kernel' : status);
}

/** The lines about a notebook that was run: how many cells passed, which failed and where, how many were not run. */
export function summaryOf(file: string, run: NotebookRun, style: Style): string[] {
  const passed = run.cells.filter((cell) => cell.passed).length;
  const failed = run.cells.filter((cell) => !cell.passed && cell.status !== 'not-run');
  const notRun = run.cells.filter((cell) => cell.status === 'not-run').length;
  return [
    `${style.bold(sanitise(file))}: ${verdictOfRun(run, style)}, ${passed} of ${count(run.cells.length, 'cell')} in ${formatDuration(run.ms)}`,
    ...failed.map((cell) => `  cell ${cell.index + 1} ${endings[cell.status]}${reasonOf(cell)}`),
    ...(notRun > 0 ? [style.dim(`  ${count(notRun, 'cell')} not run`)] : []),
  ];
}

/** Why a cell failed, with the place in it where that is known. */
function reasonOf(cell: CellRun): string {
  const error = cell.outputs.find((output) => output.output_type === 'error');
  if (cell.status !== 'error' || error?.output_type !== 'error') return '';
  const [evalue, ename] = [error.evalue, error.ename].map((text) => sanitise(firstOf(text)));
  const compile = /^(\d+):(\d+) - (.*)$/.exec(evalue ?? '');
  if (compile) return ` at line ${compile[1]}, column ${compile[2]}: ${compile[3]}`;
  const own = new RegExp(`\\bcell-${cell.executionCount}\\.ts:(\\d+):(\\d+)`).exec(
    stripVTControlCharacters(error.traceback.join('\n')),
  );
  return `${own ? ` at line ${own[1]}, column ${own[2]}` : ''}: ${ename}: ${evalue}`;
}

function firstOf(text: string): string {
  return stripVTControlCharacters(text).split('\n')[0] ?? '';
}
