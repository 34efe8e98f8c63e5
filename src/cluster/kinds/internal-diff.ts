/** The difference of two values of the server's own types (k8s.io/apimachinery/pkg/util/diff). */
import { diffLibrary } from '../../when-needed.js';
import { internalValue } from './internal-value.js';

/** The unified diff of both as JSON, with three lines around each change; empty when they are alike. */
export function internalDiff(type: string, before: unknown, after: unknown): string {
  const text = (value: unknown): string => `${JSON.stringify(internalValue(type, value), undefined, 1)}\n`;
  const { hunks } = diffLibrary().structuredPatch('', '', text(before), text(after), '', '', { context: 3 });
  return hunks
    .map(({ oldStart, oldLines, newStart, newLines, lines }) => {
      const head = `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`;
      return [head, ...lines].map((line) => `${line}\n`).join('');
    })
    .join('');
}

const range = (start: number, lines: number): string => (lines === 1 ? String(start) : `${start},${lines}`);
