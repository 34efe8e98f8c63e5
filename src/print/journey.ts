/** The way of a request through the stages, as one line: stages passed, and where it stopped. */
import { lineOf, type Step } from './stopped-at.js';
import type { Block, StageMark } from './view.js';

const marks: Record<Step['outcome'], StageMark> = {
  passed: { sign: '✓', words: 'passed', tone: 'good' },
  refused: { sign: '×', words: 'stopped here', tone: 'bad' },
  'not reached': { sign: '·', words: 'not reached', tone: 'quiet' },
  'not asked': { sign: '–', words: 'not asked', tone: 'quiet' },
  unknown: { sign: '?', words: 'unknown', tone: 'quiet' },
};

/** The line of these stages, in their order; routing and decoding stand in it only where they decided. */
export function stagesBlock(steps: readonly Step[]): Block {
  return {
    type: 'stages',
    stages: lineOf(steps).map(({ stage, outcome }) => ({ name: stageName(stage), ...marks[outcome] })),
  };
}

/** `tls` as it is written. */
export function stageName(stage: string): string {
  return stage === 'tls' ? 'TLS' : stage;
}
