/**
 * Evidence without secrets. A verdict from it is that from the whole evidence, or is known not to be: each place where
 * something was cut out is noted, and a judge that reads one of them is noticed.
 */
import { oneLine } from '../../escape.js';
import type { Evidence } from '../../grader/evidence.js';
import type { AuditEvent } from '../../kube/audit-event.js';
import type { KubeObject } from '../../kube/object.js';
import { redactText } from '../../redact-text.js';
import { redactBody } from '../../request/redact.js';

/** The place of a text in the evidence: `['audit', 3, 'requestObject', 'data', 'key']`. */
export type EvidencePath = readonly (string | number)[];

/** Cuts secrets out of parts of the evidence, and notes where. */
export interface Cleaner {
  /** The places where something was cut out so far. */
  cut: EvidencePath[];
  /** The event without tokens, keys and the data of Secrets; `at` is its place in the evidence. */
  event(event: AuditEvent, at: EvidencePath): unknown;
  object(object: KubeObject, at: EvidencePath): unknown;
  /** Plain data without tokens and keys. */
  data(data: unknown, at: EvidencePath): unknown;
}

/** A cleaner that also applies `anonymise` to each text. */
export function evidenceCleaner(anonymise: (text: string) => string): Cleaner {
  const cut: EvidencePath[] = [];
  /** `whole` with the texts of `clean`, which has its shape; the order of fields is that of `whole`, as verdicts quote it. */
  const merge = (whole: unknown, clean: unknown, at: EvidencePath): unknown => {
    if (typeof whole === 'string') {
      // nothing is hidden in an empty text, and a verdict may ask whether it is there
      const text = whole === '' ? '' : anonymise(redactText(typeof clean === 'string' ? clean : whole));
      if (text !== whole) cut.push(at);
      return text;
    }
    if (Array.isArray(whole)) {
      const list = Array.isArray(clean) ? clean : whole;
      return whole.map((item, index) => merge(item, list[index], [...at, index]));
    }
    if (typeof whole !== 'object' || whole === null) return whole;
    const fields: object = typeof clean === 'object' && clean !== null ? clean : whole;
    const cleanFields = new Map(Object.entries(fields));
    return Object.fromEntries(
      Object.entries(whole).map(([key, value]) => [key, merge(value, cleanFields.get(key), [...at, key])]),
    );
  };
  return {
    cut,
    event(event, at) {
      const { requestObject, responseObject, objectRef } = event;
      const clean = {
        ...event,
        requestObject: redactBody(requestObject, objectRef?.resource),
        responseObject: redactBody(responseObject, objectRef?.resource),
      };
      return merge(event, clean, at);
    },
    object: (object, at) => merge(object, redactBody(object), at),
    data: (data, at) => merge(data, data, at),
  };
}

/** Evidence that notices which of its cut places were read. */
export interface WatchedEvidence {
  evidence: Evidence;
  /** The first place with something cut out that was read so far, such as `audit.3.requestObject.data.key`. */
  lookedAt(): string | undefined;
}

/**
 * The evidence with its places of `cut` watched. A text there can still be read, and the read is noticed; a judge that never
 * read one would give the same verdict with the secrets. Undefined when the evidence has no such places.
 */
export function watchCuts(evidence: Evidence, cut: readonly EvidencePath[]): WatchedEvidence | undefined {
  let looked: EvidencePath | undefined;
  for (const path of cut) {
    const key = path.at(-1);
    const parent = path.slice(0, -1).reduce<unknown>((value, step) => fieldOf(value, step), evidence);
    const text = fieldOf(parent, key ?? '');
    if (key === undefined || typeof text !== 'string') return undefined;
    Object.defineProperty(parent, key, {
      enumerable: true,
      get: () => {
        looked ??= path;
        return text;
      },
    });
  }
  return { evidence, lookedAt: () => looked && oneLine(looked.join('.')).slice(0, 120) };
}

/** An own field of an object or list: a path must not lead to the prototype that all objects share. */
function fieldOf(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string | number, unknown>)[key];
}
