/** Which case has which fault, and everything else that is drawn for it: the lesson's own deal, or one by a seed. */
import { KubelabError } from '../errors.js';
import type { FaultChoice } from './api.js';
import { type Draw, drawBy, oneOf, shuffled } from './draw.js';
import type { CaseNames, Fault } from './fault.js';
import { faults } from './faults.js';

/** A case before it is set up. */
export interface DealtCase {
  id: string;
  fault: Fault;
  names: CaseNames;
  says: string;
  choices: readonly (FaultChoice & { fault: Fault })[];
}

/** All cases, in their order. */
export interface Deal {
  /** `lesson`, or `random:SEED`. */
  name: string;
  cases: readonly DealtCase[];
}

/** The faults in the order of the lesson: each round has some that never reach the server, some 401s and some 403s. */
const lessonOrder = [
  'other-ca no-bearer no-rule other-audience wrong-name wrong-verb no-key cut-off',
  'expired-server wrong-account wrong-group foreign-certificate line-break sub-resource account-made-again wrong-namespace',
  'old-ca expired-token cluster-scope swapped-subject base64-token subject-kind plain-http list-with-names',
  'base64-ca server-usage revoked missing-role other-key subject-namespace create-with-names too-wide impersonation',
]
  .join(' ')
  .split(' ');

const people = ['Dana', 'Emil', 'Farah', 'Goran', 'Hana', 'Ivo', 'Jun', 'Kim', 'Lena', 'Marek', 'Nadia', 'Otto'];
const programs = [
  'otter heron lynx badger raven marten osprey stoat plover weasel dipper curlew hare newt toad vole shrew',
  'finch wren siskin linnet dunlin godwit avocet bittern gannet kestrel merlin harrier puffin teal pintail wigeon eider smew',
]
  .join(' ')
  .split(' ');
/** Rumours that fit any case and help none. */
const rumours = [
  'It worked before the weekend, and nobody has changed anything.',
  'The cluster is down. I cannot do anything.',
  'Must be the firewall again, they changed something on Monday.',
  'Give it cluster-admin for a minute, then we know whether it is the rights.',
  'I have restarted everything twice. It is certainly not on our side.',
  'The token has expired, it is always the token.',
];

const CHOICES = 6;

/** The lesson's own deal: the same for everybody, as the rubric has it. */
export function lessonDeal(): Deal {
  return { name: 'lesson', cases: dealt(lessonOrder.map(byId), 'lesson', (fault) => fault.says) };
}

/** The deal of a seed: other places, names, details and words. */
export function randomDeal(seed: string): Deal {
  const draw = drawBy(seed);
  const says = (fault: Fault): string => oneOf([fault.says, ...rumours], draw);
  return { name: `random:${seed}`, cases: dealt(shuffled(faults, draw), seed, says) };
}

/**
 * The deal that the environment asks for: `KUBELAB_CASES=random:SEED`, or the lesson's own without it. Throws
 * ARGUMENT_INVALID for anything else.
 */
export function dealOf(env: Record<string, string | undefined>): Deal {
  const asked = env.KUBELAB_CASES ?? '';
  if (asked === '' || asked === 'lesson') return lessonDeal();
  const [, seed] = /^random:([\w.-]{1,64})$/.exec(asked) ?? [];
  if (seed === undefined) {
    throw new KubelabError('ARGUMENT_INVALID', `KUBELAB_CASES is ${JSON.stringify(asked)}, which deals no cases.`, {
      hint: "Leave it out for the lesson's own cases, or write KUBELAB_CASES=random:SEED with letters and digits as the seed.",
    });
  }
  return randomDeal(seed);
}

function dealt(order: readonly Fault[], seed: string, sayingOf: (fault: Fault) => string): DealtCase[] {
  const draw = drawBy(`cases of ${seed}`);
  const whos = shuffled(programs, draw);
  return order.map((fault, index): DealtCase => {
    const id = `case-${String(index + 1).padStart(2, '0')}`;
    const who = whos[index] ?? `program-${index}`;
    const names = { id, who, colleague: oneOf(people, draw), group: `${who}-team`, detail: draw() };
    return { id, fault, names, says: sayingOf(fault), choices: choicesFor(fault, draw) };
  });
}

/**
 * The fault among others: half of them about the same thing in hand, and all as far as there are such with the same answer, so
 * that neither a colleague's material nor a status tells which it is.
 */
function choicesFor(fault: Fault, draw: Draw): DealtCase['choices'] {
  const others = shuffled(
    faults.filter((one) => one !== fault),
    draw,
  );
  const byAnswer = others.sort((a, b) => Number(b.shows === fault.shows) - Number(a.shows === fault.shows));
  const samePart = byAnswer.filter(({ part }) => part === fault.part).slice(0, CHOICES / 2);
  const nearest = [...samePart, ...byAnswer.filter((one) => !samePart.includes(one))].slice(0, CHOICES - 1);
  return shuffled([fault, ...nearest], draw).map((one, index) => ({
    letter: String.fromCharCode('a'.charCodeAt(0) + index),
    text: one.name,
    fault: one,
  }));
}

function byId(id: string): Fault {
  const found = faults.find((fault) => fault.id === id);
  if (!found) throw new RangeError(`there is no fault ${id}`);
  return found;
}
