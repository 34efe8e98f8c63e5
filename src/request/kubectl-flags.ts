/** The flags of kubectl for the parts of a request beside its object: parameters of the URL, and DeleteOptions of a body. */
import { quote } from '../kube/shell-word.js';
import { isRecord } from './loose.js';

/** A flag with its value, quoted; none without a value. */
export function option(flag: string, value: string | null | undefined, glue = ' '): string[] {
  if (!value) return [];
  return glue === ' ' ? [flag, quote(value)] : [`${flag}${glue}${quote(value)}`];
}

/** The flags of a write: the dry run and the field manager. */
export function writeFlags(query: URLSearchParams): string[] {
  return [...dryRun(query.getAll('dryRun')), ...option('--field-manager', query.get('fieldManager'), '=')];
}

/** The flags of a write that sends an object: also the check for unknown fields. */
export function objectFlags(query: URLSearchParams): string[] {
  return [...writeFlags(query), ...option('--validate', query.get('fieldValidation')?.toLowerCase(), '=')];
}

/** The flags of a deletion. The server takes its options from the body when there is one, else from the URL. */
export function deleteFlags(query: URLSearchParams, body: unknown): string[] {
  const said = isRecord(body) ? body : undefined;
  const { propagationPolicy, gracePeriodSeconds } = said ?? Object.fromEntries(query);
  const tried = said ? [said.dryRun].flat() : query.getAll('dryRun');
  const grace = gracePeriodSeconds === undefined ? '' : String(gracePeriodSeconds);
  return [
    ...dryRun(tried),
    ...option('--cascade', propagationPolicy === undefined ? '' : String(propagationPolicy).toLowerCase(), '='),
    ...option('--grace-period', grace, '='),
    // of 0 kubectl makes 1 without it
    ...(grace === '0' ? ['--force'] : []),
  ];
}

/** The flags of `kubectl logs`. */
export function logFlags(query: URLSearchParams): string[] {
  const flag = (name: string, word: string): string[] => (query.get(name) === 'true' ? [word] : []);
  const since = query.get('sinceSeconds');
  return [
    ...option('-c', query.get('container')),
    ...flag('follow', '-f'),
    ...flag('previous', '--previous'),
    ...flag('timestamps', '--timestamps'),
    ...option('--tail', query.get('tailLines'), '='),
    ...option('--since', since && `${since}s`, '='),
    ...option('--since-time', query.get('sinceTime'), '='),
    ...option('--limit-bytes', query.get('limitBytes'), '='),
  ];
}

function dryRun(values: readonly unknown[]): string[] {
  return values.includes('All') ? ['--dry-run=server'] : [];
}
