/** The way of a request through the stages, as a picture in one row: what let it pass, and where it stopped. */
import type { Explained } from '../request/exchange.js';
import { boxSize, type Mark, type PlacedBox } from './picture.js';
import type { Block } from './view.js';

type Step = Pick<Explained['findings'][number], 'stage' | 'outcome'>;

const GAP = 26;
const looks: Record<Step['outcome'], { sign: string; words: string; mark?: Mark }> = {
  passed: { sign: '✓', words: 'passed', mark: 'good' },
  refused: { sign: '✗', words: 'stopped here', mark: 'bad' },
  'not reached': { sign: '·', words: 'not reached', mark: 'quiet' },
  unknown: { sign: '?', words: 'unknown' },
};

/** The picture of these stages, in their order; `why` is what stopped it. */
export function journeyPicture(steps: readonly Step[], why?: string): Block {
  let x = 1;
  const boxes = steps.map(({ stage, outcome }): PlacedBox => {
    const { sign, words, mark } = looks[outcome];
    const lines = [`${sign} ${stageName(stage)}`, words];
    const box = { ...boxSize(lines), x, y: 1, lines, mark };
    x += box.width + GAP;
    return box;
  });
  const middle = 1 + (boxes[0]?.height ?? 0) / 2;
  const arrows = boxes.slice(1).map((box, index) => {
    const from = boxes[index];
    const start = from ? from.x + from.width : 0;
    const end = box.x - 7;
    return {
      curve: [[start, middle] as const, [start, middle] as const, [end, middle] as const, [end, middle] as const],
      tip: [box.x - 1, middle] as const,
      mark: box.mark === 'quiet' ? ('quiet' as const) : undefined,
    };
  });
  return {
    type: 'picture',
    title: `The way of the request: ${sentence(steps)}${why ? ` (${why})` : ''}`,
    picture: { width: x - GAP + 1, height: (boxes[0]?.height ?? 0) + 2, heads: [], boxes, arrows },
  };
}

/** `tls` as it is written. */
export function stageName(stage: string): string {
  return stage === 'tls' ? 'TLS' : stage;
}

function sentence(steps: readonly Step[]): string {
  return steps.map(({ stage, outcome }) => `${stageName(stage)} ${looks[outcome].words}`).join(', ');
}
