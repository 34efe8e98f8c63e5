/**
 * Conditions that are expressions of the Common Expression Language over `audit`, `objects` and `before`. Outputs of cells
 * are out of their reach.
 */
import { X509Certificate } from 'node:crypto';
import { type CelInput, CelScalar, celEnv, celFunc, isCelError, parse, plan } from '@bufbuild/cel';
import { bracketFault } from './cel-brackets.js';
import { unknownName } from './cel-names.js';
import { forCel } from './cel-values.js';
import { type Case, type Finding, stateFinding } from './finding.js';
import type { SeenRequest } from './seen-request.js';
import { sentence, shownSentence } from './show-text.js';

/** The fault of an expression, and the character where it is (from 1). */
export interface CelFault {
  message: string;
  character: number;
}

const variables = ['audit', 'objects', 'before'];
const env = celEnv({
  funcs: [celFunc('subject', [CelScalar.STRING], CelScalar.STRING, (certificate) => subjectOf(certificate))],
});

/** `CN=jane,O=developers` of a PEM text in base64, as a CertificateSigningRequest holds it; throws for anything else. */
function subjectOf(certificate: string): string {
  const { subject } = new X509Certificate(Buffer.from(certificate, 'base64'));
  return subject.split('\n').sort().join(',');
}

/** The fault of the expression: its grammar, or a name that means nothing; undefined when it can be judged. */
export function celFault(expression: string): CelFault | undefined {
  try {
    const parsed = parse(expression);
    const unknown = unknownName(parsed, variables, (name) => env.funcs.find(name) !== undefined);
    if (unknown) return unknown;
    plan(env, parsed);
    return undefined;
  } catch (error) {
    const bracket = bracketFault(expression);
    if (bracket) return bracket;
    // the parser tells how far it got with a whole expression, not what it then stumbled over
    return { message: 'from there on it is no expression of CEL', character: placeOf(error) };
  }
}

/**
 * The finding about an expression: true, or a number of matches. An expression that fails is not met, and the finding holds
 * the fault. `seen`, when it gives a text, tells the observation instead; where it fails there is nothing to say.
 */
export function judgeCel({ cel, seen }: { cel: string; seen?: string }, evidence: Case): Finding {
  const result = resultOf(cel, evidence);
  if (isCelError(result)) {
    const fault = shownSentence(result.message);
    return {
      ...stateFinding(0, sentence(`this could not be judged: its expression failed (${fault})`), 'near'),
      fault,
    };
  }
  const matches = result === true ? Number.POSITIVE_INFINITY : countOf(result);
  if (matches > 0) return stateFinding(matches, 'what was asked for was seen', 'near');
  const told = seen === undefined ? undefined : resultOf(seen, evidence);
  if (typeof told !== 'string' || told === '') return stateFinding(0, 'what was asked for was not seen', 'nothing');
  return stateFinding(0, shownSentence(told), 'near');
}

const programs = new Map<string, ReturnType<typeof plan>>();

/** The program of an expression, which is kept: a whole class is judged by it, and reading takes longer than judging. */
function programOf(expression: string): ReturnType<typeof plan> {
  const program = programs.get(expression) ?? plan(env, parse(expression));
  programs.set(expression, program);
  return program;
}

function resultOf(expression: string, evidence: Case): unknown {
  return programOf(expression)(bindingsOf(evidence));
}

function countOf(result: unknown): number {
  if (typeof result !== 'bigint' && typeof result !== 'number') return 0;
  return Math.floor(Number(result));
}

interface Bindings {
  [name: string]: CelInput;
}

/** The bindings of each submission, made once for its several expressions. */
const made = new WeakMap<Case, Bindings>();

function bindingsOf(evidence: Case): Bindings {
  const known = made.get(evidence);
  if (known) return known;
  const bindings = {
    audit: evidence.requests.map(requestForCel),
    objects: evidence.objects.map(forCel),
    before: evidence.before.map(forCel),
  };
  made.set(evidence, bindings);
  return bindings;
}

/** The event with the fields that most expressions ask about always set, so that they need no `has()`. */
function requestForCel({ event, code, dryRun, credential, path, ...about }: SeenRequest): CelInput {
  const { resource, group, subresource, namespace, name } = about;
  return forCel({
    ...event,
    user: { username: '', groups: [], ...event.user },
    objectRef: { ...event.objectRef, resource, apiGroup: group, subresource, namespace, name },
    responseStatus: { ...event.responseStatus, code },
    credential,
    dryRun,
    path,
  });
}

function placeOf(error: unknown): number {
  const { location } = error as { location?: { start: { offset: number } } }; // the parser's errors have one
  return (location?.start.offset ?? 0) + 1;
}
