/** Why a client may do something, or may not: the server's word, the way that allows it, or the link that is missing. */
import type { MissingLink } from '../inspect/missing-link.js';
import type { AccessQuestion, WaysToAccess } from '../inspect/why.js';
import { anonymousUser, parseServiceAccountUsername } from '../kube/user.js';
import { commandLine, quote } from '../request/shell.js';
import { type DrawnGrant, grantGraph, roleId, subjectId, subjectText } from './grant-graph.js';
import { type Graph, layOut } from './graph-layout.js';
import type { Tone, View } from './view.js';

/** What the view is made of. */
export interface WhyFacts {
  question: AccessQuestion;
  /** What the server answered to an access review; undefined when it lets this user ask nothing. */
  answer: { allowed: boolean; reason: string } | undefined;
  /** Undefined when nobody could read the roles and bindings; then `unread` says why. */
  found: WaysToAccess | undefined;
  unread?: string;
  missing: MissingLink | undefined;
}

const MOST = 8;
const tones: Record<string, Tone> = { allows: 'good', near: 'warn', other: 'quiet' };

/** Verdict, picture, every binding that reaches the user, and what would have to be added. */
export async function whyView({ question, answer, found, unread, missing }: WhyFacts): Promise<View> {
  const { user } = question;
  const { allowed, reason } = answer ?? { allowed: found?.allowed === true, reason: '' };
  const view: View = [
    {
      type: 'heading',
      text: `${user.username} ${allowed ? 'may' : 'may not'} ${actionWords(question)}`,
      tone: allowed ? 'good' : 'bad',
    },
    { type: 'badges', badges: [{ text: `groups ${user.groups.join(', ') || 'none'}` }] },
    ...(reason ? [{ type: 'text' as const, text: `the server says: ${reason}` }] : []),
    ...(answer
      ? []
      : [{ type: 'text' as const, text: 'The server lets this user ask nothing; the rules were read instead.' }]),
  ];
  if (!found) {
    view.push({ type: 'text', tone: 'warn', text: unread ?? 'The roles and bindings were not read.' });
    return view;
  }
  if (found.superuser) {
    view.push({ type: 'text', text: 'A member of system:masters may do everything; no rule is looked at.' });
    return view;
  }
  if (found.allowed !== allowed) {
    view.push({
      type: 'text',
      tone: 'warn',
      text: allowed
        ? 'No role or binding explains this: another authorizer than RBAC allows it.'
        : 'The roles and bindings would allow it: they were changed just now, or another authorizer refuses it.',
    });
  }
  const graph = whyGraph(question, found, allowed || user.username === anonymousUser ? undefined : missing);
  if (graph.nodes.length > 0) {
    view.push({
      type: 'picture',
      title: `${allowed ? 'What allows it' : 'What is missing'}: ${found.ways.map(({ grant, why }) => `${grant.binding.name}: ${why}`).join('; ') || 'no binding reaches this user'}`,
      picture: await layOut(graph),
    });
  }
  view.push({
    type: 'table',
    caption: 'Bindings that reach this user',
    columns: ['Binding', 'Of', 'Role', 'Where', 'What comes of it'],
    rows: found.ways.map(({ grant, outcome, why }) => [
      `${grant.binding.kind} ${grant.binding.name}`,
      subjectText(grant),
      `${grant.role.kind} ${grant.role.name}`,
      grant.namespace ?? 'everywhere',
      { text: why, tone: tones[outcome] ?? 'plain' },
    ]),
  });
  if (!allowed && user.username === anonymousUser) {
    const text = `missing: a credential. A rule for ${anonymousUser} would hold for everybody who can reach the server.`;
    view.push({ type: 'text', tone: 'bad', text });
  } else if (missing && !allowed) {
    view.push(
      { type: 'text', tone: 'bad', text: `missing: ${missing.text}` },
      {
        type: 'code',
        caption: 'what would add it',
        text: missing.commands.map((words) => commandLine(words.map(quote))).join('\n'),
      },
    );
  }
  return view;
}

function actionWords({ verb, resource, name, namespace }: AccessQuestion): string {
  const where = resource.startsWith('/') ? '' : namespace === undefined ? ' at the cluster scope' : ` in ${namespace}`;
  return `${verb} ${resource}${name ? ` ${name}` : ''}${where}`;
}

/** The ways that allow it; without one, those that come near, and the missing boxes. */
function whyGraph(question: AccessQuestion, { ways }: WaysToAccess, missing: MissingLink | undefined): Graph {
  const allowing = ways.filter(({ outcome }) => outcome === 'allows');
  const near = ways.filter(({ outcome }) => outcome === 'near');
  const drawn = (allowing.length ? allowing : near).slice(0, MOST).map(
    ({ grant, outcome, lacking, why }): DrawnGrant => ({
      grant,
      ...(outcome === 'allows' ? { mark: 'good' } : { lacking, why }),
    }),
  );
  const graph = grantGraph(drawn);
  if (!missing || missing.binding.exists) return graph;
  const { role, binding } = missing;
  const account = parseServiceAccountUsername(question.user.username);
  const who = account ? `ServiceAccount ${account.namespace}/${account.name}` : `User ${question.user.username}`;
  const [kind = '', ...rest] = who.split(' ');
  const ids = {
    subject: subjectId(who),
    binding: `missing ${binding.kind}`,
    role: roleId(role.kind, role.kind === 'Role' ? (question.namespace ?? '') : '', role.name),
  };
  const add = (id: string, column: number, lines: string[], mark?: 'bad'): void => {
    if (!graph.nodes.some((node) => node.id === id)) graph.nodes.push({ id, column, lines, mark });
  };
  add(ids.subject, 0, [rest.join(' '), kind]);
  add(ids.binding, 1, [binding.name, `${binding.kind}: missing`], 'bad');
  add(ids.role, 2, [role.name, role.exists ? role.kind : `${role.kind}: missing`], role.exists ? undefined : 'bad');
  graph.edges.push(
    { from: ids.subject, to: ids.binding, mark: 'bad' },
    { from: ids.binding, to: ids.role, mark: 'bad' },
  );
  return graph;
}
