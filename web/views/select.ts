import { el } from '../dom.ts';

/** A choice of one among words of the API, each with words for people. */
export function select<Word extends string>(
  name: string,
  words: Readonly<Record<Word, string>>,
  chosen: Word,
): { element: HTMLSelectElement; value(): Word } {
  const known = Object.keys(words) as Word[];
  const options = known.map((value) => el('option', { value, selected: value === chosen }, words[value]));
  const element = el('select', { name }, ...options);
  return { element, value: () => known[element.selectedIndex] ?? chosen };
}
