/** A view of access rights: chains from subject over binding and role to rules, each role once. */
import { count } from '../count.js';
import { allowsEverything, type Grant } from '../inspect/access.js';
import { grantsByRole, type RoleGrants } from '../inspect/role-grants.js';
import { chainColumns, placeOf, roleChain, rulesText, shortenerOf, subjectText } from './grant-chains.js';
import type { Block, View } from './view.js';

/** Roles that are drawn, beside those that allow everything; the others are rows of a table below a fold. */
const MOST = 12;
/** With more roles than this, less of each is drawn. */
const MANY = 6;

/**
 * The chains of grants; `question` completes the sentence "Who may …". With `folded`, Kubernetes' own bindings are kept
 * below a fold: they are the same in every cluster, and many.
 */
export function accessView(grants: readonly Grant[], question: string, folded: boolean): View {
  const sorted = [...grants].sort((a, b) => rank(a) - rank(b));
  const shown = grantsByRole(folded ? sorted.filter((grant) => !isBuiltIn(grant)) : sorted);
  shown.sort((a, b) => roleRank(a) - roleRank(b));
  const builtIn = folded ? sorted.filter(isBuiltIn) : [];
  const isDrawn = ({ rules }: RoleGrants, index: number): boolean => index < MOST || allowsEverything(rules);
  const drawn = shown.length > MOST + 2 ? shown.filter(isDrawn).slice(0, 2 * MOST) : shown;
  const rest = shown.filter((role) => !drawn.includes(role));
  const caption = `Who may ${question}`;
  const view: View = [];
  if (drawn.length > 0) {
    const shorten = shortenerOf(shown);
    const chains = drawn.map((role) => roleChain(role, shorten, drawn.length > MANY));
    view.push({
      type: 'chains',
      chains: { caption: `${caption}: ${countsOf(shown)}`, columns: chainColumns, chains },
    });
  } else {
    view.push(
      { type: 'table', caption, columns: chainColumns, rows: [] },
      {
        type: 'text',
        text: 'No binding says so: what no rule allows is refused. (Members of system:masters need none.)',
      },
    );
  }
  if (rest.length > 0) {
    view.push(
      {
        type: 'text',
        tone: 'quiet',
        text: `${rest.length} more roles. Fewer are shown when you name a { user }, a { namespace }, or a { verb } and a { resource }.`,
      },
      { type: 'details', summary: 'Show these roles', blocks: [tableOf(`${caption}, the other roles`, rest)] },
    );
  }
  if (builtIn.length > 0) {
    const roles = grantsByRole(builtIn);
    view.push(
      { type: 'text', tone: 'quiet', text: `${roles.length} more: what Kubernetes binds for its own parts (system:…)` },
      { type: 'details', summary: 'Show these', blocks: [tableOf(`${caption}, of Kubernetes' own`, roles)] },
    );
  }
  return view;
}

function countsOf(roles: readonly RoleGrants[]): string {
  const bindings = roles.reduce((sum, role) => sum + role.bindings.length, 0);
  return `${count(roles.length, 'role')}, ${count(bindings, 'binding')}`;
}

function tableOf(caption: string, roles: readonly RoleGrants[]): Block {
  return {
    type: 'table',
    caption,
    columns: chainColumns,
    rows: roles.map(({ role, rules, bindings }) => [
      bindings
        .flatMap(({ binding, subjects }) => subjects.map((subject) => subjectText({ subject, binding })))
        .join('\n'),
      bindings.map(({ binding }) => `${binding.kind} ${binding.name} ${placeOf(binding)}`).join('\n'),
      `${role.kind} ${role.name}`,
      rules ? rulesText(rules) : 'the role is not there, or not among what was given',
    ]),
  };
}

function isBuiltIn({ binding }: Grant): boolean {
  return binding.name.startsWith('system:') || binding.name.startsWith('kubeadm:');
}

/** Grants of a namespace first, then those bound everywhere, then Kubernetes' own. */
function rank(grant: Grant): number {
  if (isBuiltIn(grant)) return 2;
  return grant.namespace === undefined ? 1 : 0;
}

/** Ranks roles by the first binding of each; a role that allows everything comes before its likes. */
function roleRank({ bindings: [first], rules }: RoleGrants): number {
  return (first?.binding.namespace === undefined ? 2 : 0) + (allowsEverything(rules) ? 0 : 1);
}
