/** The text without the slashes at its end. A pattern would look at each run of slashes once for each of its slashes. */
export function withoutTrailingSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === '/') end--;
  return text.slice(0, end);
}
