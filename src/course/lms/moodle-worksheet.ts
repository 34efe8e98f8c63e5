/**
 * Moodle's grading worksheet, the CSV file for grading offline: grades and feedback comments are filled in, all else stays.
 * Moodle finds the columns by their titles, which are in the teacher's language, and a participant by the number at the end
 * of the identifier. https://docs.moodle.org/en/Using_Assignment
 */
import { KubelabError } from '../../errors.js';
import type { Learner } from '../grading/roster.js';
import { feedbackComment, isOwnComment } from './feedback-comment.js';
import type { GradedWork } from './graded-work.js';
import { matchLearners, unmatchedNotes } from './match-learners.js';
import { scaledPoints, scaleNote } from './scaled-points.js';
import { columnOf, type Field, filledField, formatSheet, numberIn, parseSheet, pointsField } from './sheet.js';

/** The titles in English, German, French and Spanish. */
const titles = {
  id: ['Identifier', 'ID', 'Identifiant', 'Identificador'],
  name: ['Full name', 'Vollständiger Name', 'Nom complet', 'Nombre completo'],
  grade: ['Grade', 'Bewertung', 'Note', 'Calificación'],
  maximum: ['Maximum grade', 'Bestwertung', 'Note maximale', 'Calificación máxima'],
  comment: [
    ...['Feedback comments', 'Feedback als Kommentar', 'Feedback par commentaires', 'Commentaires de feedback'],
    ...['Comentarios de retroalimentación'],
  ],
  scale: ['Scale', 'Skala', 'Barème', 'Échelle', 'Escala'],
  others: [
    ...['Email address', 'E-Mail-Adresse', 'Adresse de courriel', 'Dirección de correo', 'Dirección Email'],
    ...['ID number', 'ID-Nummer', "Numéro d'identification", 'Número de ID', 'Username', 'Anmeldename'],
    ...["Nom d'utilisateur", 'Nombre de usuario'],
  ],
};

/** A learner as Moodle knows them. */
export interface Participant {
  work: GradedWork;
  /** The number that Moodle knows a participant by. */
  number: string;
  /** The full name; empty where grading is anonymous. */
  name: string;
}

/** A filled worksheet. */
export interface FilledWorksheet {
  text: string;
  /** The participants whose grade was filled in, in the order of the worksheet. */
  filled: Participant[];
  /** All participants whose row was found, graded or not. */
  participants: Participant[];
  /** Notes for the teacher: learners that were left out and why, another maximum. */
  notes: string[];
}

/**
 * Fills in the worksheet in `text`. Learners that could not be graded keep the row they have; a comment that kubelab did not
 * write is never overwritten. Throws ARGUMENT_INVALID for text that is no worksheet.
 */
export function fillWorksheet(
  text: string,
  file: string,
  works: readonly GradedWork[],
  roster: readonly Learner[],
): FilledWorksheet {
  const sheet = parseSheet(text, file);
  const at = columnsOf(sheet.head, file);
  const words = sheet.rows.map((row) => [at.id, at.name, ...at.others].map((column) => row[column]?.text ?? ''));
  const { rows, unmatched } = matchLearners(
    works.map(({ result }) => result.learner),
    words,
    roster,
  );
  const notes = unmatchedNotes(unmatched, 'the worksheet');
  const participants: Participant[] = [];
  const filled: Participant[] = [];
  const told = new Set<string>();
  const byRow = new Map(works.map((work) => [rows.get(work.result.learner), work]));
  for (const [index, row] of sheet.rows.entries()) {
    const work = byRow.get(index);
    const number = /(\d+)\s*$/.exec(row[at.id]?.text ?? '')?.[1];
    if (!work || number === undefined) continue;
    const participant = { work, number, name: row[at.name]?.text ?? '' };
    participants.push(participant);
    const { learner, status, points, maxPoints } = work.result;
    if (status !== 'graded') {
      notes.push(`${learner} is not graded, and the row stays as it was`);
      continue;
    }
    const maximum = numberIn(row[at.maximum]?.text);
    const note = scaleNote('Moodle', maxPoints, maximum);
    if (note) told.add(note);
    const scaled = scaledPoints(points, maxPoints, maximum);
    if (maximum !== undefined && scaled > maximum) {
      notes.push(`${learner} has ${points} of ${maxPoints}, and Moodle takes no more than the maximum: it is written`);
    }
    row[at.grade] = pointsField(Math.min(scaled, maximum ?? scaled), row[at.maximum]?.text ?? '');
    const comment = row[at.comment]?.text ?? '';
    if (at.comment >= 0 && (comment.trim() === '' || isOwnComment(comment))) {
      row[at.comment] = filledField(feedbackComment(work));
    } else if (at.comment >= 0) notes.push(`${learner} keeps the comment that stands in the worksheet`);
    filled.push(participant);
  }
  if (at.comment < 0) told.add('the worksheet has no column for feedback comments: switch them on in the assignment');
  return { text: formatSheet(sheet), filled, participants, notes: [...told, ...notes] };
}

interface Columns {
  id: number;
  name: number;
  grade: number;
  maximum: number;
  comment: number;
  others: number[];
}

function columnsOf(head: readonly Field[], file: string): Columns {
  const fail = (message: string, hint: string): never => {
    throw new KubelabError('ARGUMENT_INVALID', message, { hint, place: { file, line: 1 } });
  };
  const [id, name, grade, maximum] = [titles.id, titles.name, titles.grade, titles.maximum].map((names) =>
    columnOf(head, names),
  ) as [number, number, number, number];
  if (id < 0 || grade < 0) {
    fail(
      `this is not Moodle's grading worksheet: it has no column ${titles[id < 0 ? 'id' : 'grade'].join(' or ')}`,
      'in the assignment, choose "Download grading worksheet" (setting "Offline grading worksheet")',
    );
  }
  if (maximum < 0 && columnOf(head, titles.scale) >= 0) {
    fail(
      'this assignment is graded by a scale',
      "set the assignment's grade to points, and download the worksheet again",
    );
  }
  const others = titles.others.map((title) => columnOf(head, [title])).filter((column) => column >= 0);
  return { id, name, grade, maximum, comment: columnOf(head, titles.comment), others };
}
