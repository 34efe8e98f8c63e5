/** The line of stages in HTML: a ring with a sign and a name for each, in a row that wraps where there is no room. */
import { html } from '../escape.js';
import { flexRow, line, toneColor, toned } from './html-style.js';
import type { Block } from './view.js';

type Stages = Extract<Block, { type: 'stages' }>;

/** The line as one `div`; without styles it reads as words with signs before them. */
export function renderStages({ stages }: Stages): string {
  const sentence = stages.map(({ name, words }) => `${name} ${words}`).join(', ');
  const parts = stages.flatMap((stage, index) => [
    ...(index > 0 ? [connection(stage.tone === 'good' || stage.tone === 'bad')] : []),
    one(stage),
  ]);
  return `<div role="group" aria-label="${html(`The way of the request: ${sentence}`)}" style="${flexRow}; flex-wrap: wrap; align-items: center; gap: 4px 7px; margin: 6px 0; font-size: 0.93em">${parts.join(' ')}</div>`;
}

function one({ name, sign, words, tone }: Stages['stages'][number]): string {
  const isStop = tone === 'bad';
  const halo = isStop ? `; box-shadow: 0 0 0 3px color-mix(in srgb, ${toneColor('bad')} 25%, transparent)` : '';
  const ring = `display: inline-block; box-sizing: border-box; flex: none; width: 17px; height: 17px; border: 1.5px ${tone === 'quiet' ? 'dashed' : 'solid'} currentColor; border-radius: 50%; font-size: 11px; line-height: 14px; text-align: center${halo}`;
  return `<span title="${html(words)}" style="--kl-part: inline-flex; display: var(--kl-part); align-items: center; gap: 6px; white-space: nowrap; ${toned(tone)}${isStop ? '; font-weight: 600' : ''}"><span style="${ring}">${html(sign)}</span> ${html(name)}</span>`;
}

/** The line from one stage to the next; green as far as the request came. */
function connection(came: boolean): string {
  return `<span style="flex: 1 1 12px; max-width: 30px; border-top: 2px ${came ? 'solid' : 'dotted'} ${came ? toneColor('good') : line}"></span>`;
}
