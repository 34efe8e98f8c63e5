/**
 * Fields by the paths of a conflict: `.spec.replicas`, `.metadata.labels.app.kubernetes.io/name`,
 * `.spec.containers[name="web"].image`, `.metadata.finalizers[="x"]` (structured-merge-diff/fieldpath/element.go).
 */

/** The value of a field; undefined when there is none. Names hold dots, so the longest name that fits is taken. */
export function fieldAt(object: unknown, path: string): unknown {
  if (path === '') return object;
  if (path.startsWith('[')) return ofItem(object, path);
  if (!path.startsWith('.') || typeof object !== 'object' || object === null || Array.isArray(object)) return undefined;
  const rest = path.slice(1);
  const names = Object.keys(object)
    .filter((name) => rest.startsWith(name) && ['', '.', '['].includes(rest.charAt(name.length)))
    .sort((a, b) => b.length - a.length);
  for (const name of names) {
    const found = fieldAt((object as Record<string, unknown>)[name], rest.slice(name.length));
    if (found !== undefined) return found;
  }
  return undefined;
}

function ofItem(list: unknown, path: string): unknown {
  const selector = /^\[((?:"(?:[^"\\]|\\.)*"|[^\]"])*)\]/.exec(path);
  if (!selector || !Array.isArray(list)) return undefined;
  const [whole, inside = ''] = selector;
  return fieldAt(
    list.find((item, index) => isMeant(item, index, inside)),
    path.slice(whole.length),
  );
}

/** `0`, `="value"`, or `name="web",port=80`. */
function isMeant(item: unknown, index: number, inside: string): boolean {
  if (/^\d+$/.test(inside)) return index === Number(inside);
  const keys = [...inside.matchAll(/([^=,]*)=("(?:[^"\\]|\\.)*"|[^,]*)/g)];
  return (
    keys.length > 0 &&
    keys.every(([, key = '', value]) => {
      const found = key === '' ? item : (item as Record<string, unknown> | null)?.[key];
      return JSON.stringify(found) === value;
    })
  );
}
