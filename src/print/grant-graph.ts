/** Grants as a graph: subject, binding, role, rules. */
import { describeRule, type Grant } from '../inspect/access.js';
import type { Subject } from '../kube/rbac.js';
import type { Graph } from './graph-layout.js';
import type { Mark } from './picture.js';

/** A grant, and what is to be seen of it at once. */
export interface DrawnGrant {
  grant: Grant;
  /** `good` for a way that allows what was asked. */
  mark?: Mark | undefined;
  /** Where the way ends. */
  lacking?: 'binding' | 'role' | 'rules' | undefined;
  /** What is lacking there, in words. */
  why?: string;
}

/** Rules of a role that its box names. */
const MOST_RULES = 6;

/** The graph of these grants; what several of them share is there once. */
export function grantGraph(drawn: readonly DrawnGrant[]): Graph {
  const nodes = new Map<string, Graph['nodes'][number]>();
  const edges = new Map<string, Graph['edges'][number]>();
  const node = (id: string, column: number, lines: string[], mark: Mark | undefined): string => {
    const known = nodes.get(id);
    nodes.set(id, { id, column, lines, mark: stronger(known?.mark, mark) });
    return id;
  };
  const edge = (from: string, to: string, mark: Mark | undefined): void => {
    const key = JSON.stringify([from, to]);
    edges.set(key, { from, to, mark: stronger(edges.get(key)?.mark, mark) });
  };
  for (const { grant, mark, lacking, why } of drawn) {
    const { binding, role, namespace, rules } = grant;
    const markOf = (part: DrawnGrant['lacking']): Mark | undefined => (part === lacking ? 'bad' : mark);
    const fault = (part: DrawnGrant['lacking']): string[] => (part === lacking && why ? [`✗ ${why}`] : []);
    const name = subjectText(grant);
    const [kind = '', ...rest] = name.split(' ');
    const home = role.kind === 'Role' ? (namespace ?? '') : '';
    const subject = node(subjectId(name), 0, [rest.join(' '), kind], mark);
    const bound = node(
      `binding ${binding.kind} ${namespace ?? ''} ${binding.name}`,
      1,
      [binding.name, binding.kind, namespace ? `in ${namespace}` : 'everywhere', ...fault('binding')],
      markOf('binding'),
    );
    const roleNode = node(
      roleId(role.kind, home, role.name),
      2,
      [role.name, rules === undefined ? `${role.kind}: not there` : role.kind],
      markOf('role'),
    );
    edge(subject, bound, mark);
    edge(bound, roleNode, mark);
    if (rules === undefined) continue;
    const lines = rules.map(describeRule);
    const shown =
      lines.length > MOST_RULES
        ? [...lines.slice(0, MOST_RULES - 1), `and ${lines.length - MOST_RULES + 1} more`]
        : lines;
    const ruleNode = node(
      `rules ${role.kind} ${home} ${role.name}`,
      3,
      [...(shown.length ? shown : ['no rule']), ...fault('rules')],
      markOf('rules'),
    );
    edge(roleNode, ruleNode, mark);
  }
  return { columns: ['Subject', 'Binding', 'Role', 'Rules'], nodes: [...nodes.values()], edges: [...edges.values()] };
}

/** The id of a subject's box. */
export function subjectId(text: string): string {
  return `subject ${text}`;
}

/** The id of a role's box; `home` is the namespace of a Role. */
export function roleId(kind: string, home: string, name: string): string {
  return `role ${kind} ${home} ${name}`;
}

/** `User jane`, `Group dev`, `ServiceAccount lab/robot`. */
export function subjectText({ subject, binding }: Pick<Grant, 'subject' | 'binding'>): string {
  return subjectName(subject, binding.namespace);
}

function subjectName(subject: Subject, namespace: string | undefined): string {
  if (subject.kind !== 'ServiceAccount') return `${subject.kind} ${subject.name}`;
  return `ServiceAccount ${subject.namespace ?? namespace ?? ''}/${subject.name}`;
}

// a part that one way needs and another lacks is there
function stronger(a: Mark | undefined, b: Mark | undefined): Mark | undefined {
  if (a === 'good' || b === 'good') return 'good';
  return a ?? b;
}
