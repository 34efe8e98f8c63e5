/** The body of an answer as it is shown: a list as a table, a Status as its sentence, an object as YAML, in its length limited. */

import { yamlLibrary } from '../when-needed.js';
import { isList, tabulate } from './tabulate.js';
import { tabulateDiscovery } from './tabulate-discovery.js';
import type { View } from './view.js';

/** Lines of a body that are shown; the program has all of it in `exchange.body`. */
const LONGEST = 200;
/** Characters of a word in a body that are shown. */
const LONGEST_WORD = 160;

/** The beginning of an object in protobuf (Kubernetes API concepts, "Protobuf encoding"). */
const protobufMark = 'k8s\0';
const protobufText = 'The body is protobuf, which is no text: ask for application/json to read it.';

/**
 * The blocks for a body that may be shown; none for an empty one. `path` is that of the request; a sentence that was `told`
 * already is not told again.
 */
export function bodyBlocks(body: unknown, path: string, now: number, told?: string): View {
  if (body === undefined || body === '') return [];
  if (typeof body === 'string' && body.startsWith(protobufMark)) return [{ type: 'text', text: protobufText }];
  if (typeof body === 'string') return body.trim() === told ? [] : [{ type: 'code', text: cut(body) }];
  const failed = statusBlocks(body, told);
  if (failed) return failed;
  const discovery = tabulateDiscovery(body);
  if (discovery) return [discovery];
  return isList(body) ? [tabulate(body, path, now)] : [{ type: 'code', text: cut(yaml(shortened(body))) }];
}

interface Failed {
  status?: string;
  message?: string;
  reason?: string;
  details?: { causes?: { field?: string; message?: string; reason?: string }[] };
}

function statusBlocks(body: unknown, told: string | undefined): View | undefined {
  if (typeof body !== 'object' || body === null || !('kind' in body) || body.kind !== 'Status') return undefined;
  const status = body as Failed; // a Status of meta/v1
  if (status.status !== 'Failure') return undefined;
  const causes = (status.details?.causes ?? []).filter(
    // whose a field is stands in the sentence of the conflict too
    ({ field, reason }) => field && reason !== 'FieldManagerConflict',
  );
  const text = failureText(status);
  return [
    ...(text === told
      ? []
      : [{ type: 'text' as const, text, tone: told === undefined ? ('bad' as const) : ('plain' as const) }]),
    ...(causes.length > 1
      ? [
          {
            type: 'facts' as const,
            rows: causes.map(({ field = '', message = '' }) => ({ name: field, value: message })),
          },
        ]
      : []),
  ];
}

/** The reason and the sentence of a Status. */
export function failureText({ reason, message }: Pick<Failed, 'reason' | 'message'>): string {
  return reason && reason !== message ? `${reason}: ${message ?? ''}` : (message ?? '');
}

/** A value as YAML, without the bookkeeping of field owners that kubectl leaves out as well. */
export function yaml(value: unknown): string {
  return yamlLibrary()
    .stringify(value, (key, field) => (key === 'managedFields' ? undefined : field), {
      lineWidth: 0,
      aliasDuplicateObjects: false,
    })
    .trimEnd();
}

/** The value with its longest words cut: a certificate in base64 tells a reader nothing and hides the rest. */
export function shortened(value: unknown): unknown {
  if (typeof value === 'string') {
    const isLong = value.length > LONGEST_WORD && !/\s/.test(value);
    return isLong ? `${value.slice(0, 40)}… (${value.length} characters)` : value;
  }
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, shortened(field)]));
}

/** The text with no more lines than are shown. */
export function cut(text: string): string {
  const lines = text.split('\n');
  if (lines.length <= LONGEST) return text;
  return [...lines.slice(0, LONGEST), `… ${lines.length - LONGEST} more lines; all of it is in exchange.body`].join(
    '\n',
  );
}
