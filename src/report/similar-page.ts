/** The page of similar submissions, with the passages side by side. The page shows similarities; the reader judges them. */
import { type Markup, markup } from './markup.js';
import { renderPage } from './page.js';

/** The similarities that were found in one exercise. */
export interface AlikeView {
  /** Learners whose code differs in names, spaces and comments alone; of the first two, the code. */
  same: readonly { learners: readonly string[]; left: string; right: string }[];
  /** Pairs with shared passages, nearest first; shares of each one's own code from 0 to 1. */
  pairs: readonly {
    left: string;
    right: string;
    leftShare: number;
    rightShare: number;
    passages: readonly { left: string; right: string }[];
  }[];
  compared: number;
  /** The parts that the comparison left out, in words. */
  leftOut?: string;
}

/** The page as HTML. */
export function renderSimilar({ exercises }: { exercises: readonly { title: string; alike: AlikeView }[] }): string {
  return renderPage({
    title: 'What submissions have alike',
    body: markup`<h1>What submissions have alike</h1>
<p>Code is compared without spaces and comments, and without the names that learners choose. What was handed out does not
count, and what many wrote counts little. A small task has few right answers, and people learn together: that two
submissions are alike says nothing of why.</p>
${exercises.map(({ title, alike }) => renderExercise(title, alike))}`,
  });
}

function renderExercise(title: string, { same, pairs, compared, leftOut }: AlikeView): Markup {
  return markup`<h2>${title}</h2>
<p>${compared} submissions were compared${leftOut !== undefined && `; ${leftOut}`}.</p>
${same.length + pairs.length === 0 && markup`<p>Nothing stood out.</p>`}
${
  same.length > 0 &&
  markup`<h3>The same but for names, spaces and comments</h3>
${same.map(({ learners, left, right }) => {
  const [first = '', second = ''] = learners;
  return markup`<details><summary>${learners.length}: ${learners.join(', ')}</summary>
${sideBySide(first, second, [{ left, right }])}</details>\n`;
})}`
}
${
  pairs.length > 0 &&
  markup`<h3>Passages in common</h3>
<p class="quiet">Of a group of the same, the first stands for all. The share is that of each one's own code.</p>
${pairs.map(({ left, right, leftShare, rightShare, passages }) => {
  return markup`<details><summary>${left} (${percent(leftShare)}) and ${right} (${percent(rightShare)})</summary>
${sideBySide(left, right, passages)}</details>\n`;
})}`
}`;
}

function sideBySide(left: string, right: string, passages: readonly { left: string; right: string }[]): Markup {
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${left} and ${right}, side by side">
<table class="sides"><thead><tr><th scope="col">${left}</th><th scope="col">${right}</th></tr></thead>
<tbody>${passages.map(
    (passage) =>
      markup`<tr><td><pre><code>${passage.left}</code></pre></td><td><pre><code>${passage.right}</code></pre></td></tr>\n`,
  )}</tbody></table></div>`;
}

/** A share as people write it: `97 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
