import { randomInt } from 'node:crypto';

/** What a generated password is like: the options of `GetRandomPassword` and of a template's `GenerateSecretString`. */
export interface PasswordOptions {
  readonly PasswordLength?: number;
  readonly ExcludeCharacters?: string;
  readonly ExcludeLowercase?: boolean;
  readonly ExcludeUppercase?: boolean;
  readonly ExcludeNumbers?: boolean;
  readonly ExcludePunctuation?: boolean;
  readonly IncludeSpace?: boolean;
  readonly RequireEachIncludedType?: boolean;
}

const LONGEST = 4096;
const KINDS = {
  ExcludeLowercase: 'abcdefghijklmnopqrstuvwxyz',
  ExcludeUppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  ExcludeNumbers: '0123456789',
  ExcludePunctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
} as const;

/** @throws Error that says why there is no such password */
export function randomPassword(options: PasswordOptions): string {
  const { PasswordLength: length = 32, ExcludeCharacters = '', RequireEachIncludedType = true } = options;
  if (!Number.isInteger(length) || length < 1 || length > LONGEST)
    throw new Error(`PasswordLength must be a whole number from 1 to ${LONGEST}.`);
  const included: string[] = Object.entries(KINDS)
    .filter(([exclude]) => options[exclude as keyof typeof KINDS] !== true)
    .map(([, characters]) => characters);
  if (options.IncludeSpace) included.push(' ');
  const kinds = included
    .map((characters) => [...characters].filter((one) => !ExcludeCharacters.includes(one)))
    .filter((characters) => characters.length > 0);
  const all = kinds.flat();
  if (all.length === 0) throw new Error('Every character is excluded.');
  const required = RequireEachIncludedType ? kinds : [];
  if (required.length > length)
    throw new Error('The password is too short to hold a character of each included type.');
  const characters = [...required, ...Array.from({ length: length - required.length }, () => all)].map(
    (from) => from[randomInt(from.length)]!,
  );
  return shuffled(characters).join('');
}

function shuffled<T>(items: readonly T[]): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i -= 1) {
    const j = randomInt(i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
