/** A binding with its rules and its subjects. */
import { describeRule } from '../inspect/access.js';
import type { RoleGrants } from '../inspect/role-grants.js';
import { subjectText } from './grant-chains.js';
import type { View } from './view.js';

const missing = 'The role is not there (then the binding gives nothing), or it may not be read here.';

/** The view of a role's grants by one binding. */
export function bindingView({ role, rules, bindings }: RoleGrants): View {
  const subjects = bindings.flatMap(({ binding, subjects }) =>
    subjects.map((subject) => subjectText({ subject, binding })),
  );
  return [
    {
      type: 'facts',
      rows: [
        { name: 'gives', value: `${role.kind} ${role.name}` },
        { name: 'to', value: subjects.join(', ') || 'nobody' },
      ],
    },
    rules && rules.length > 0
      ? { type: 'facts', caption: 'Rules', rows: rules.map((rule, at) => ruleRow(describeRule(rule), at)) }
      : {
          type: 'text',
          tone: 'bad',
          text: rules ? 'The role has no rules, so the binding gives nothing.' : missing,
        },
  ];
}

/** Verbs and resources. */
function ruleRow(text: string, at: number): { name: string; value: string } {
  const [, verbs = `rule ${at + 1}`, rest = text] = /^(.*?): (.*)$/s.exec(text) ?? [];
  return { name: verbs, value: rest };
}
