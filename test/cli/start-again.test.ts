import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import type { StartOptions } from '../../src/cli/commands/start.js';
import { startAgainArguments } from '../../src/cli/start-again.js';

describe('the arguments by which lessons are opened again', () => {
  const cases: [string, StartOptions, string][] = [
    ['nothing but the command', {}, 'start'],
    ['the front end', { terminal: true }, 'start --terminal'],
    ['a page without a browser', { page: true, open: false }, 'start --page --no-open'],
    ['whole paths, for any folder', { course: 'notebooks' }, `start --course ${resolve('notebooks/course.yaml')}`],
    ['paths quoted for a shell', { folder: join('/tmp', "Ada's $HOME") }, "start --folder '/tmp/Ada'\\''s $HOME'"],
    ['the choice of the cluster', { practice: true, yes: true }, 'start --practice --yes'],
    [
      'an address behind a proxy',
      { page: true, baseUrl: 'https://hub.example/{port}/' },
      "start --page --base-url 'https://hub.example/{port}/'",
    ],
    [
      'no password of a proxy',
      { page: true, baseUrl: 'https://ada:secret@hub.example/' },
      'start --page --base-url https://hub.example/',
    ],
    ['no draw, which is kept', { random: '5', port: 7000 }, 'start'],
  ];
  for (const [name, options, expected] of cases) {
    it(name, () => assert.equal(startAgainArguments(options), expected));
  }
});
