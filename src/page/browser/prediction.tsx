/** The prediction at a cell: picked or typed before it runs, and held against the outcome. */
import { useState } from 'preact/hooks';
import type { ShownCode } from '../protocol.js';
import { safeMarkdown } from './safe-html.js';
import { ask } from './store.js';

/** The question with its choices, or a field. */
export function Prediction({ cell }: { cell: ShownCode }) {
  const { prediction } = cell;
  if (!prediction) return null;
  const { question, options, said, right, answer } = prediction;
  const predict = (text: string): void => void ask({ type: 'predict', cell: cell.id, said: text });
  const settled = right !== null;
  return (
    <fieldset class={`predict ${settled ? 'settled' : ''}`}>
      <legend>Predict</legend>
      <div class="question" dangerouslySetInnerHTML={{ __html: safeMarkdown(question, {}) }} />
      {options.length > 0 ? (
        <div class="choices">
          {options.map((option) => (
            <button key={option} type="button" aria-pressed={option === said} onClick={() => predict(option)}>
              {option.replaceAll('`', '')}
            </button>
          ))}
        </div>
      ) : (
        <Typed said={said} onSaid={predict} />
      )}
      {settled && (
        <p class={right ? 'good' : 'warn'}>
          <b>{right ? 'Right.' : 'Not so.'}</b>
          {!right && answer !== undefined && <> It is {answer.replaceAll('`', '')}.</>}
        </p>
      )}
      {!settled && said !== undefined && answer === undefined && options.length === 0 && cell.state === 'ran' && (
        <p class="choices">
          Was that right?
          <button type="button" onClick={() => ask({ type: 'settle', cell: cell.id, right: true })}>
            Yes
          </button>
          <button type="button" onClick={() => ask({ type: 'settle', cell: cell.id, right: false })}>
            No
          </button>
        </p>
      )}
    </fieldset>
  );
}

function Typed({ said, onSaid }: { said: string | undefined; onSaid: (text: string) => void }) {
  const [text, setText] = useState(said ?? '');
  const submit = (event: Event): void => {
    event.preventDefault();
    if (text.trim() !== '') onSaid(text.trim());
  };
  return (
    <form class="choices" onSubmit={submit}>
      <input
        type="text"
        aria-label="Your prediction"
        value={text}
        maxLength={2000}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" aria-pressed={said !== undefined && said === text.trim()}>
        {said === undefined ? 'Write it down' : 'Written down'}
      </button>
    </form>
  );
}
