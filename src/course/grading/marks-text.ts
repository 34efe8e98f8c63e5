/** Marks as a marks.yaml that people go on writing in. */
import { Document, isMap, isSeq } from 'yaml';
import type { MarkEntry } from './marks.js';

/** The text, with an entry on each line below a comment. */
export function formatMarks(entries: readonly MarkEntry[], comment: string): string {
  const plain = entries.map(({ late, ...entry }) => ({ ...entry, ...(late ? { late: lateText(late) } : {}) }));
  const document = new Document(plain);
  document.commentBefore = ` ${comment}`;
  if (isSeq(document.contents)) for (const item of document.contents.items) if (isMap(item)) item.flow = true;
  return document.toString({ lineWidth: 0 });
}

function lateText(late: NonNullable<MarkEntry['late']>): number | string {
  return 'points' in late ? late.points : `${Math.round(late.share * 1e6) / 1e4}%`;
}
