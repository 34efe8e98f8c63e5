/** An explanation that shows itself: the stages that a request passed, with a sentence for each. */
import type { Explained } from '../request/exchange.js';
import { stagesBlock } from './journey.js';
import { showsItself } from './shows-itself.js';
import type { Tone, View } from './view.js';

/** The explanation with its text and its view. */
export function createExplained(parts: Pick<Explained, 'summary' | 'source' | 'findings'>): Explained {
  return showsItself({ ...parts }, viewOf(parts));
}

// the line above them is coloured for what passed
const tones: Record<string, Tone> = { refused: 'bad', 'not asked': 'quiet', unknown: 'warn' };

function viewOf({ summary, source, findings }: Pick<Explained, 'summary' | 'source' | 'findings'>): View {
  const refused = findings.find((finding) => finding.outcome === 'refused');
  return [
    { type: 'text', text: summary, tone: refused ? 'bad' : 'good' },
    ...(findings.length ? [stagesBlock(findings)] : []),
    {
      type: 'facts',
      // the line above says what was not reached
      rows: findings
        .filter(({ outcome, detail }) => outcome !== 'not reached' && (outcome !== 'not asked' || detail !== ''))
        .map(({ stage, outcome, detail, remedy }) => ({
          name: stage,
          value: {
            text: `${outcome}${detail ? `: ${detail}` : ''}${remedy ? `\nwhat would change it: ${remedy}` : ''}`,
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
          : 'The stages are inferred from what was sent and answered: the server itself does not say where it decided.',
    },
  ];
}
