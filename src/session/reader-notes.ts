/** A reader's notes beside running cells: predictions, and hints that were asked for. */
import { isRight, type Prediction, predictionOf } from './prediction.js';
import type { LessonProgress, MadePrediction } from './progress.js';
import type { Step } from './steps.js';

/** The notes on one lesson. */
export interface ReaderNotes {
  /** A step's prediction with the reader's answer; undefined when it asks for none. */
  predictionAt(step: Step | undefined): { prediction: Prediction; made: MadePrediction | undefined } | undefined;
  /** Keeps the reader's prediction at a step. */
  predict(step: Step, said: string): void;
  /** Says whether a prediction came true: by the lesson's own answer, else by the reader's word. Null without either. */
  settle(step: Step, byReader?: boolean): boolean | null;
  /** How many predictions were made in this lesson, and how many came true. */
  count(): { made: number; right: number };
  /** How many hints were given for a check. */
  hintsGiven(check: string): number;
  /** Keeps how many hints were given for a check. */
  giveHints(check: string, number: number): void;
}

/** The notes in a lesson's progress; `save` is called after each change. */
export function readerNotes(progress: LessonProgress, save: () => void): ReaderNotes {
  const predictionAt: ReaderNotes['predictionAt'] = (step) => {
    const prediction = step && predictionOf(step);
    return prediction && { prediction, made: progress.predictions[step.cell?.id ?? ''] };
  };
  return {
    predictionAt,
    predict({ cell }, said) {
      if (!cell) return;
      progress.predictions[cell.id] = { said, right: null };
      save();
    },
    settle(step, byReader) {
      const { prediction, made } = predictionAt(step) ?? {};
      if (!prediction || !made) return null;
      made.right = isRight(prediction, made.said) ?? byReader ?? made.right;
      save();
      return made.right;
    },
    count() {
      const all = Object.values(progress.predictions);
      return { made: all.length, right: all.filter(({ right }) => right).length };
    },
    hintsGiven: (check) => progress.hints[check] ?? 0,
    giveHints(check, number) {
      progress.hints[check] = number;
      save();
    },
  };
}
