/** Outputs of a cell. */
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { ShownOutput } from '../protocol.js';
import { ansiPieces, wholeFrom } from './ansi.js';
import { safeHtml, safeMarkdown } from './safe-html.js';

/** Lines that are shown of a long text, and characters of them; the browser lays out the rest when it is asked for. */
const LINES = 400;
const CHARACTERS = 40_000;

/** All outputs of a cell. */
export function Outputs({ outputs }: { outputs: readonly ShownOutput[] }) {
  if (outputs.length === 0) return null;
  return (
    <div class="outputs">
      {outputs.map((output, index) => (
        <OneOutput key={index} output={output} />
      ))}
    </div>
  );
}

function OneOutput({ output }: { output: ShownOutput }) {
  if (output.type === 'text') return <Text text={output.text} kind={output.stream} />;
  if (output.type === 'error') return <Text text={output.text} kind="error" />;
  return <Shown data={output.data} />;
}

function Shown({ data }: { data: Record<string, string> }) {
  const { 'text/html': html, 'text/markdown': markdown, 'image/svg+xml': svg, 'text/plain': plain = '' } = data;
  const safe = useMemo(
    () => (html !== undefined ? safeHtml(html) : markdown !== undefined ? safeMarkdown(markdown, {}) : undefined),
    [html, markdown],
  );
  if (safe !== undefined) return <Html safe={safe} />;
  if (svg !== undefined)
    return <img class="picture" src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`} alt={plain} />;
  for (const type of ['image/png', 'image/jpeg']) {
    if (data[type] !== undefined) return <img class="picture" src={`data:${type};base64,${data[type]}`} alt={plain} />;
  }
  return <Text text={plain} kind="value" />;
}

function Html({ safe }: { safe: string }): ComponentChildren {
  return <div class="html" dangerouslySetInnerHTML={{ __html: safe }} />;
}

/** Text; of a long one the end, where what happened last stands. */
function Text({ text, kind }: { text: string; kind: string }) {
  const [whole, setWhole] = useState(false);
  const cut = useMemo(() => (whole ? 0 : cutAt(text)), [text, whole]);
  const pieces = useMemo(() => ansiPieces(text.slice(cut)), [text, cut]);
  return (
    <>
      {cut > 0 && (
        <button type="button" class="more" onClick={() => setWhole(true)}>
          Show the {amountBefore(text, cut)} before
        </button>
      )}
      <pre class={`text ${kind}`}>
        {pieces.map(({ text: part, look }, index) =>
          look === '' ? (
            part
          ) : (
            <span key={index} class={look}>
              {part}
            </span>
          ),
        )}
      </pre>
    </>
  );
}

/** Where shown text begins: the last lines, and of long ones the last characters; 0 for a text that is shown whole. */
function cutAt(text: string): number {
  const byLines = lastLinesAt(text);
  if (text.length - byLines <= CHARACTERS) return byLines;
  return wholeFrom(text, text.length - CHARACTERS);
}

/** How much of a text stands before: `12 lines`, or `3,000 characters` where a line is cut. */
function amountBefore(text: string, cut: number): string {
  const before = text.slice(0, cut);
  return before.endsWith('\n') ? `${before.split('\n').length - 1} lines` : `${cut.toLocaleString('en')} characters`;
}

function lastLinesAt(text: string): number {
  let at = text.length - 1;
  for (let lines = 0; lines < LINES; lines++) {
    at = text.lastIndexOf('\n', at - 1);
    if (at < 0) return 0;
  }
  return at + 1;
}
