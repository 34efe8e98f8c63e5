/** A rubric as learners get it. */
import { parse, stringify } from 'yaml';

/** The text of a rubric without its hidden checks and deductions, and without comments and entries that refer to them. */
export function releasedRubric(text: string): string {
  // the text has been parsed by parseRubric before
  const rubric = parse(text) as { checks?: RawCheck[]; deductions?: RawCheck[] };
  const shown = (list: readonly RawCheck[] = []): RawCheck[] =>
    list.filter(({ visibility }) => visibility !== 'hidden');
  const checks = shown(rubric.checks);
  const ids = checks.map(({ id }) => id);
  const deductions = shown(rubric.deductions);
  return stringify({
    ...rubric,
    checks: checks.map(({ requires, follows, instead, ...check }) => {
      const kept = (names: string | string[] = []): string[] => [names].flat().filter((id) => ids.includes(id));
      const [required, followed] = [kept(requires), kept(follows)];
      return {
        ...check,
        ...(required.length > 0 ? { requires: required } : {}),
        ...(followed.length > 0 ? { follows: followed, ...(instead === undefined ? {} : { instead }) } : {}),
      };
    }),
    deductions: deductions.length > 0 ? deductions : undefined,
  });
}

interface RawCheck {
  id: string;
  visibility?: string;
  requires?: string | string[];
  follows?: string | string[];
  instead?: unknown;
}
