/** A role that would have been enough, as YAML with the reason for each of its rules; and the grants beyond it, in words. */
import { describeRule } from '../inspect/access.js';
import type { NeedingRequest } from '../inspect/access-needs.js';
import type { LeastRole, NeededRule } from '../inspect/least-privilege.js';
import type { UnusedGrant } from '../inspect/unused-grants.js';
import type { PolicyRule } from '../kube/rbac.js';
import { yamlLibrary } from '../when-needed.js';

/** Requests that are named for one rule; further ones are counted. */
const MOST_REQUESTS = 3;

/** The role as YAML with a line break at its end; above each rule, as comments, the requests that needed it. */
export function leastRoleText({ rules: _rules, ...role }: LeastRole, needed: readonly NeededRule[]): string {
  const { stringify } = yamlLibrary();
  const own = needed.filter(({ namespace }) => namespace === role.metadata.namespace);
  const rules = own.map(({ rule, requests }) => `${requestsText(requests)}${stringify([rule])}`);
  return `${stringify(role)}rules:\n${rules.join('')}`;
}

/** A grant's binding: `RoleBinding wide in lab`. */
export function boundBy({ binding: { kind, name, namespace } }: UnusedGrant): string {
  return `${kind} ${name}${namespace === undefined ? '' : ` in ${namespace}`}`;
}

/** A grant's unused rules, and those wider than its use: `get: pods (core); more than was used: list: all ...`. */
export function unusedWords({ unused, wider }: UnusedGrant): string {
  const words = (rule: PolicyRule): string => describeRule(rule, { most: 3 });
  return [...unused.map(words), ...wider.map((rule) => `more than was used: ${words(rule)}`)].join('; ');
}

function requestsText(requests: readonly NeedingRequest[]): string {
  const lines = requests.map(
    ({ verb, requestURI, code, refused }) =>
      `${verb} ${requestURI}${refused ? ' (was refused)' : code === undefined ? '' : ` (${code})`}`,
  );
  const times = new Map<string, number>();
  for (const line of lines) times.set(line, (times.get(line) ?? 0) + 1);
  const told = [...times].map(([line, n]) => (n === 1 ? line : `${line}, ${n} times`));
  const shown = told.length > MOST_REQUESTS + 1 ? told.slice(0, MOST_REQUESTS) : told;
  const rest = told.length - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].map((line) => `# ${line}\n`).join('');
}
