import assert from 'node:assert/strict';
import type { Cell, TextCell } from '../../src/notebook/document.js';
import { isRight, predictionOf, withoutPrediction } from '../../src/session/prediction.js';
import { stepsOf } from '../../src/session/steps.js';
import { code, text } from '../helpers/small-course.js';

function predicts(...texts: Cell[]): ReturnType<typeof predictionOf> {
  const [step] = stepsOf({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [...texts, code('c', '1')] });
  assert.ok(step);
  return predictionOf(step);
}

describe('predictionOf', () => {
  it('reads a question with options and an answer from a quote', () => {
    const quote =
      'Some text.\n\n> **Predict** Which status\n> comes back?\n> - 401\n> - 403 Forbidden\n> <!-- answer: 403 Forbidden -->\n';
    assert.deepEqual(predicts(text('t', quote)), {
      question: 'Which status comes back?',
      options: ['401', '403 Forbidden'],
      answer: '403 Forbidden',
    });
  });

  it('reads it from the metadata of the text', () => {
    const cell: TextCell = {
      ...(text('t', '**Predict.** Which status?') as TextCell),
      metadata: { kubelab: { predict: { options: ['401', 403], answer: 403 } } },
    };
    assert.deepEqual(predicts(cell), { question: 'Which status?', options: ['401', '403'], answer: '403' });
  });

  it('has neither options nor an answer where the metadata has none, or no list', () => {
    const cell = (predict: object): TextCell => ({
      ...(text('t', 'Which?') as TextCell),
      metadata: { kubelab: { predict } },
    });
    assert.deepEqual(predicts(cell({ question: 'Which?' })), { question: 'Which?', options: [], answer: undefined });
    assert.deepEqual(predicts(cell({ question: 'Which?', options: '401', answer: '' })), {
      ...{ question: 'Which?', options: [], answer: '' },
    });
  });

  it('takes a sentence that asks for one, as lessons have them, and leaves the judgement to the reader', () => {
    assert.deepEqual(predicts(text('t', 'Before.\n\nNow the account. **Predict.** Does it\ncome back?')), {
      question: 'Does it come back?',
      options: [],
      answer: undefined,
    });
    assert.equal(predicts(text('t', '**Call 3: a bad token.** Predict.'))?.answer, undefined);
  });

  it('finds none in a text that asks for nothing', () => {
    assert.equal(predicts(text('t', 'You predicted well. What is predictable is dull.')), undefined);
  });
});

describe('withoutPrediction', () => {
  it('leaves out the quotes that ask, and keeps all else', () => {
    const source = 'Before.\n\n> **Predict** Which?\n> - 401\n\n> A quote.\n\nAfter.';
    assert.equal(withoutPrediction(source), 'Before.\n\n\n> A quote.\n\nAfter.');
    assert.equal(withoutPrediction('> A quote.'), '> A quote.');
  });
});

describe('isRight', () => {
  const options = ['401 Unauthorized', '403'];
  for (const [said, right] of [
    ['401 unauthorized', true],
    ['`401  Unauthorized`', true],
    ['403', false],
    ['not 401 Unauthorized', false],
  ] as const) {
    it(`says ${right} of ${said} among options`, () =>
      assert.equal(isRight({ question: '', options, answer: '401 Unauthorized' }, said), right));
  }
  it('looks for the answer in what was written freely', () => {
    assert.equal(isRight({ question: '', options: [], answer: '403' }, 'a 403, as nobody'), true);
    assert.equal(isRight({ question: '', options: [], answer: '403' }, '401'), false);
  });
  it('cannot tell without an answer', () => {
    assert.equal(isRight({ question: '', options: [], answer: undefined }, '403'), null);
  });
});
