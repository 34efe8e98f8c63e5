/** Faults of YAML in the words of go-yaml 2, the library of Kubernetes, made from those of the parser used here. */

/** A fault as Go words it. Its scanner counts lines from one; its parser counts from zero, and says no line for the first. */
interface GoFault {
  stage: 'scanner' | 'parser';
  text: string;
  /** Go notices the fault so many lines later, at the next colon, or at the end. */
  noticed?: number | 'colon' | 'end';
}

interface Rule extends GoFault {
  /** The parser's own message. */
  message: RegExp;
  /** The text before the fault. */
  before?: RegExp;
  /** The text at the fault. */
  after?: RegExp;
  /** The end of the text. */
  ending?: RegExp;
}

const strayToken = { stage: 'scanner', text: 'found character that cannot start any token' } as const;
const unfinishedKey = { stage: 'scanner', text: "could not find expected ':'" } as const;
const strayColon = { stage: 'scanner', text: 'mapping values are not allowed in this context' } as const;
const notAKey = { stage: 'parser', text: 'did not find expected key' } as const;
const noContent = { stage: 'parser', text: 'did not find expected node content' } as const;
const openMap = { stage: 'parser', text: "did not find expected ',' or '}'" } as const;
const openList = { stage: 'parser', text: "did not find expected ',' or ']'" } as const;

/** The first fitting rule counts. */
const rules: readonly Rule[] = [
  {
    message: /^Tabs are not/,
    before: /: +[^\s#][^\n]*\n\s*$/,
    stage: 'scanner',
    text: 'found a tab character that violates indentation',
  },
  { message: /^Tabs are not/, ...strayToken },
  { message: /^Plain value cannot start with/, ...strayToken },
  { message: /^Nested mappings are not/, ...strayColon, noticed: 'colon' },
  // the first key of a mapping may turn out to be none
  { message: /^Implicit keys need to be on a/, before: /(^|[:-]\s)\s*$/, ...strayColon, noticed: 'colon' },
  { message: /^Implicit keys need to be on a/, ...unfinishedKey, noticed: 'colon' },
  { message: /^Implicit map keys need to be/, after: /^-\s/, ...notAKey },
  { message: /^Implicit map keys need to be/, ...unfinishedKey, noticed: 1 },
  { message: /^Missing closing/, stage: 'scanner', text: 'found unexpected end of stream', noticed: 'end' },
  {
    message: /^(Alias|Anchor) cannot be/,
    stage: 'scanner',
    text: 'did not find expected alphabetic or numeric character',
  },
  { message: /^Invalid escape sequence/, stage: 'scanner', text: 'found unknown escape character' },
  { message: /^Flow (map|sequence) .*end with a/, ending: /[[{,:]\s*$/, ...noContent, noticed: 'end' },
  { message: /^Flow map .*end with a/, ...openMap, noticed: 'end' },
  { message: /^Flow sequence .*end with a/, after: /^[^\]]*?:\s/, ...openList, noticed: 'colon' },
  { message: /^Flow sequence .*end with a/, ...openList, noticed: 'end' },
  { message: /between flow map items|^Unexpected (single|double)-quoted-scalar/, ...openMap },
  { message: /between flow sequence items/, ...openList },
  { message: /^Unexpected (,|empty item) in flow|^Unexpected flow-(map|seq)-end/, ...noContent },
  { message: /^Block collections are not allowed/, after: /^-/, ...noContent },
  { message: /^Block collections are not allowed/, ...openMap },
  { message: /^All sequence items must start/, stage: 'parser', text: "did not find expected '-' indicator" },
  { message: /^(All mapping items must start|A block sequence may not be|Unexpected block-seq-ind)/, ...notAKey },
  { message: /at node end$|^Sequence item without|^A node can have at most one/, ...notAKey },
  {
    message: /^(Not a YAML token|Block scalar header includes)/,
    stage: 'scanner',
    text: 'did not find expected comment or line break',
  },
];

const colon = /:(\s|$)/;

/** The sentence about a fault at an offset of the text; the parser's own words for a fault that has no counterpart. */
export function goYamlFault(message: string, text: string, offset: number): string {
  const [before, after] = [text.slice(0, offset), text.slice(offset)];
  const rule = rules.find(
    (r) =>
      r.message.test(message) &&
      (r.before?.test(before) ?? true) &&
      (r.after?.test(after) ?? true) &&
      (r.ending?.test(text) ?? true),
  );
  const breaks = (part: string): number => part.split('\n').length - 1;
  if (!rule) return `yaml: line ${breaks(before) + 1}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
  const { stage, noticed = 0 } = rule;
  // the line counted from zero; for the parser the end is a line of its own
  let seen = breaks(before);
  if (noticed === 'end') seen = breaks(text) + (stage === 'parser' && !text.endsWith('\n') ? 1 : 0);
  else if (noticed === 'colon') seen += breaks(after.slice(0, Math.max(after.search(colon), 0)));
  else seen += noticed;
  const told = seen === 0 ? 0 : stage === 'scanner' ? seen + 1 : seen;
  return `yaml: ${told ? `line ${told}: ` : ''}${rule.text}`;
}

/** A value that cannot be a key of a map, as Go writes it in its own syntax. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}:${goSyntax(part)}`);
  return `map[interface {}]interface {}{${entries.join(', ')}}`;
}
