import assert from 'node:assert/strict';
import { withTypedCommands } from '../src/typed-command.js';

describe('the commands in a message', () => {
  const cases: { name: string; message: string; shown: string }[] = [
    {
      name: 'each of two',
      message: 'see (kubelab cluster status), end it (kubelab cluster down)',
      shown: 'see (<cluster> status), end it (<cluster> down)',
    },
    { name: 'one that begins with npx', message: '`npx kubelab doctor`', shown: '`<doctor>`' },
    {
      name: 'its options and its lesson',
      message: 'kubelab start 03 --terminal, or wait',
      shown: '<start 03 --terminal>, or wait',
    },
    { name: 'the longer of two names', message: 'kubelab check-course notebooks', shown: '<check-course> notebooks' },
  ];
  for (const { name, message, shown } of cases) {
    it(`are typed anew: ${name}`, () =>
      assert.equal(
        withTypedCommands(message, (args) => `<${args}>`),
        shown,
      ));
  }

  for (const message of [
    'kubelab runs TypeScript',
    'kubelab 0.1.0',
    'kubelab startled',
    'mykubelab start',
    'kubelab check.',
  ]) {
    const kept = message !== 'kubelab check.';
    it(`${kept ? 'leave' : 'end before the full stop of'} "${message}"`, () => {
      assert.equal(
        withTypedCommands(message, (args) => `<${args}>`),
        kept ? message : '<check>.',
      );
    });
  }
});
