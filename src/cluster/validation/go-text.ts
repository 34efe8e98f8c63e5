/** Text in the shape of Go's composite literals, on one line or on many, with what was removed and inserted marked (go-cmp). */

/** What happened to a line. */
export type Mark = '' | '-' | '+';

/** A text, something in brackets, or a list. */
export type GoText =
  | { is: 'line'; text: string }
  | { is: 'wrap'; prefix: string; value: GoText; suffix: string }
  | { is: 'list'; records: readonly GoRecord[] };

/** An item of a list. */
export interface GoRecord {
  mark: Mark;
  key: string;
  value: GoText;
  /** No comma stands behind it. */
  bare?: true;
  comment?: string;
}

/** A text on one line. */
export const line = (text: string): GoText => ({ is: 'line', text });

/** A value with what stands before and behind it. */
export const wrap = (prefix: string, value: GoText, suffix = ''): GoText => ({ is: 'wrap', prefix, value, suffix });

/** The record for what is not shown. */
export const ellipsis = (comment?: string): GoRecord => ({
  mark: '',
  key: '',
  value: line('...'),
  bare: true,
  ...(comment ? { comment } : {}),
});

const maxColumns = 80;

/** The text as go-cmp prints it, with an end of line. */
export function printGoText(text: GoText): string {
  return `  ${expanded(compacted(text, '').node, '', 0)}\n`;
}

/** The text on one line, and the text with all that fits into a line made one. */
function compacted(text: GoText, mark: Mark): { flat: string; node: GoText } {
  switch (text.is) {
    case 'line':
      return { flat: text.text, node: text };
    case 'wrap': {
      const inner = compacted(text.value, mark);
      const flat = `${text.prefix}${inner.flat}${text.suffix}`;
      return { flat, node: inner.node.is === 'line' ? line(flat) : { ...text, value: inner.node } };
    }
    default: {
      const inner = text.records.map((record) => compacted(record.value, mark || record.mark));
      const records = text.records.map((record, i) => ({ ...record, value: inner[i]?.node ?? record.value }));
      const flat = records.map((r, i) => `${r.key === '' ? '' : `${r.key}: `}${inner[i]?.flat}`).join(', ');
      const many =
        records.some((r) => r.mark !== '' || r.value.is !== 'line' || r.comment !== undefined) ||
        (mark !== '' && Buffer.byteLength(flat) > maxColumns);
      return { flat, node: many ? { is: 'list', records } : line(flat) };
    }
  }
}

const indent = (mark: Mark, depth: number): string => `${mark || ' '} ${'\t'.repeat(depth)}`;

function expanded(text: GoText, mark: Mark, depth: number): string {
  if (text.is === 'line') return text.text;
  if (text.is === 'wrap') return `${text.prefix}${expanded(text.value, mark, depth)}${text.suffix}`;
  const { records } = text;
  const simple = records.every(
    (r) => r.mark === '' && r.key === '' && r.value.is === 'line' && r.comment === undefined,
  );
  const body = simple ? batched(records, mark, depth + 1) : records.map(recordLine(records, mark, depth + 1));
  return `${body.map((l) => `\n${l}`).join('')}\n${indent(mark, depth)}`;
}

/** Short values share lines. */
function batched(records: readonly GoRecord[], mark: Mark, depth: number): string[] {
  const lines: string[] = [];
  let batch = '';
  for (const { value } of records) {
    const text = value.is === 'line' ? value.text : '';
    if (batch !== '' && batch.length + text.length + 2 > maxColumns) {
      lines.push(batch);
      batch = '';
    }
    batch += `${text}, `;
  }
  return [...lines, batch].filter(Boolean).map((l) => `${indent(mark, depth)}${l.trimEnd()}`);
}

function recordLine(records: readonly GoRecord[], mark: Mark, depth: number): (record: GoRecord, i: number) => string {
  const padding = keyPadding(records);
  return (record, i) => {
    const own = mark || record.mark;
    const key = record.key === '' ? '' : `${record.key}: `;
    const value = expanded(record.value, own, depth);
    const comment = record.comment === undefined ? '' : ` // ${record.comment}`;
    return `${indent(own, depth)}${key}${' '.repeat(padding[i] ?? 0)}${value}${record.bare ? '' : ','}${comment}`;
  };
}

/** Keys that follow one another, with a value on the same line, end in one column. */
function keyPadding(records: readonly GoRecord[]): number[] {
  const padding: number[] = records.map(() => 0);
  let run: number[] = [];
  const close = (): void => {
    const longest = Math.max(0, ...run.map((i) => records[i]?.key.length ?? 0));
    for (const i of run) padding[i] = longest - (records[i]?.key.length ?? 0);
    run = [];
  };
  for (const [i, record] of records.entries()) {
    if (record.key === '' || record.value.is !== 'line') close();
    else run.push(i);
  }
  close();
  return padding;
}
