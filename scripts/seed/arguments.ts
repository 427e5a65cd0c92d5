import { parseArgs } from 'node:util';

/** What a person asks of `npm run seed`. */
export interface SeedArguments {
  readonly videos: number;
  readonly people: number;
  readonly playable: number;
  /** The same seed makes the same rows. */
  readonly seed: string;
}

const SEED_MAX = 100;

export const USAGE = `Fills the running local stack, so that feeds, counts and benchmarks have something real to show.

  npm run seed

  --videos 1000    how many videos; up to a million
  --people 100     how many people, who own and like them; up to a million
  --playable 3     how many of the videos can be played: uploaded as the demo user "creator"; up to 20
  --seed TEXT      the same text makes the same rows, and what is there already is left alone
`;

/** @throws Error with one line that says which argument is wrong */
export function readSeedArguments(args: readonly string[]): SeedArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      videos: { type: 'string', default: '1000' },
      people: { type: 'string', default: '100' },
      playable: { type: 'string', default: '3' },
      seed: { type: 'string', default: 'playhead' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.seed === '' || values.seed.length > SEED_MAX)
    throw new Error(`--seed: expected 1 to ${SEED_MAX} characters.`);
  return {
    videos: count('videos', values.videos, 0, 1_000_000),
    people: count('people', values.people, 1, 1_000_000),
    playable: count('playable', values.playable, 0, 20),
    seed: values.seed,
  };
}

function count(name: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`--${name} ${text}: expected a whole number from ${least} to ${most}.`);
}
