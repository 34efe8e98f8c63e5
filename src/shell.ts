/** What people type into the shell of this system: PowerShell or cmd on Windows, elsewhere one that follows POSIX. */
import { quote } from './kube/shell-word.js';

/** The word as the shell reads it back. */
export function shellWord(word: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return quote(word);
  if (/^[\w.:\\/-]+$/.test(word)) return word;
  // cmd has double quotes alone; within them PowerShell replaces variables
  return /["$`%]/.test(word) ? powerShellText(word) : `"${word}"`;
}

/** The command that sets a variable of the environment for what is typed after it. */
export function variableAssignment(name: string, value: string, platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32' ? `$env:${name} = ${powerShellText(value)}` : `export ${name}=${quote(value)}`;
}

function powerShellText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
