/** `kubelab access least`: the roles that would have been enough for a user, and its grants beyond them. */
import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { count } from '../../count.js';
import { KubelabError } from '../../errors.js';
import { kubelabHome } from '../../home.js';
import { type LeastPrivilege, leastPrivilege } from '../../inspect/least-privilege.js';
import type { UnusedGrant } from '../../inspect/unused-grants.js';
import { auditEventsIn } from '../../kube/audit-event.js';
import type { KubeObject } from '../../kube/object.js';
import { readNamedFile } from '../../named-file.js';
import { boundBy, leastRoleText, unusedWords } from '../../print/least-role-text.js';
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

/**
 * Prints them as YAML with comments, or as JSON. 0, or 1 when no request of the user counts. Throws CLUSTER_NOT_RUNNING,
 * FILE_MISSING (audit log) and errors of a client that cannot read roles and bindings.
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
    ...roles.map((role) => leastRoleText(role, needed)),
    ...(withBindings ? bindings.map((binding) => stringify(binding)) : []),
  ];
  return `${documents.join('---\n')}${unusedText(unused)}`;
}

function unusedText(unused: readonly UnusedGrant[]): string {
  if (unused.length === 0) return '';
  const lines = unused.map(
    (grant) => `#   ${grant.role.kind} ${grant.role.name}, by ${boundBy(grant)}: ${unusedWords(grant)}\n`,
  );
  return `# Granted and never used (${count(unused.length, 'rule')}):\n${lines.join('')}`;
}
