import type { VideoKind } from '../../generated/schema.ts';
import type { Filters, VideoCard } from '../api/catalogue.ts';
import { el } from '../dom.ts';
import { hrefOf } from '../routes.ts';

const KINDS: readonly (readonly [VideoKind | undefined, string])[] = [
  [undefined, 'All'],
  ['SHORT', 'Shorts'],
  ['LONG', 'Long'],
];

/** What narrows the feed down. Each choice is an address: it can be shared, and gone back from. */
export function filterBar(filters: Filters): {
  element: HTMLElement;
  suggest(videos: readonly VideoCard[]): void;
} {
  const genres = el('datalist', { id: 'genres' });
  const languages = el('datalist', { id: 'languages' });

  const kinds = KINDS.map(([kind, words]) => {
    const { kind: _chosen, ...others } = filters;
    const href = hrefOf({ view: 'home', filters: { ...(kind && { kind }), ...others } });
    const link = el('a', { href, className: 'chip' }, words);
    if (kind === filters.kind) link.setAttribute('aria-current', 'true');
    return link;
  });
  const field = (name: 'genre' | 'language', label: string, list: HTMLDataListElement) => {
    const input = el('input', { name, type: 'search', value: filters[name] ?? '', placeholder: label });
    input.setAttribute('list', list.id);
    input.setAttribute('aria-label', label);
    input.addEventListener('change', () => {
      const { [name]: _before, ...others } = filters;
      const value = input.value.trim();
      location.hash = hrefOf({ view: 'home', filters: { ...others, ...(value && { [name]: value }) } });
    });
    return input;
  };
  const suggestion = (value: string) => el('option', { value });

  return {
    element: el(
      'div',
      { className: 'filters', attributes: { role: 'search', 'aria-label': 'Filters' } },
      el('nav', { className: 'chips', attributes: { 'aria-label': 'Kind' } }, ...kinds),
      field('genre', 'Genre', genres),
      field('language', 'Language', languages),
      genres,
      languages,
    ),
    /** Offers what the list has. */
    suggest(videos) {
      const found = (values: readonly string[]) => [...new Set(values)].sort().map(suggestion);
      genres.replaceChildren(...found(videos.flatMap((video) => video.genres)));
      languages.replaceChildren(...found(videos.flatMap(({ language }) => language ?? [])));
    },
  };
}
