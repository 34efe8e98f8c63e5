/** One case of the workshop as a notebook sees it: set up, answered, named, sent again. */

import { showsItself } from '../print/shows-itself.js';
import type { View } from '../print/view.js';
import type { Exchange } from '../request/exchange.js';
import { failedRequest } from '../request/failed-request.js';
import type { WorkshopCase } from './api.js';
import type { DealtCase } from './deal.js';
import type { Staged } from './fault.js';
import { heldView } from './held-view.js';
import { rawAnswer } from './raw-answer.js';
import type { Room } from './room.js';

/** The case, set up and asked once. Throws REQUEST_FAILED where the cluster does not let it be set up. */
export async function openCase(room: Room, dealt: DealtCase): Promise<WorkshopCase> {
  await room.clear(dealt.id);
  const staged = await dealt.fault.stage(room, dealt.names);
  return caseOf(room, dealt, staged, undiagnosed(await staged.broken()));
}

/** A case that this cluster does not let be set up: it says why, and its cells run on. */
export function closedCase(room: Room, dealt: DealtCase, why: string): WorkshopCase {
  const staged: Staged = {
    client: room.admin,
    held: {},
    path: room.path(dealt.id),
    broken: () => room.admin.get(room.path(dealt.id)),
    send: (client) => client.get(room.path(dealt.id)),
  };
  return caseOf(room, dealt, staged, undefined, why);
}

function caseOf(room: Room, dealt: DealtCase, staged: Staged, answer: Exchange | undefined, why = ''): WorkshopCase {
  const { id, fault, names, says, choices } = dealt;
  const shall = fault.shall(names);
  const held = showsItself({ ...staged.held } as object, heldView(staged.held));
  const view: View = [
    { type: 'heading', text: `Case ${Number(id.slice('case-'.length))}` },
    {
      type: 'facts',
      rows: [
        { name: 'shall work', value: shall },
        { name: `${names.colleague} says`, value: says },
        { name: 'request', value: answer ? `${answer.request.method} ${answer.request.path}` : `GET ${staged.path}` },
      ],
    },
    ...(answer
      ? [rawAnswer(answer)]
      : [{ type: 'text' as const, text: `Not possible here: ${why}`, tone: 'warn' as const }]),
    ...heldView(staged.held),
    {
      type: 'facts',
      caption: 'Which fault is it?',
      rows: choices.map(({ letter, text }) => ({ name: letter, value: text })),
    },
  ];
  const wrong = new Set<string>();
  const made: WorkshopCase = {
    id,
    shall,
    says,
    who: names.who,
    path: staged.path,
    client: staged.client,
    held,
    answer,
    choices: choices.map(({ letter, text }) => ({ letter, text })),
    async name(letter) {
      const named = String(letter).trim().toLowerCase();
      // a cell that is run again names the same one once more
      if (wrong.size >= MOST_WRONG_NAMES && !wrong.has(named)) return say(guessed);
      const { right, view: told } = await nameFault(room, dealt, named);
      if (right === false) wrong.add(named);
      return say(told);
    },
    send: async (client = staged.client) => {
      const answer = await staged.send(client);
      return client === staged.client ? undiagnosed(answer) : answer;
    },
    explain: async () => {
      if (!answer) return say([{ type: 'text', text: `Nothing was sent: ${why}`, tone: 'warn' }]);
      if (!answer.failure) return answer.explain();
      const { message, hint } = answer.failure;
      return say([
        { type: 'text', text: message, tone: 'bad' },
        { type: 'text', text: hint },
      ]);
    },
  };
  return showsItself(made, view);
}

/** The answer, which shows no more than the first cell does when it is a refusal: naming the fault is the reader's task. */
function undiagnosed(answer: Exchange): Exchange {
  return answer.ok ? answer : showsItself(answer, [rawAnswer(answer)]);
}

/** Trying all letters names nothing: after two wrong ones the reader has to look at the case again. */
const MOST_WRONG_NAMES = 2;

const guessed: View = [
  {
    type: 'text',
    text: `${MOST_WRONG_NAMES} names were wrong, so this is guessing. Run the first cell of the case again (b leads back in the terminal), and read its answer anew.`,
    tone: 'warn',
  },
];

/**
 * Writes the name into the case's ConfigMap, where the check finds it, and says what there is to say of it. `right` is
 * undefined where nothing was named.
 */
async function nameFault(
  room: Room,
  { id, fault, choices }: DealtCase,
  letter: string,
): Promise<{ right?: boolean; view: View }> {
  const chosen = choices.find((choice) => choice.letter === letter);
  if (!chosen) {
    const letters = `${choices[0]?.letter} to ${choices.at(-1)?.letter}`;
    const text = `Not named yet: put one of the letters ${letters} between the quotation marks.`;
    return { view: [{ type: 'text', text, tone: 'quiet' }] };
  }
  const kept = await room.admin.patch(room.path(id), { data: { fault: chosen.fault.id } }, { type: 'merge' });
  if (!kept.ok) {
    const text = `The name could not be kept: ${failedRequest(kept).message}`;
    return { view: [{ type: 'text', text, tone: 'bad' }] };
  }
  if (chosen.fault !== fault) {
    return {
      right: false,
      view: [
        { type: 'text', text: `Not that one: ${chosen.text}.`, tone: 'bad' },
        { type: 'text', text: `Then ${chosen.fault.sign}. Look again.` },
      ],
    };
  }
  return {
    right: true,
    view: [
      { type: 'text', text: `Yes: ${chosen.text}.`, tone: 'good' },
      ...fault.lesson.map((text) => ({ type: 'text' as const, text })),
      { type: 'text', text: 'Now mend it, and send the request once more.' },
    ],
  };
}

function say(view: View): object {
  return showsItself({}, view);
}
