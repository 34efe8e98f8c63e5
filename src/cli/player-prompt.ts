/** Input of readers beside a lesson: code at a prompt, predictions, the name of a file to export to. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { lessonName } from '../course/find-lesson.js';
import { writeNotebook } from '../notebook/format.js';
import type { LessonSession } from '../session/session.js';
import type { Step } from '../session/steps.js';
import { errorText } from './error-text.js';
import type { PlayerScreen } from './player-screen.js';
import { endings } from './run-report.js';

/** A prompt with the kernel's variables, until an empty line or Ctrl-C. Rejects with the reason of an interruption. */
export async function prompt(session: LessonSession, screen: PlayerScreen): Promise<void> {
  const { style } = screen.io.out;
  screen.say('TypeScript with the variables of this lesson. An empty line goes back.', style.dim);
  const history: string[] = [];
  for (;;) {
    const code = await screen.line(`  ${style.cyan('>')} `, { history });
    if (!code) return;
    history.push(code);
    const result = await screen.run((options) => session.evaluate(code, options));
    if (result.status !== 'ok' && result.status !== 'error') screen.say(endings[result.status], style.red);
    if (result.status === 'died') return;
  }
}

/** Asks what the reader predicts at this step, until it is one of the choices; a choice by its letter, number or text. */
export async function predict(session: LessonSession, screen: PlayerScreen): Promise<void> {
  const { step, notes } = session;
  const asked = notes.predictionAt(step);
  if (!step || !asked) {
    screen.say('There is nothing to predict here.', screen.io.out.style.dim);
    return;
  }
  const { question, options } = asked.prediction;
  if (question) screen.say(question);
  for (const [index, option] of options.entries()) screen.say(hasLetter(option) ? option : `${index + 1}  ${option}`);
  const asks = options.length > 0 ? `  ${options.map(letterOf).join(', ')} (Enter: none): ` : '  You predict: ';
  let said: string | undefined;
  while (said === undefined) {
    const typed = await screen.line(asks);
    if (!typed) return;
    said = options.length > 0 ? chosen(options, typed) : typed;
  }
  notes.predict(step, said);
  screen.say(`Written down: ${said}`, screen.io.out.style.dim);
}

/** `a` of `a) 401`; the number of an option that has no letter. */
function letterOf(option: string, index: number): string {
  return hasLetter(option) ? option.charAt(0).toLowerCase() : String(index + 1);
}

function hasLetter(option: string): boolean {
  return /^[a-z]\)/i.test(option);
}

function chosen(options: readonly string[], typed: string): string | undefined {
  const word = typed.trim().toLowerCase().replace(/\)$/, '');
  return options.find((option, index) => {
    return [letterOf(option, index), String(index + 1), option.toLowerCase()].includes(word);
  });
}

/** Holds a prediction against what came out: by the lesson's answer, else by the reader's own word. */
export async function settlePrediction(step: Step, session: LessonSession, screen: PlayerScreen): Promise<void> {
  const { made, prediction } = session.notes.predictionAt(step) ?? {};
  if (!made || !prediction || made.right !== null) return;
  const { style } = screen.io.out;
  const right = session.notes.settle(step);
  if (right !== null) {
    const answer = right ? '' : `; it is ${prediction.answer ?? ''}`;
    screen.say(
      `You predicted ${made.said}: ${right ? 'right' : `not so${answer}`}.`,
      right ? style.green : style.yellow,
    );
    return;
  }
  screen.say(`You predicted: ${made.said}`);
  const key = await screen.ask(
    [
      { text: 'Was that right? y · n', weight: 9 },
      { text: 'Enter says nothing', weight: 1 },
    ],
    [...['y', 'n', 'enter', 'q']],
  );
  if (key === 'y' || key === 'n') session.notes.settle(step, key === 'y');
}

/** Writes the notebook with edits and outputs to a file that the reader names. */
export async function exportNotebook(session: LessonSession, screen: PlayerScreen): Promise<void> {
  const usual = unusedName(lessonName(session.lesson));
  const typed = await screen.line(`  Export to (Enter for ${usual}): `);
  if (typed === undefined) return;
  const name = typed === '' ? usual : typed.endsWith('.ipynb') ? typed : `${typed}.ipynb`;
  const file = resolve(name);
  if (existsSync(file)) {
    screen.say(`There is a file ${name} already; x asks for another name.`);
    return;
  }
  try {
    writeNotebook(file, session.notebook);
    screen.say(`Written: ${file}`);
  } catch (error) {
    screen.say(errorText(error, screen.io));
  }
}

/** In the folder that the reader is in, a name that no file has. */
function unusedName(name: string): string {
  for (let number = 1; ; number++) {
    const file = number === 1 ? `${name}.ipynb` : `${name}-${number}.ipynb`;
    if (!existsSync(file)) return file;
  }
}
