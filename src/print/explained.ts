/** An explanation that shows itself: the stages that a request passed, with a sentence for each. */
import { inspect } from 'node:util';
import type { Explained } from '../request/exchange.js';
import { wantsColor } from './display.js';
import { renderText } from './text.js';
import type { Tone, View } from './view.js';

const views = new WeakMap<object, View>();

/** The view of an explanation; undefined for anything else. */
export function explainedView(value: unknown): View | undefined {
  return typeof value === 'object' && value !== null ? views.get(value) : undefined;
}

/** The explanation with its text and its view. */
export function createExplained(parts: Pick<Explained, 'summary' | 'source' | 'findings'>): Explained {
  const view = viewOf(parts);
  const text = (color: boolean): string => renderText(view, { color });
  const explained = { ...parts, toString: () => text(false) };
  views.set(explained, view);
  Object.defineProperty(explained, 'toString', { enumerable: false });
  Object.defineProperty(explained, inspect.custom, { value: () => text(wantsColor()), enumerable: false });
  return explained;
}

const tones: Record<string, Tone> = { passed: 'good', refused: 'bad', 'not reached': 'quiet', unknown: 'warn' };

function viewOf({ summary, source, findings }: Pick<Explained, 'summary' | 'source' | 'findings'>): View {
  const refused = findings.find((finding) => finding.outcome === 'refused');
  return [
    { type: 'text', text: summary, tone: refused ? 'bad' : 'good' },
    {
      type: 'facts',
      rows: findings.map(({ stage, outcome, detail, remedy }) => ({
        name: stage,
        value: {
          text: `${outcome}${detail && outcome !== 'not reached' ? `: ${detail}` : ''}${remedy ? `\nwhat would change it: ${remedy}` : ''}`,
          tone: tones[outcome] ?? 'plain',
        },
      })),
    },
    {
      type: 'text',
      tone: 'quiet',
      text:
        source === 'practice cluster'
          ? 'The practice cluster told this itself; a real API server keeps it in its log.'
          : 'Found by looking at what was sent and answered; the server itself says no more.',
    },
  ];
}
