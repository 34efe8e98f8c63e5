/** The run's notebook: the learner's cells and their outputs, which are marked as the cell's own words. */
import type { CellView, MarkView, OutputView } from './feedback-view.js';
import { renderMarkdown } from './markdown.js';
import { type Markup, markup } from './markup.js';
import { renderNote } from './teacher-notes.js';

/** The cells from top to bottom, each with the teacher's notes beside it. */
export function renderCells(cells: readonly CellView[], marks: readonly MarkView[] = []): Markup {
  let number = 0;
  return markup`${cells.map((cell) => {
    const notes = marks.filter((mark) => mark.cell !== undefined && mark.cell === cell.id).map(renderNote);
    if (cell.kind === 'text') return markup`<div class="cell">${renderMarkdown(cell.source)}${notes}</div>\n`;
    number++;
    const tone = { passed: 'good', failed: 'bad', 'not run': 'quiet' }[cell.outcome];
    return markup`<div class="cell"><p class="quiet">Code cell ${number}: <span class="${tone}">${words[cell.outcome]}</span></p>
<pre><code>${cell.source}</code></pre>
${notes}${cell.outputs.map(renderOutput)}</div>\n`;
  })}`;
}

const words = { passed: 'ran', failed: 'failed', 'not run': 'was not run' };

function renderOutput(output: OutputView): Markup {
  switch (output.kind) {
    case 'text':
      return markup`<div class="output"><pre>${output.text}</pre></div>\n`;
    case 'error':
      return markup`<div class="output error"><pre>${output.text}</pre></div>\n`;
    case 'markdown':
      return markup`<div class="output">${renderMarkdown(output.text)}</div>\n`;
    case 'picture':
      return isPicture(output.url)
        ? markup`<div class="output"><img src="${output.url}" alt="Picture that the cell shows"></div>\n`
        : markup`<div class="output"><p class="quiet">A picture that cannot be shown.</p></div>\n`;
    case 'left out':
      return markup`<div class="output"><p class="quiet">${output.text}</p></div>\n`;
  }
}

function isPicture(url: string): boolean {
  return /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]*$/.test(url);
}
