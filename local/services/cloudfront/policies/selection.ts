import { TemplateError } from '../../../runtime/errors.ts';
import { items, type Document } from '../config/document.ts';

/** Which of a viewer's headers, cookies or query parameters a policy takes. */
export type Selection = (name: string) => boolean;

export const none: Selection = () => false;
export const all: Selection = () => true;
export const only = (names: readonly string[]): Selection => {
  const set = new Set(names.map((name) => name.toLowerCase()));
  return (name) => set.has(name.toLowerCase());
};
export const allExcept = (names: readonly string[]): Selection => {
  const listed = only(names);
  return (name) => !listed(name);
};

/** The spellings that the policies' different parts have for the same four choices. */
const CHOICES: Readonly<Record<string, (names: readonly string[]) => Selection>> = {
  none: () => none,
  all: () => all,
  allViewer: () => all,
  whitelist: only,
  allExcept,
};

export function readSelection(
  logicalId: string,
  where: string,
  behavior: unknown,
  names: unknown,
): Selection {
  const choice = CHOICES[String(behavior)];
  if (!choice) throw new TemplateError(logicalId, `${where} "${String(behavior)}" is not supported.`);
  return choice(items(names));
}

/** One of the `HeadersConfig`, `CookiesConfig`, `QueryStringsConfig` of a policy. */
export function readConfig(
  logicalId: string,
  config: unknown,
  kind: 'Header' | 'Cookie' | 'QueryString',
): Selection {
  const document = (config ?? { [`${kind}Behavior`]: 'none' }) as Document;
  const listed = document[`${kind}s`];
  return readSelection(logicalId, `${kind}Behavior`, document[`${kind}Behavior`], listed);
}
