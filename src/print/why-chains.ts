/** The `show.why` answer as chains: allowing grants, or the gap where a binding is missing and the bindings that come near. */
import { describeRule } from '../inspect/access.js';
import type { MissingLink } from '../inspect/missing-link.js';
import { type AccessQuestion, attributesOf, type Way, type WaysToAccess } from '../inspect/why.js';
import type { PolicyRule } from '../kube/rbac.js';
import { parseServiceAccountUsername } from '../kube/user.js';
import type { Chain, ChainBox, Step } from './chains.js';
import { bindingBox, MOST_RESOURCES, placeOf, roleBox, type Shorten, subjectBox } from './grant-chains.js';
import { shortNames } from './short-name.js';

/** Chains that are drawn. */
const MOST = 6;

/** The chains that decide, and which ways they stand for. */
export function whyChains(
  question: AccessQuestion,
  { ways }: WaysToAccess,
  missing: MissingLink | undefined,
): { chains: Chain[]; drawn: Set<Way> } {
  const allowing = ways.filter(({ outcome }) => outcome === 'allows');
  const drawn = (allowing.length ? allowing : ways.filter(({ outcome }) => outcome === 'near')).slice(0, MOST);
  const shorten = shortNames([
    question.user.username,
    ...drawn.flatMap(({ grant: { subject, binding, role } }) => [
      subjectBox(subject, binding.namespace, (name) => name).name,
      binding.name,
      role.name,
    ]),
  ]);
  const gap = missing && !missing.binding.exists ? [gapChain(question, missing, shorten)] : [];
  return { chains: [...gap, ...drawn.map((way) => wayChain(way, question, shorten))], drawn: new Set(drawn) };
}

function wayChain({ grant, outcome, lacking, rule, why }: Way, question: AccessQuestion, shorten: Shorten): Chain {
  const { subject, binding, role, rules } = grant;
  const ruled = rule ? ruleBox(rule, question) : undefined;
  const decides: ChainBox | undefined =
    ruled && outcome === 'allows'
      ? { ...ruled, mark: 'good', word: 'allows it' }
      : ruled && lacking === 'rules'
        ? { ...ruled, mark: 'bad', word: why }
        : ruled;
  const bound = bindingBox(binding, shorten);
  return {
    ways: [
      [
        step(subjectBox(subject, binding.namespace, shorten)),
        step(lacking === 'binding' ? { ...bound, mark: 'bad', word: why } : bound),
      ],
    ],
    ends: [step(roleBox(role, rules, shorten)), ...(decides ? [step(decides)] : [])],
  };
}

/** The binding that is not there, where it would be, and the role if that is missing too. */
function gapChain(question: AccessQuestion, { role, binding, rule }: MissingLink, shorten: Shorten): Chain {
  const { user, namespace } = question;
  const account = parseServiceAccountUsername(user.username);
  const subject = account
    ? { kind: 'ServiceAccount', name: account.name, namespace: account.namespace }
    : { kind: 'User', name: user.username };
  const place = placeOf({ ...binding, namespace: binding.kind === 'RoleBinding' ? namespace : undefined });
  const gap = (kind: string, what: string, name: string, where: string): ChainBox => ({
    name: what,
    notes: [`${kind} ${shorten(name)}${where} would be here`],
    mark: 'gap',
  });
  return {
    ways: [
      [step(subjectBox(subject, undefined, shorten)), step(gap(binding.kind, 'no binding', binding.name, ` ${place}`))],
    ],
    ends: [
      step(
        role.exists
          ? { kind: role.kind, name: shorten(role.name), full: role.name }
          : gap(role.kind, 'no role', role.name, ''),
      ),
      step({
        ...ruleBox(rule, question),
        mark: role.exists ? undefined : 'gap',
        word: role.exists ? undefined : 'missing',
      }),
    ],
  };
}

const step = (box: ChainBox): Step => ({ boxes: [box] });

/** One rule, the asked resource first. */
function ruleBox(rule: PolicyRule, question: AccessQuestion): ChainBox {
  const { resource, subresource, path } = attributesOf(question);
  const first = path || (subresource ? `${resource}/${subresource}` : resource);
  return { name: describeRule(rule, { most: MOST_RESOURCES, first }), full: describeRule(rule) };
}
