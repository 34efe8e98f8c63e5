/** `kubelab access least`: the roles that would have been enough for a user, and what it was given beyond them. */
import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { count } from '../../count.js';
import { KubelabError } from '../../errors.js';
import { kubelabHome } from '../../home.js';
import { describeRule } from '../../inspect/access.js';
import type { NeedingRequest } from '../../inspect/access-needs.js';
import { type LeastPrivilege, type LeastRole, leastPrivilege, type NeededRule } from '../../inspect/least-privilege.js';
import type { UnusedGrant } from '../../inspect/unused-grants.js';
import { auditEventsIn } from '../../kube/audit-event.js';
import type { KubeObject } from '../../kube/object.js';
import { readNamedFile } from '../../named-file.js';
import { readPolicy } from '../../print/policy.js';
import { connect } from '../../request/connect.js';
import { findCluster } from '../../running-cluster/record.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Io } from '../terminal/terminal.js';
import { commandHere } from '../words.js';

/** The options of `access least`. */
export interface AccessLeastOptions {
  includeRefused?: boolean;
  names: 'auto' | 'always' | 'never';
  bindings?: boolean;
  auditLog?: string;
  json?: boolean;
}

/** Requests that are named for one rule; further ones are counted. */
const MOST_REQUESTS = 3;

/**
 * Prints them as YAML with comments, or as JSON. 0, or 1 when no request of the user counts. Throws CLUSTER_NOT_RUNNING,
 * FILE_MISSING (audit log) and what a client throws that cannot read roles and bindings.
 */
export async function accessLeast(user: string, options: AccessLeastOptions, io: Io): Promise<ExitCode> {
  const { file, objects } = await sourcesOf(options.auditLog, io);
  const events = auditEventsIn(readNamedFile(file, 'the audit log', 'name one that is there: --audit-log FILE'));
  const { names: resourceNames, includeRefused = false } = options;
  const found = leastPrivilege(events, { user, includeRefused, resourceNames, objects });
  if (options.json) io.out.line(JSON.stringify(found, null, 2));
  else if (found.needed.length > 0) io.out.write(sanitise(yamlOf(found, options.bindings ?? false)));
  if (found.needed.length > 0) return EXIT.ok;
  if (!options.json) {
    const refused = leastPrivilege(events, { user, includeRefused: true }).needed.length > 0;
    const hint = refused ? ' All that it sent was refused: --include-refused counts that, too.' : '';
    io.err.line(`No request of ${sanitise(user)} needed a role, by the audit log ${file}.${hint}`);
    io.out.write(sanitise(unusedText(found.unused)));
  }
  return EXIT.failed;
}

/** The audit log that is named, or that of the running cluster with its roles and bindings. */
async function sourcesOf(named: string | undefined, io: Io): Promise<{ file: string; objects: KubeObject[] }> {
  if (named !== undefined) return { file: resolve(named), objects: [] };
  const running = await findCluster(kubelabHome(io.env));
  if (running.state !== 'running') {
    throw new KubelabError('CLUSTER_NOT_RUNNING', 'no practice cluster runs, whose audit log would be read', {
      hint: `start it (${commandHere('cluster up --detach', io)}), or name another audit log: --audit-log FILE`,
    });
  }
  const { kubeconfig, auditLog } = running.record;
  const client = await connect({ kubeconfig }, { env: io.env });
  try {
    return { file: auditLog, objects: await readPolicy(client) };
  } finally {
    await client.close();
  }
}

function yamlOf({ roles, bindings, needed, unused }: LeastPrivilege, withBindings: boolean): string {
  const documents = [
    ...roles.map((role) => roleText(role, needed)),
    ...(withBindings ? bindings.map((binding) => stringify(binding)) : []),
  ];
  return `${documents.join('---\n')}${unusedText(unused)}`;
}

/** A role, and above each rule the requests that needed it. */
function roleText({ rules: _rules, ...role }: LeastRole, needed: readonly NeededRule[]): string {
  const own = needed.filter(({ namespace }) => namespace === role.metadata.namespace);
  const rules = own.map(({ rule, requests }) => `${requestsText(requests)}${stringify([rule])}`);
  return `${stringify(role)}rules:\n${rules.join('')}`;
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

function unusedText(unused: readonly UnusedGrant[]): string {
  if (unused.length === 0) return '';
  const lines = unused.map(({ role, binding, unused: rules }) => {
    const where = binding.namespace === undefined ? '' : ` in ${binding.namespace}`;
    const what = rules.map((rule) => describeRule(rule, { most: 3 })).join('; ');
    return `#   ${role.kind} ${role.name}, by ${binding.kind} ${binding.name}${where}: ${what}\n`;
  });
  return `# Granted and never used (${count(unused.length, 'rule')}):\n${lines.join('')}`;
}
