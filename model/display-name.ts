import { DISPLAY_NAME_MAX } from './limits.ts';

const MOODS =
  'Amber Brisk Calm Clever Dapper Eager Gentle Jolly Lucky Mellow Nimble Quiet Sunny Swift Witty Zesty'.split(
    ' ',
  );
const ANIMALS =
  'Badger Crane Dolphin Falcon Fox Gecko Heron Ibex Lynx Marten Otter Panda Raven Seal Tapir Wren'.split(' ');
const HEX = '0123456789abcdef';

/** Ranges of UTF-16's units, the first and the last of each. APPSYNC_JS has neither patterns nor character codes. */
const AT_SIGNS = ['@@', '\uff20\uff20', '\ufe6b\ufe6b'];
const HIGH_SURROGATES = ['\ud800\udbff'];
const LOW_SURROGATES = ['\udc00\udfff'];
/** They would break a line, or turn what stands around the name about. */
const CONTROLS = ['\u0000\u001f', '\u007f\u009f', '\u2028\u2029', '\u202a\u202e', '\u2066\u2069'];
/** Spaces, fillers, joiners and selectors: allowed, but nobody's name is made of them alone. */
const INVISIBLE = [
  ...['\u0020\u0020', '\u00a0\u00a0', '\u00ad\u00ad', '\u034f\u034f', '\u061c\u061c', '\u115f\u1160'],
  ...['\u1680\u1680', '\u17b4\u17b5', '\u180b\u180f', '\u2000\u200f', '\u202f\u202f', '\u205f\u2065'],
  ...['\u206a\u206f', '\u2800\u2800', '\u3000\u3000', '\u3164\u3164', '\ufe00\ufe0f', '\ufeff\ufeff'],
  ...['\uffa0\uffa0', '\ufff0\ufffb', '\udb40\udb40'],
];

/**
 * A person's name for others to see: the one they gave, or else a neutral one made from their id, always the
 * same for the same id. Sign-up forms get e-mail addresses typed into every field.
 */
export const displayName = (sub: string, given: (string | null | undefined)[]): string =>
  given.map((candidate) => (candidate ?? '').trim()).find((name) => nameFault(name) === null) ??
  neutralName(sub);

/** What is wrong with a name that somebody gave, trimmed; null for a good one. */
export function nameFault(name: string): string | null {
  const units = name.length > 2 * DISPLAY_NAME_MAX ? [] : name.split('');
  const characters = units.filter((unit) => !isIn(unit, LOW_SURROGATES));
  if (characters.length > DISPLAY_NAME_MAX || characters.every((unit) => isIn(unit, INVISIBLE)))
    return `must have 1 to ${DISPLAY_NAME_MAX} characters, visible ones among them.`;
  if (units.some((unit) => isIn(unit, AT_SIGNS))) return 'must not have an @: it is shown to everybody.';
  if (units.some((unit) => isIn(unit, CONTROLS))) return 'must not have control characters.';
  const pairs = units.every((unit, index) => {
    const next = units[index + 1] ?? '';
    const before = units[index - 1] ?? '';
    if (isIn(unit, HIGH_SURROGATES)) return isIn(next, LOW_SURROGATES);
    return !isIn(unit, LOW_SURROGATES) || isIn(before, HIGH_SURROGATES);
  });
  return pairs ? null : 'must be well-formed Unicode.';
}

const isIn = (unit: string, ranges: string[]) =>
  ranges.some((range) => unit >= range.charAt(0) && unit <= range.charAt(1));

function neutralName(sub: string): string {
  const digits = sub
    .toLowerCase()
    .split('')
    .filter((character) => HEX.indexOf(character) > -1);
  const mood = MOODS[HEX.indexOf(digits[0] ?? '0')];
  const animal = ANIMALS[HEX.indexOf(digits[1] ?? '0')];
  return `${mood} ${animal} ${digits.slice(2, 6).join('')}`.trim();
}
