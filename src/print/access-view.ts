/** Who may do what as a view: a table, and the same as a picture from subject over binding and role to rules. */
import { describeRule, type Grant } from '../inspect/access.js';
import type { Subject } from '../kube/rbac.js';
import type { Picture, PictureNode, View } from './view.js';

/** More boxes than this are a tangle; the table still says all. */
const MOST = 24;

/** Table and picture of grants. */
export function accessView(grants: readonly Grant[], question: string): View {
  const rows = grants.map((grant) => [
    subjectText(grant),
    `${grant.binding.kind} ${grant.binding.name}`,
    `${grant.role.kind} ${grant.role.name}`,
    grant.namespace ?? 'everywhere',
    rulesText(grant),
  ]);
  const view: View = [
    { type: 'table', caption: `Who may ${question}`, columns: ['Subject', 'Binding', 'Role', 'Where', 'Rules'], rows },
  ];
  if (grants.length === 0) {
    view.push({
      type: 'text',
      text: 'No binding says so: what no rule allows is refused. (Members of system:masters need none.)',
    });
  } else {
    const drawn = grants.slice(0, MOST);
    view.push({
      type: 'picture',
      title: `Who may ${question}: ${drawn.map(sentence).join('; ')}`,
      picture: pictureOf(drawn),
    });
    if (grants.length > MOST)
      view.push({ type: 'text', tone: 'quiet', text: `The picture shows the first ${MOST} of ${grants.length}.` });
  }
  return view;
}

function subjectText({ subject, binding }: Grant): string {
  return subjectName(subject, binding.namespace);
}

function subjectName(subject: Subject, namespace: string | undefined): string {
  if (subject.kind !== 'ServiceAccount') return `${subject.kind} ${subject.name}`;
  return `ServiceAccount ${subject.namespace ?? namespace ?? ''}/${subject.name}`;
}

function rulesText({ rules }: Grant): string {
  if (rules === undefined) return 'the role is not among what was given, or does not exist';
  return rules.map(describeRule).join('\n') || 'none';
}

function sentence(grant: Grant): string {
  return `${subjectText(grant)} by ${grant.binding.name} has ${grant.role.name} ${grant.namespace ? `in ${grant.namespace}` : 'everywhere'}`;
}

function pictureOf(grants: readonly Grant[]): Picture {
  const nodes = new Map<string, PictureNode>();
  const edges = new Map<string, { from: string; to: string }>();
  const node = (id: string, column: number, lines: string[]): string => {
    if (!nodes.has(id)) nodes.set(id, { id, column, lines });
    return id;
  };
  const edge = (from: string, to: string): void => {
    edges.set(`${from} ${to}`, { from, to });
  };
  for (const grant of grants) {
    const { binding, role, namespace, rules } = grant;
    const name = subjectText(grant);
    const [kind = '', ...rest] = name.split(' ');
    const subject = node(`s ${name}`, 0, [rest.join(' '), kind]);
    const bound = node(`b ${binding.kind} ${namespace ?? ''} ${binding.name}`, 1, [
      binding.name,
      binding.kind,
      namespace ? `in ${namespace}` : 'everywhere',
    ]);
    const ruleHome = role.kind === 'Role' ? (namespace ?? '') : '';
    const roleNode = node(`r ${role.kind} ${ruleHome} ${role.name}`, 2, [role.name, role.kind]);
    const lines = rules === undefined ? ['(role not found)'] : rules.map(describeRule);
    const shown = lines.length > 6 ? [...lines.slice(0, 5), `and ${lines.length - 5} more`] : lines;
    const ruleNode = node(`p ${role.kind} ${ruleHome} ${role.name}`, 3, shown.length ? shown : ['no rule']);
    edge(subject, bound);
    edge(bound, roleNode);
    edge(roleNode, ruleNode);
  }
  return { columns: ['Subject', 'Binding', 'Role', 'Rules'], nodes: [...nodes.values()], edges: [...edges.values()] };
}
