/** Requests of a page, checked: a message of another shape is refused from any sender. */
import * as z from 'zod';
import type { Asked } from './protocol.js';

const id = z.string().min(1).max(200);
const source = z.string().max(2_000_000);

const askedSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('open'), lesson: id }),
  z.strictObject({ type: z.literal('edit'), cell: id, source }),
  z.strictObject({ type: z.literal('run'), cells: z.array(id).max(1000) }),
  z.strictObject({
    type: z.enum([
      'interrupt',
      'restart',
      'reset-lesson',
      'download',
      'undo-remove',
      'take-changes',
      'keep-own',
      'ping',
    ]),
  }),
  z.strictObject({ type: z.literal('restore'), cell: id }),
  z.strictObject({
    type: z.literal('insert'),
    index: z.number().int().nonnegative(),
    cell: z.string().regex(/^[\w-]{1,64}$/),
    source,
  }),
  z.strictObject({ type: z.literal('remove'), cell: id }),
  z.strictObject({ type: z.literal('predict'), cell: id, said: z.string().min(1).max(2000) }),
  z.strictObject({ type: z.literal('settle'), cell: id, right: z.boolean() }),
  z.strictObject({ type: z.literal('hint'), task: id }),
  z.strictObject({ type: z.literal('save-as'), name: z.string().max(200) }),
  z.strictObject({ type: z.literal('look'), open: z.boolean(), namespace: z.string().max(200) }),
  z.strictObject({ type: z.literal('detail'), of: z.string().min(1).max(1000) }),
  z.strictObject({
    type: z.enum(['complete', 'inspect']),
    ask: z.number().int(),
    code: source,
    at: z.number().int().nonnegative(),
  }),
]) satisfies z.ZodType<Asked>;

const helloSchema = z.strictObject({ type: z.literal('hello'), key: z.string().max(200) });

/** The message in a text; undefined when it is none of {@link Asked}. */
export function readAsked(text: string): Asked | undefined {
  return askedSchema.safeParse(json(text)).data;
}

/** The key in the first message of a page; undefined when it is something else. */
export function readKey(text: string): string | undefined {
  return helloSchema.safeParse(json(text)).data?.key;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
