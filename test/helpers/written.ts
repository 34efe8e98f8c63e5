/** What is written to standard output. */

/** What `action` writes by console.log, until its promise is settled. */
export async function written(action: () => unknown): Promise<string> {
  const lines: string[] = [];
  const { log } = console;
  console.log = (line: unknown) => {
    lines.push(String(line));
  };
  try {
    await action();
  } finally {
    console.log = log;
  }
  return lines.join('\n');
}
