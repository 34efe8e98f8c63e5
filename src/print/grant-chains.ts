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

/** A role; one that allows everything is marked. */
export function roleBox(role: Grant['role'], rules: PolicyRule[] | undefined, shorten: Shorten): ChainBox {
  const box = { kind: role.kind, name: shorten(role.name), full: role.name };
  if (rules === undefined) return { ...box, mark: 'gap', word: 'not there, or not among what was given' };
  return allowsEverything(rules) ? { ...box, mark: 'wide', word: 'allows everything' } : box;
}

function rulesStep(rules: readonly PolicyRule[], most: number): Step {
  const { drawn, rest, more } = ruleLines(rules, most);
  return {
    boxes: [{ ...ruleBox(drawn), mark: allowsEverything(rules) ? 'wide' : undefined }],
    more: rest.length ? { summary: more, lines: rest } : undefined,
  };
}

/** Rules in words: the first of them, the others, and how many these are. A rule that allows everything comes first. */
export function ruleLines(
  rules: readonly PolicyRule[],
  most: number = MOST_RULES,
): { drawn: string[]; rest: string[]; more: string } {
  const sorted = [...rules].sort((a, b) => Number(allowsEverything([b])) - Number(allowsEverything([a])));
  const lines = sorted.map(describeRule);
  const drawn = lines.length > most + 1 ? lines.slice(0, most) : lines;
  const rest = lines.slice(drawn.length);
  return { drawn, rest, more: `and ${rest.length} more rules` };
}

/** Rules in words, one below the other. */
export function ruleBox([first = 'no rule', ...others]: readonly string[]): ChainBox {
  return { name: first, notes: others };
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
