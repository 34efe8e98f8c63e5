/**
 * The difference of two values of the server's own types, as kube-apiserver shows it: what go-cmp's Diff writes. Long texts
 * are shown whole where go-cmp shows their parts, and its leading spaces are spaces (in every second process of Go they
 * are not).
 */
import { isFields } from '../schema/access.js';
import { compareValues, type DiffNode, type DiffRecord } from './go-compare.js';
import { ellipsis, type GoRecord, type GoText, line, type Mark, printGoText, wrap } from './go-text.js';
import { basicText, type GoType, goType, isNil, isZero, quoted } from './go-values.js';

/** How a value is shown: as a difference, as equal on both sides, or as it is on one of them. */
type Mode = 'difference' | 'same' | '-' | '+';

interface Options {
  mode: Mode;
  /** Whether the type is written: always, never, or before brackets. */
  types: 'emit' | 'elide' | 'auto';
  /** How much is shown: each level down shows half as many items. */
  verbosity: number;
}

/** The difference between two values of the type of that name. */
export function goDiff(type: string, before: unknown, after: unknown): string {
  const root = compareValues(goType(type), { value: before }, { value: after });
  return printGoText(formatDiff(root, { mode: 'difference', types: 'emit', verbosity: 0 }));
}

const nil = line('nil');

function formatDiff(node: DiffNode, given: Options): GoText {
  const options = { ...given, verbosity: given.mode === 'same' ? 1 : Math.max(3, given.verbosity) };
  if (node.depth === 0) {
    const side = options.mode === '+' || !node.x ? node.y : node.x;
    return side ? formatValue(node.type, side.value, options) : nil;
  }
  if (node.type.kind === 'pointer') return wrap('&', node.inner ? formatDiff(node.inner, options) : nil);
  return typed(node.type, formatRecords(node, options), options);
}

function typed(type: GoType, text: GoText, { mode, types }: Options): GoText {
  if (types === 'elide') return text;
  if (types === 'auto' && (type.kind === 'basic' || type.kind === 'pointer' || text === nil || mode === 'same'))
    return text;
  return wrap(type.named, text.is === 'wrap' && text.suffix === '}' ? text : wrap('(', text, ')'));
}

function formatRecords(node: DiffNode, given: Options): GoText {
  const isStruct = node.type.kind === 'struct';
  const options: Options = { ...given, types: isStruct ? 'auto' : 'elide', verbosity: given.verbosity - 1 };
  const shown = given.mode === 'same' ? itemsShown(given.verbosity) : 2 << given.verbosity;
  const records = given.mode === 'difference' ? differing(node, options, shown) : whole(node, options, shown);
  return wrap('{', { is: 'list', records }, '}');
}

const itemsShown = (verbosity: number): number => ((1 << Math.max(0, verbosity)) >> 1) << 2;

/** All records that are not empty, up to so many. */
function whole(node: DiffNode, options: Options, shown: number): GoRecord[] {
  const list: GoRecord[] = [];
  for (const { key, node: child } of node.records) {
    if (list.length === shown) return [...list, ellipsis()];
    const side = options.mode === '+' ? child.y : child.x;
    const empty = (s: { value: unknown } | undefined): boolean => s !== undefined && isZero(child.type, s.value);
    if (node.type.kind === 'struct' && (empty(side) || (options.mode === 'same' && empty(child.y)))) continue;
    if (options.mode !== 'same' && !side) continue;
    list.push({ mark: '', key, value: formatDiff(child, options) });
  }
  return list;
}

/** What differs, with two records before it and two behind; of the others it is said how many there are. */
function differing(node: DiffNode, options: Options, shown: number): GoRecord[] {
  const name = { struct: 'field', slice: 'element', map: 'entry', pointer: '', basic: '' }[node.type.kind];
  const groups = groupsOf(node.records);
  const list: GoRecord[] = [];
  let differences = 0;
  const left: DiffRecord[] = [];
  for (const [i, group] of groups.entries()) {
    if (differences >= shown) left.push(...group);
    else if (group.every((r) => r.node.diff === 0))
      list.push(...context(group, i > 0, i < groups.length - 1, name, options));
    else {
      list.push(...group.flatMap((record) => formatDifferent(record, options)));
      differences += group.length;
    }
  }
  return left.length > 0 ? [...list, ellipsis(counted(left, name))] : list;
}

function groupsOf(records: readonly DiffRecord[]): DiffRecord[][] {
  const groups: DiffRecord[][] = [];
  for (const record of records) {
    const last = groups.at(-1);
    if (last && (last[0]?.node.diff === 0) === (record.node.diff === 0)) last.push(record);
    else groups.push([record]);
  }
  return groups;
}

function context(equal: DiffRecord[], before: boolean, behind: boolean, name: string, options: Options): GoRecord[] {
  const low = before ? Math.min(2, equal.length) : 0;
  let high = behind ? Math.min(2, equal.length - low) : 0;
  if (equal.length - low - high === 1) high += 1;
  const show = (records: readonly DiffRecord[]): GoRecord[] =>
    records.map(({ key, node }) => ({ mark: '', key, value: formatDiff(node, { ...options, mode: 'same' }) }));
  const hidden = equal.slice(low, equal.length - high);
  return [
    ...show(equal.slice(0, low)),
    ...(hidden.length > 0 ? [ellipsis(counted(hidden, name))] : []),
    ...show(equal.slice(equal.length - high)),
  ];
}

function counted(records: readonly DiffRecord[], name: string): string {
  const kinds = { identical: 0, removed: 0, inserted: 0, modified: 0 };
  for (const { node } of records) {
    kinds[node.diff === 0 ? 'identical' : !node.y ? 'removed' : !node.x ? 'inserted' : 'modified'] += 1;
  }
  const parts = Object.entries(kinds)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${kind}`);
  const many = records.length > 1 ? `${name}s`.replace(/ys$/, 'ies') : name;
  const told = parts.length < 3 ? parts.join(' and ') : `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1)}`;
  return `${told} ${many}`;
}

function formatDifferent({ key, node }: DiffRecord, options: Options): GoRecord[] {
  // what has one thing in it alone is shown whole, as it was and as it is
  if (node.children !== node.depth) return [{ mark: '', key, value: formatDiff(node, options) }];
  const side = (mark: Mark & Mode): GoRecord => ({ mark, key, value: formatDiff(node, { ...options, mode: mark }) });
  return [...(node.x ? [side('-')] : []), ...(node.y ? [side('+')] : [])];
}

function formatValue(type: GoType, value: unknown, options: Options): GoText {
  if (isNil(type, value)) return nil;
  switch (type.kind) {
    case 'basic':
      return typeof value === 'string' ? formatText(value, options) : line(basicText(type, value));
    case 'pointer':
      return wrap('&', formatValue(type.element, value, options));
    default:
      return typed(type, wrap('{', { is: 'list', records: valueRecords(type, value, options) }, '}'), options);
  }
}

type Composite = Exclude<GoType, { kind: 'basic' }>;

function valueRecords(type: Composite, value: unknown, given: Options): GoRecord[] {
  const options: Options = {
    ...given,
    types: type.kind === 'struct' ? 'auto' : 'elide',
    verbosity: given.verbosity - 1,
  };
  const list: GoRecord[] = [];
  for (const [key, child, item] of itemsOf(type, value)) {
    if (list.length === itemsShown(given.verbosity)) return [...list, ellipsis()];
    list.push({ mark: '', key, value: formatValue(child, item, options) });
  }
  return list;
}

function itemsOf(type: Composite, value: unknown): [string, GoType, unknown][] {
  if (type.kind === 'struct') {
    return type.fields
      .map((field): [string, GoType, unknown] => [field.name, field.type, field.of(value)])
      .filter(([, child, item]) => !isZero(child, item));
  }
  if (Array.isArray(value)) return value.map((item) => ['', type.element, item]);
  if (type.kind !== 'map' || !isFields(value)) return [];
  return Object.keys(value)
    .sort()
    .map((key) => [`${type.keyed ? 's' : ''}${quoted(key)}`, type.element, value[key]]);
}

/** A text of more than so many characters is cut; one of some lines is shown as lines when it was removed or inserted. */
function formatText(text: string, { mode, verbosity }: Options): GoText {
  const [most, mostLines] = [32 << Math.max(0, verbosity), 4 << Math.max(0, verbosity)];
  const lines = text.replace(/\n$/, '').split('\n');
  if (lines.length >= 4 && (mode === '-' || mode === '+') && lines.every((l) => isPlain(l, most))) {
    const record = (value: string): GoRecord => ({ mark: mode, key: '', value: line(value), bare: true });
    const elided = lines.length - mostLines + 1;
    const shown = elided > 1 ? lines.slice(0, mostLines - 1).map(record) : lines.map(record);
    if (elided > 1) shown.push({ ...record('...'), comment: `${elided} elided lines` });
    return wrap('(', { is: 'list', records: [record('"""'), ...shown, record('"""')] }, ')');
  }
  return line(text.length > most + 3 ? `${quoted(text.slice(0, most))}...` : quoted(text));
}

const isPlain = (text: string, most: number): boolean =>
  !text.startsWith('"""') && !text.startsWith('...') && text.length <= most && /^[\t -~\u00a1-\uffff]*$/.test(text);
