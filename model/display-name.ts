import { DISPLAY_NAME_MAX } from './limits.ts';

const MOODS =
  'Amber Brisk Calm Clever Dapper Eager Gentle Jolly Lucky Mellow Nimble Quiet Sunny Swift Witty Zesty'.split(
    ' ',
  );
const ANIMALS =
  'Badger Crane Dolphin Falcon Fox Gecko Heron Ibex Lynx Marten Otter Panda Raven Seal Tapir Wren'.split(' ');
const HEX = '0123456789abcdef';

/**
 * A person's name for others to see: the one they gave, or else a neutral one made from their id, always the
 * same for the same id. Sign-up forms get e-mail addresses typed into every field, so anything with an `@` is
 * not taken for a name.
 */
export const displayName = (sub: string, given: (string | null | undefined)[]): string =>
  given.map((candidate) => (candidate ?? '').trim()).find((name) => isName(name)) ?? neutralName(sub);

const isName = (text: string) => text !== '' && text.length <= DISPLAY_NAME_MAX && text.indexOf('@') === -1;

function neutralName(sub: string): string {
  const digits = sub
    .toLowerCase()
    .split('')
    .filter((character) => HEX.indexOf(character) > -1);
  const mood = MOODS[HEX.indexOf(digits[0] ?? '0')];
  const animal = ANIMALS[HEX.indexOf(digits[1] ?? '0')];
  return `${mood} ${animal} ${digits.slice(2, 6).join('')}`.trim();
}
