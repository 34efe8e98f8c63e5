/**
 * Makes of a component's news an Event of its own, a higher count of an older one, or nothing: many alike are combined,
 * and too many about one object are dropped (client-go, tools/record/events_cache.go). Pure but for its memory.
 */

/** Keys by which news is compared. */
export interface EventKeys {
  /** Component and host, and the object: its kind, name and uid. */
  about: string;
  /** Type and reason. */
  what: string;
  message: string;
  /** The part of the object that is meant. */
  fieldPath: string;
}

/** An Event as it is to stand after this telling. */
export interface Observation {
  name: string;
  count: number;
  firstTimestamp: string;
  message: string;
  /** It stands for several messages. */
  isCombined: boolean;
}

/** The number of tellings that differ only in their messages: the last is combined with all that follow. */
const distinctMessages = 10;
const combinedFor = 600_000;
/** The number of Events about one object, before one every five minutes. */
const burst = 25;
const refill = 300_000;
const remembered = 4096;
const combined = '(combined from similar events): ';

/** A map that forgets its oldest entries. */
function limitedMap<T>(): { get(key: string): T | undefined; set(key: string, value: T): void } {
  const entries = new Map<string, T>();
  return {
    get: (key) => entries.get(key),
    set: (key, value) => {
      entries.delete(key);
      if (entries.size >= remembered) entries.delete(entries.keys().next().value ?? '');
      entries.set(key, value);
    },
  };
}

/** The memory of one component: `observe` is undefined for news that is dropped; `name` is asked for a new Event's name. */
export function eventCorrelator(): {
  observe(keys: EventKeys, now: number, time: string, name: () => string): Observation | undefined;
} {
  const groups = limitedMap<{ messages: Set<string>; last: number }>();
  const observations = limitedMap<Observation>();
  const buckets = limitedMap<{ tokens: number; at: number }>();

  /** The message to be told, and the key under which its Event is remembered. */
  const aggregate = (
    { about, what, message, fieldPath }: EventKeys,
    now: number,
  ): { key: string; message: string; isCombined: boolean } => {
    const group = `${about}\0${what}`;
    const before = groups.get(group);
    const messages = before && now - before.last <= combinedFor ? before.messages : new Set<string>();
    messages.add(message);
    groups.set(group, { messages, last: now });
    if (messages.size < distinctMessages) {
      return { key: `${group}\0${fieldPath}\0${message}`, message, isCombined: false };
    }
    messages.delete(messages.values().next().value ?? '');
    return { key: group, message: `${combined}${message}`, isCombined: true };
  };

  const isAllowed = (about: string, now: number): boolean => {
    const before = buckets.get(about) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, before.tokens + (now - before.at) / refill);
    const allowed = tokens >= 1;
    buckets.set(about, { tokens: allowed ? tokens - 1 : tokens, at: now });
    return allowed;
  };

  return {
    observe: (keys, now, time, name) => {
      const { key, message, isCombined } = aggregate(keys, now);
      const before = observations.get(key);
      const observation = before
        ? { ...before, count: before.count + 1, message }
        : { name: name(), count: 1, firstTimestamp: time, message, isCombined };
      observations.set(key, observation);
      return isAllowed(keys.about, now) ? observation : undefined;
    },
  };
}
