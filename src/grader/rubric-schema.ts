/** The shape of a rubric as it is written: its entries, and the values that each may hold. */
import * as z from 'zod';

/** A condition: exactly one of these entries, and `seen` beside `cel`. */
export interface WrittenCondition {
  request?: WrittenRequest;
  object?: WrittenObject;
  gone?: WrittenObject;
  access?: WrittenAccess;
  only?: WrittenOnly;
  cel?: string;
  /** Beside `cel` alone: an expression for the observation instead. */
  seen?: string;
  all?: WrittenCondition[];
  any?: WrittenCondition[];
}

/** The entries of `request`. */
export interface WrittenRequest {
  verb?: string | string[];
  resource?: string;
  path?: string;
  namespace?: string;
  name?: string;
  user?: string;
  credential?: Credential | Credential[];
  impersonated?: boolean;
  status?: number | string | (number | string)[];
  body?: Record<string, unknown>;
  selects?: Record<string, string>;
  tell?: true;
  verified?: true;
  exact?: true;
  after?: string;
}

/** The entries of `object` and `gone`. */
export interface WrittenObject {
  kind: string;
  namespace?: string;
  name?: string;
  labels?: Record<string, string>;
  fields?: Record<string, unknown>;
  tell?: true;
}

/** The entries of `access`. */
export interface WrittenAccess {
  user: string;
  groups?: string[];
  verb: string;
  resource: string;
  namespace?: string;
  name?: string;
  allowed: boolean;
}

/** The entries of `only`. */
export interface WrittenOnly {
  user: string;
  groups?: string[];
  may: { verbs: string[]; resource: string; namespace?: string; name?: string }[];
}

/** An entry of `checks`. */
export interface WrittenCheck extends WrittenCondition {
  id: string;
  title: string;
  task: string;
  points: number;
  hints: string[];
  visibility: 'shown' | 'hidden';
  requires: string | string[];
  follows: string | string[];
  instead?: WrittenCondition;
  count: number;
}

/** An entry of `deductions`. */
export interface WrittenDeduction extends WrittenCondition {
  id: string;
  title: string;
  points: number;
  visibility: 'shown' | 'hidden';
}

/** A whole rubric. */
export interface WrittenRubric {
  exercise: string;
  title: string;
  checks: WrittenCheck[];
  deductions: WrittenDeduction[];
}

type Credential = (typeof credentials)[number];

const credentials = ['certificate', 'token', 'token secret', 'front proxy', 'none'] as const;
const text = z.string().trim().min(1, 'is empty');
const id = text.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is no id: lower-case letters, digits and single dashes');
const points = z.number('is no number').positive('has to be more than 0');
const visibility = z.enum(['shown', 'hidden'], 'is neither shown nor hidden').default('shown');
const oneOrMore = <T extends z.ZodType>(item: T, fault: string) => z.union([item, z.array(item).min(1)], fault); // the names come later
const credential = z.enum(credentials);
const status = z.union([z.number().int().min(100).max(599), z.string().regex(/^[1-5]xx$/)]);
const onlyTrue = z.literal(true, 'can be true alone').optional();

const request = z.strictObject({
  verb: oneOrMore(text, 'is neither a verb nor a list of verbs').optional(),
  resource: text.optional(),
  path: text.regex(/^(?:\/|~)/, 'is no path: it does not begin with /').optional(),
  namespace: z.string().optional(),
  name: text.optional(),
  user: text.optional(),
  credential: oneOrMore(credential, `is none of: ${credentials.join(', ')}`).optional(),
  impersonated: z.boolean().optional(),
  status: oneOrMore(status, 'is neither a code such as 201 nor a class such as 2xx').optional(),
  body: z.record(z.string(), z.unknown()).optional(),
  selects: z.record(z.string(), z.string()).optional(),
  tell: onlyTrue,
  verified: onlyTrue,
  exact: onlyTrue,
  after: text.optional(),
});

const object = z.strictObject({
  kind: text,
  namespace: z.string().optional(),
  name: text.optional(),
  labels: z.record(z.string(), z.string()).optional(),
  fields: z.record(z.string(), z.unknown()).optional(),
  tell: onlyTrue,
});

const access = z.strictObject({
  user: text,
  groups: z.array(text).optional(),
  verb: text,
  resource: text,
  namespace: z.string().optional(),
  name: text.optional(),
  allowed: z.boolean().default(true),
});

const right = z.strictObject({
  verbs: z.array(text).min(1, 'holds no verb'),
  resource: text,
  namespace: text.optional(),
  name: text.optional(),
});

const only = z.strictObject({ user: text, groups: z.array(text).optional(), may: z.array(right) });

const nested: z.ZodType<WrittenCondition> = z.lazy(() => condition);
const parts = z.array(nested).min(1, 'holds no condition').optional();
const conditionEntries = {
  request: request.optional(),
  object: object.optional(),
  gone: object.optional(),
  access: access.optional(),
  only: only.optional(),
  cel: text.optional(),
  seen: text.optional(),
  all: parts,
  any: parts,
};
const condition = z.strictObject(conditionEntries);

const ids = oneOrMore(text, 'is neither an id nor a list of ids').default([]);

const check = z.strictObject({
  id,
  title: text,
  task: id,
  points,
  hints: z.array(text).min(1, 'holds no hint'),
  visibility,
  requires: ids,
  follows: ids,
  instead: nested.optional(),
  count: z.number('is no number').int('is no whole number').min(1, 'is less than 1').default(1),
  ...conditionEntries,
});

const deduction = z.strictObject({ id, title: text, points, visibility, ...conditionEntries });

/** The schema that `checkYaml` holds a rubric against. */
export const rubricSchema: z.ZodType<WrittenRubric> = z.strictObject({
  exercise: id,
  title: text,
  checks: z.array(check).min(1, 'holds no check'),
  deductions: z.array(deduction).default([]),
});

/** The entries of which a condition has exactly one. */
export const conditionKeys: readonly (keyof WrittenCondition)[] = [
  'request',
  'object',
  'gone',
  'access',
  'only',
  'cel',
  'all',
  'any',
];
