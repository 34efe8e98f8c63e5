/** Long names as they fit into a box: cut in the middle, and never so that two of them become the same. */

/** Characters of a name that is not cut. */
const MOST = 40;
/** Characters kept on each side of where two names differ. */
const AROUND = 5;

/**
 * A function that gives the short form of each of `names`: at most `most` characters where that keeps it apart from all
 * others, else as many as that takes. Other texts are cut in the middle.
 */
export function shortNames(names: Iterable<string>, most: number = MOST): (name: string) => string {
  const all = [...new Set(names)];
  const short = new Map<string, string>();
  const taken = new Set(all.filter((name) => name.length <= most));
  const alike = new Map<string, string[]>();
  for (const name of all) {
    if (name.length > most) alike.set(cut(name, most), [...(alike.get(cut(name, most)) ?? []), name]);
  }
  for (const [common, group] of alike) {
    const only = group.length === 1 && !taken.has(common);
    const forms = only ? [common] : apart(group, most, taken);
    for (const [index, name] of group.entries()) short.set(name, forms[index] ?? name);
    for (const form of forms) taken.add(form);
  }
  return (name) => short.get(name) ?? (name.length > most ? cut(name, most) : name);
}

/** The two ends of a name, the start a little longer than the end. */
function cut(name: string, most: number): string {
  const head = Math.ceil((most - 1) / 2);
  return `${name.slice(0, head)}…${name.slice(name.length - (most - 1 - head))}`;
}

/** Forms that show where names of a group differ; where that is not enough, the names themselves. */
function apart(names: readonly string[], most: number, taken: ReadonlySet<string>): string[] {
  const at = firstDifference(names);
  const side = Math.max(4, Math.floor((most - 2 - 2 * AROUND) / 2));
  const forms = names.map((name) => {
    const from = Math.max(side, at - AROUND);
    const to = Math.min(name.length - side, at + AROUND);
    if (to <= from) return cut(name, most + 2 * AROUND);
    return `${name.slice(0, side)}…${name.slice(from, to)}…${name.slice(name.length - side)}`;
  });
  return new Set(forms).size === forms.length && !forms.some((form) => taken.has(form)) ? forms : [...names];
}

/** The index of the first character that is not the same in all names. */
function firstDifference(names: readonly string[]): number {
  const [first = '', ...rest] = names;
  let at = 0;
  while (at < first.length && rest.every((name) => name[at] === first[at])) at++;
  return at;
}
