import { continueWatching, feed, type Filters } from '../api/catalogue.ts';
import { el } from '../dom.ts';
import { hrefOf } from '../routes.ts';
import { currentUser } from '../session.ts';
import { card } from './card.ts';
import { filterBar } from './filters.ts';
import { grid } from './grid.ts';
import type { View } from './view.ts';

/** As many as fit beside each other on a wide window. */
const SHELF = 6;

/** What everybody sees first: what one left in the middle, and the newest of all. */
export function homeView(filters: Filters, invitation: HTMLElement | undefined): View {
  const bar = filterBar(filters);
  const videos = grid({
    label: 'Videos',
    empty: Object.keys(filters).length > 0 ? 'Nothing fits.' : 'Nothing has been published yet.',
    load: (nextToken) => feed(filters, nextToken),
    loaded: bar.suggest,
  });
  const parts: HTMLElement[] = [
    el('h1', { className: 'for-readers' }, 'Videos'),
    bar.element,
    videos.element,
  ];
  if (invitation) parts.unshift(invitation);
  if (currentUser() && Object.keys(filters).length === 0) parts.splice(1, 0, watchingShelf());
  return {
    title: 'Playhead',
    element: el('div', { className: 'page' }, ...parts),
    stop: videos.stop,
  };
}

/** Not there at all when there is nothing to go on with, or no telling: the feed is what people came for. */
function watchingShelf(): HTMLElement {
  const items = el('ul', { className: 'grid shelf', attributes: { 'aria-label': 'Continue watching' } });
  const all = el('a', { href: hrefOf({ view: 'watching' }) }, 'All');
  const shelf = el(
    'section',
    { hidden: true, dataset: { testid: 'watching-shelf' } },
    el('div', { className: 'heading' }, el('h2', {}, 'Continue watching'), all),
    items,
  );
  continueWatching(null).then(
    ({ items: videos }) => {
      items.append(...videos.slice(0, SHELF).map(card));
      shelf.hidden = videos.length === 0;
    },
    (error: unknown) => console.warn('Continue watching did not load.', error),
  );
  return shelf;
}
