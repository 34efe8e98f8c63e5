/** Words of shell commands, for commands in messages that people paste. */
import { parseServiceAccountUsername } from './user.js';

/** The word as the shell reads it back; `$TOKEN` inside double quotes is meant as a variable. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The flag by which `kubectl create rolebinding` names a user: `--serviceaccount=lab:robot`, `--user=jane`. */
export function subjectFlag(username: string): string {
  const account = parseServiceAccountUsername(username);
  return account ? `--serviceaccount=${account.namespace}:${account.name}` : `--user=${quote(username)}`;
}
