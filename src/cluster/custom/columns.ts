/** How custom resources are printed as a table: the columns of their definition. */
import { goJson } from '../../kube/go-json.js';
import { ageOf } from '../../kube/human-duration.js';
import { nameColumn, type Printer, type TableColumn } from '../../kube/tables/printer.js';
import { parseTime } from '../wire/parse-time.js';
import type { ColumnText } from './definition-spec.js';
import { jsonPath } from './json-path.js';

/** The column of a definition without any. */
const ageAlone: ColumnText = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
  description: 'When the object was created.',
};

/** The columns of a version. */
export function printerOf(columns: readonly ColumnText[] = []): Printer {
  const shown = columns.length > 0 ? columns : [ageAlone];
  const paths = shown.map(({ jsonPath: text }) => jsonPath(text) ?? (() => []));
  return {
    columns: [
      nameColumn,
      ...shown.map(({ name, type, format = '', description, priority = 0, jsonPath: text }): TableColumn => {
        const said = description || `Custom resource definition column (in JSONPath format): ${text}`;
        // its rules allow no other types
        return { name, type: type as TableColumn['type'], format, description: said, priority };
      }),
    ],
    cells: (object, now) => [
      object.metadata.name,
      ...shown.map(({ type }, i) => {
        const [value] = paths[i]?.(object) ?? [];
        return cell(type, value, now);
      }),
    ],
  };
}

/** A value of another type than its column's is not shown. */
function cell(type: string, value: unknown, now: Date): unknown {
  if (value === undefined) return null;
  switch (type) {
    case 'string':
      return value === null ? '<nil>' : typeof value === 'object' ? goJson(value) : String(value);
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
    case 'boolean':
      return typeof value === type ? value : null;
    default:
      if (typeof value !== 'string') return null;
      return 'fault' in parseTime(value, 'time') ? '<invalid>' : ageOf(value, now);
  }
}
