import { expect, it } from 'vitest';
import { readSeedArguments } from './arguments.ts';

it('has something for everything that is not said', () => {
  expect(readSeedArguments([])).toEqual({ videos: 1_000, people: 100, playable: 3, seed: 'playhead' });
  expect(readSeedArguments(['--videos', '10000', '--people=1000', '--playable', '0', '--seed', 'x'])).toEqual(
    {
      ...{ videos: 10_000, people: 1_000, playable: 0, seed: 'x' },
    },
  );
  expect(readSeedArguments(['--help'])).toBe('help');
});

it.each([
  [['--videos', '-1'], /--videos/],
  [['--videos=-1'], '--videos -1: expected a whole number from 0 to 1000000.'],
  [['--videos', '1e3'], '--videos 1e3: expected a whole number from 0 to 1000000.'],
  [['--videos', '1000000001'], '--videos 1000000001: expected a whole number from 0 to 1000000.'],
  [['--people', '0'], '--people 0: expected a whole number from 1 to 1000000.'],
  [['--people', 'many'], '--people many: expected a whole number from 1 to 1000000.'],
  [['--playable', '21'], '--playable 21: expected a whole number from 0 to 20.'],
  [['--seed', ''], '--seed: expected 1 to 100 characters.'],
  [['--viedos', '10'], /--viedos/],
  [['10000'], /10000/],
])('says what is wrong with %j', (args, message) => {
  expect(() => readSeedArguments(args)).toThrow(message);
});
