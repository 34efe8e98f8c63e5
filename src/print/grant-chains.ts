/** Grants as chains of boxes: subjects, binding, role, rules; used by `show.access` and `show.why`. */
import { allowsEverything, describeRule, type Grant } from '../inspect/access.js';
import type { BoundSubjects, RoleGrants } from '../inspect/role-grants.js';
import type { PolicyRule, Subject } from '../kube/rbac.js';
import type { Chain, ChainBox, Step } from './chains.js';
import { shortNames } from './short-name.js';

/** The words above the columns. */
export const chainColumns: string[] = ['Subject', 'Binding', 'Role', 'Rules'];

/** Subjects of a binding, bindings of a role and rules of a role that are drawn; the others are folded. */
const MOST_SUBJECTS = 3;
const MOST_BINDINGS = 3;
const MOST_RULES = 3;

/** Gives each name its short form; see {@link shortNames}. */
export type Shorten = (name: string) => string;

/** The short forms of all names in these grants. */
export function shortenerOf(roles: readonly RoleGrants[]): Shorten {
  return shortNames(
    roles.flatMap(({ role, bindings }) => [
      role.name,
      ...bindings.flatMap(({ binding, subjects }) => [
        binding.name,
        ...subjects.map((subject) => subjectName(subject, binding.namespace)),
      ]),
    ]),
  );
}

/** A role with its rules, and the bindings that give it; with `brief` one binding and one rule are drawn. */
export function roleChain({ role, rules, bindings }: RoleGrants, shorten: Shorten, brief: boolean): Chain {
  const most = brief ? 1 : MOST_BINDINGS;
  const drawn = bindings.length > most + 1 ? bindings.slice(0, most) : bindings;
  const rest = bindings.slice(drawn.length);
  const box = roleBox(role, rules, shorten);
  return {
    ways: drawn.map((bound) => [subjectStep(bound, shorten), { boxes: [bindingBox(bound.binding, shorten)] }]),
    ends: [
      { boxes: [rest.length ? { ...box, notes: [`${bindings.length} bindings`] } : box] },
      ...(rules ? [rulesStep(rules, brief ? 1 : MOST_RULES)] : []),
    ],
    rest: rest.length
      ? {
          summary: `${rest.length} more bindings of ${role.name}`,
          lines: rest.map(({ binding, subjects }) => {
            const names = subjects.map((subject) => subjectText({ subject, binding }));
            return `${names.join(', ')}, by ${binding.kind} ${binding.name} ${placeOf(binding)}`;
          }),
        }
      : undefined,
  };
}

/** The subjects of a binding. */
function subjectStep({ binding, subjects }: BoundSubjects, shorten: Shorten): Step {
  const drawn = subjects.length > MOST_SUBJECTS + 1 ? subjects.slice(0, MOST_SUBJECTS) : subjects;
  const rest = subjects.slice(drawn.length);
  return {
    boxes: drawn.map((subject) => subjectBox(subject, binding.namespace, shorten)),
    more: rest.length
      ? {
          summary: `and ${rest.length} more subjects`,
          lines: rest.map((subject) => subjectText({ subject, binding })),
        }
      : undefined,
  };
}

/** One subject; an account without a namespace is one of `namespace`. */
export function subjectBox(subject: Subject, namespace: string | undefined, shorten: Shorten): ChainBox {
  const full = subjectName(subject, namespace);
  return { kind: subject.kind, name: shorten(full), full };
}

/** A binding, and where it holds. */
export function bindingBox(binding: Grant['binding'], shorten: Shorten): ChainBox {
  const { kind, name } = binding;
  return { kind, name: shorten(name), full: name, place: placeOf(binding) };
}

/** A role, marked when it allows everything. */
export function roleBox(role: Grant['role'], rules: PolicyRule[] | undefined, shorten: Shorten): ChainBox {
  const box = { kind: role.kind, name: shorten(role.name), full: role.name };
  if (rules === undefined) return { ...box, mark: 'gap', word: 'not there, or not among what was given' };
  return allowsEverything(rules) ? { ...box, mark: 'wide', word: 'allows everything' } : box;
}

/** Resources of a rule that are named. */
export const MOST_RESOURCES = 4;

// the first rules in short, and below a fold what that leaves out
function rulesStep(rules: readonly PolicyRule[], most: number): Step {
  const { drawn, rest } = sortedRules(rules, most);
  const short = drawn.map((rule) => describeRule(rule, { most: MOST_RESOURCES }));
  const cut = drawn.map((rule) => describeRule(rule)).filter((text) => !short.includes(text));
  const [name = 'no rule', ...notes] = short;
  return {
    boxes: [{ name, notes, mark: allowsEverything(rules) ? 'wide' : undefined }],
    more:
      cut.length + rest.length > 0
        ? {
            summary: rest.length ? moreRules(rest) : 'in full',
            lines: [...cut, ...rest.map((rule) => describeRule(rule))],
          }
        : undefined,
  };
}

/** Rules in words, one on a line; the first few, and how many more there are. */
export function rulesText(rules: readonly PolicyRule[]): string {
  const { drawn, rest } = sortedRules(rules, MOST_RULES);
  const lines = [...drawn.map((rule) => describeRule(rule)), ...(rest.length ? [moreRules(rest)] : [])];
  return lines.join('\n') || 'none';
}

const moreRules = ({ length }: readonly PolicyRule[]): string => `and ${length} more rules`;

/** First rules and the rest; a rule that allows everything comes first. */
function sortedRules(rules: readonly PolicyRule[], most: number): { drawn: PolicyRule[]; rest: PolicyRule[] } {
  const sorted = [...rules].sort((a, b) => Number(allowsEverything([b])) - Number(allowsEverything([a])));
  const drawn = sorted.length > most + 1 ? sorted.slice(0, most) : sorted;
  return { drawn, rest: sorted.slice(drawn.length) };
}

/** `in lab`, or `everywhere`. */
export function placeOf({ namespace }: Grant['binding']): string {
  return namespace === undefined ? 'everywhere' : `in ${namespace}`;
}

/** `User jane`, `Group dev`, `ServiceAccount lab/robot`. */
export function subjectText({ subject, binding }: Pick<Grant, 'subject' | 'binding'>): string {
  return `${subject.kind} ${subjectName(subject, binding.namespace)}`;
}

function subjectName(subject: Subject, namespace: string | undefined): string {
  if (subject.kind !== 'ServiceAccount') return subject.name;
  return `${subject.namespace ?? namespace ?? ''}/${subject.name}`;
}
