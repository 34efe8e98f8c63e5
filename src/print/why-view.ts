/** Why a client may do something, or may not: the server's word, the way that allows it, or the link that is missing. */
import type { MissingLink } from '../inspect/missing-link.js';
import type { AccessQuestion, Way, WaysToAccess } from '../inspect/why.js';
import { quote } from '../kube/shell-word.js';
import { anonymousUser } from '../kube/user.js';
import { commandLine } from '../request/shell.js';
import { placeOf, subjectText } from './grant-chains.js';
import type { Block, Tone, View } from './view.js';
import { whyChains } from './why-chains.js';

/** The inputs of the view. */
export interface WhyFacts {
  question: AccessQuestion;
  /** The server's answer to an access review; undefined when it lets this user ask nothing. */
  answer: { allowed: boolean; reason: string } | undefined;
  /** Undefined when the roles and bindings were unreadable; then `unread` says why. */
  found: WaysToAccess | undefined;
  unread?: string;
  missing: MissingLink | undefined;
}

/** Other bindings whose names a sentence lists. */
const MOST_NAMES = 5;
const tones: Record<Way['outcome'], Tone> = { allows: 'good', near: 'warn', other: 'quiet' };

/**
 * Verdict, the gap, the chains that allow it or come near, the other bindings, and the commands that would allow it.
 */
export function whyView({ question, answer, found, unread, missing }: WhyFacts): View {
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
  const needed = allowed || user.username === anonymousUser ? undefined : missing;
  if (!allowed && user.username === anonymousUser) {
    const text = `missing: a credential. A rule for ${anonymousUser} would hold for everybody who can reach the server.`;
    view.push({ type: 'text', tone: 'bad', text });
  } else if (needed) view.push({ type: 'text', tone: 'bad', text: `missing: ${needed.text}` });
  const { chains, drawn } = whyChains(question, found, needed);
  if (chains.length > 0) {
    const caption = found.allowed
      ? 'What allows it'
      : needed
        ? 'What is missing, and what comes near'
        : 'What comes near';
    view.push({
      type: 'chains',
      chains: {
        caption,
        columns: ['Subject', 'Binding', 'Role', 'Rule'],
        chains,
      },
    });
  }
  view.push(
    ...otherBindings(
      found.ways.filter((way) => !drawn.has(way)),
      found.ways.length,
    ),
  );
  if (needed) {
    view.push({
      type: 'code',
      caption: 'what would add it',
      text: needed.commands.map((words) => commandLine(words.map(quote))).join('\n'),
    });
  }
  return view;
}

/** The bindings that reach the user and are not drawn: a sentence, and a table below a fold. */
function otherBindings(ways: readonly Way[], all: number): Block[] {
  if (all === 0) return [{ type: 'text', tone: 'quiet', text: 'No binding reaches this user.' }];
  if (ways.length === 0) return [];
  const names = [...new Set(ways.map(({ grant }) => grant.binding.name))];
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  const count = `${names.length} other binding${names.length === 1 ? ' reaches' : 's reach'} this user`;
  return [
    { type: 'text', tone: 'quiet', text: `${count}: ${names.slice(0, MOST_NAMES).join(', ')}${more}.` },
    {
      type: 'details',
      summary: 'Show what comes of them',
      blocks: [
        {
          type: 'table',
          caption: 'Other bindings that reach this user',
          columns: ['Binding', 'Of', 'Role', 'What comes of it'],
          rows: ways.map(({ grant, outcome, why }) => [
            `${grant.binding.kind} ${grant.binding.name} ${placeOf(grant.binding)}`,
            subjectText(grant),
            `${grant.role.kind} ${grant.role.name}`,
            { text: why, tone: tones[outcome] },
          ]),
        },
      ],
    },
  ];
}

function actionWords({ verb, resource, name, namespace }: AccessQuestion): string {
  const where = resource.startsWith('/') ? '' : namespace === undefined ? ' at the cluster scope' : ` in ${namespace}`;
  return `${verb} ${resource}${name ? ` ${name}` : ''}${where}`;
}
