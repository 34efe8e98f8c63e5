import assert from 'node:assert/strict';
import type { CodeCell, TextCell } from '../../src/notebook/document.js';
import { lessonProgress } from '../../src/session/progress.js';
import { readerNotes } from '../../src/session/reader-notes.js';
import type { Step } from '../../src/session/steps.js';
import { code, text } from '../helpers/small-course.js';

const asks = (id: string, answer = ''): Step => ({
  text: [text(`${id}-text`, `> **Predict** Which status?\n${answer && `> <!-- answer: ${answer} -->\n`}`) as TextCell],
  cell: code(id, '1') as CodeCell,
});

describe('the notes of a reader', () => {
  const progress = lessonProgress({ version: 2, lessons: {} }, 'any');
  let saved = 0;
  const notes = readerNotes(progress, () => saved++);
  const madeAt = (step: Step) => notes.predictionAt(step)?.made;

  it('keep a prediction by its cell, and settle it by the answer of the lesson, whatever the reader says', () => {
    const [right, wrong] = [asks('right', '403'), asks('wrong', '403')];
    assert.equal(madeAt(right), undefined);
    notes.predict(right, 'a 403');
    notes.predict(wrong, '401');
    assert.deepEqual(madeAt(right), { said: 'a 403', right: null });
    assert.deepEqual(notes.count(), { made: 2, right: 0 });
    assert.deepEqual([notes.settle(right, false), notes.settle(wrong, true)], [true, false]);
    assert.deepEqual(progress.predictions.right, { said: 'a 403', right: true });
    assert.deepEqual(notes.count(), { made: 2, right: 1 });
    assert.equal(saved, 4);
  });

  it('settle a prediction without an answer by the word of the reader, which stays', () => {
    const step = asks('free');
    notes.predict(step, '401');
    assert.equal(notes.settle(step), null);
    assert.equal(notes.settle(step, true), true);
    assert.equal(notes.settle(step), true);
    notes.predict(step, '403');
    assert.deepEqual(madeAt(step), { said: '403', right: null });
  });

  it('settle nothing where nothing was asked or predicted, and save nothing then', () => {
    const before = saved;
    assert.equal(notes.settle(asks('silent', '403'), true), null);
    assert.equal(notes.settle({ text: [], cell: code('right', '1') as CodeCell }, true), null);
    assert.equal(notes.predictionAt(undefined), undefined);
    notes.predict({ text: [text('end', 'The end.') as TextCell] }, 'said');
    assert.equal(saved, before);
  });

  it('count the hints that were given for each check', () => {
    const before = saved;
    assert.equal(notes.hintsGiven('made'), 0);
    notes.giveHints('made', 2);
    assert.deepEqual([notes.hintsGiven('made'), notes.hintsGiven('other'), saved], [2, 0, before + 1]);
  });
});
