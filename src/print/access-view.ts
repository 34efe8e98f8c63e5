/** Who may do what as a view: a table, and the same as a picture from subject over binding and role to rules. */
import { describeRule, type Grant } from '../inspect/access.js';
import { grantGraph, subjectText } from './grant-graph.js';
import { layOut } from './graph-layout.js';
import type { Block, View } from './view.js';

/** More grants than this are a tangle; the table still says all. */
const MOST = 16;

/**
 * Picture and table of grants; `question` completes the sentence "Who may …". With `folded`, what Kubernetes binds for its
 * own parts is kept below a fold: it is the same in every cluster, and much.
 */
export async function accessView(grants: readonly Grant[], question: string, folded: boolean): Promise<View> {
  const sorted = [...grants].sort((a, b) => rank(a) - rank(b));
  const shown = folded ? sorted.filter((grant) => !isBuiltIn(grant)) : sorted;
  const rest = folded ? sorted.filter(isBuiltIn) : [];
  const caption = `Who may ${question}`;
  const view: View = [];
  if (shown.length > 0) {
    const drawn = shown.slice(0, MOST);
    view.push({
      type: 'picture',
      title: `${caption}: ${drawn.map(sentence).join('; ')}`,
      picture: await layOut(grantGraph(drawn.map((grant) => ({ grant })))),
    });
    if (drawn.length < shown.length)
      view.push({ type: 'text', tone: 'quiet', text: `A picture shows ${MOST} of these ${shown.length} at most.` });
  }
  view.push(tableOf(caption, shown));
  if (shown.length === 0) {
    view.push({
      type: 'text',
      text: 'No binding says so: what no rule allows is refused. (Members of system:masters need none.)',
    });
  }
  if (rest.length > 0) {
    const summary = `${rest.length} more: what Kubernetes binds for its own parts (system:…)`;
    view.push(
      { type: 'text', tone: 'quiet', text: summary },
      { type: 'details', summary: 'Show these', blocks: [tableOf(`${caption}, of Kubernetes' own`, rest)] },
    );
  }
  return view;
}

function tableOf(caption: string, grants: readonly Grant[]): Block {
  return {
    type: 'table',
    caption,
    columns: ['Subject', 'Binding', 'Role', 'Where', 'Rules'],
    rows: grants.map((grant) => [
      subjectText(grant),
      `${grant.binding.kind} ${grant.binding.name}`,
      `${grant.role.kind} ${grant.role.name}`,
      grant.namespace ?? 'everywhere',
      rulesText(grant),
    ]),
  };
}

function isBuiltIn({ binding }: Grant): boolean {
  return binding.name.startsWith('system:') || binding.name.startsWith('kubeadm:');
}

/** What belongs to a namespace first, then what was bound everywhere, then Kubernetes' own. */
function rank(grant: Grant): number {
  if (isBuiltIn(grant)) return 2;
  return grant.namespace === undefined ? 1 : 0;
}

function rulesText({ rules }: Grant): string {
  if (rules === undefined) return 'the role is not among what was given, or does not exist';
  return rules.map(describeRule).join('\n') || 'none';
}

function sentence(grant: Grant): string {
  return `${subjectText(grant)} by ${grant.binding.name} has ${grant.role.name} ${grant.namespace ? `in ${grant.namespace}` : 'everywhere'}`;
}
