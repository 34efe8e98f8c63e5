/** Values that are made once for each text. */

/** `make`, which is asked once for each text; for values that stay as they are. */
export function remembered<T extends object>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    let value = known.get(text);
    if (!value) {
      value = make(text);
      known.set(text, value);
    }
    return value;
  };
}
