import type { VideoCard } from '../api/catalogue.ts';
import { el, messageOf } from '../dom.ts';
import { createPager, type Listed, type Page } from '../pager.ts';
import { card } from './card.ts';

/** How far below the window the next page is fetched already. */
const AHEAD = '600px';

export interface Grid {
  readonly element: HTMLElement;
  stop(): void;
}

/** A list without an end: its next page comes when its end comes into sight, or by the button. */
export function grid(options: {
  readonly label: string;
  /** What to say of a list that has nothing. */
  readonly empty: string;
  readonly load: (nextToken: string | null) => Promise<Page<VideoCard>>;
  /** Called with what is known so far. */
  readonly loaded?: (videos: readonly VideoCard[]) => void;
}): Grid {
  const items = el('ul', { className: 'grid', attributes: { 'aria-label': options.label } });
  const note = el('p', { className: 'quiet note', attributes: { role: 'status' } });
  const more = el('button', { type: 'button', className: 'more', hidden: true }, 'More');
  const element = el('div', { className: 'listing' }, items, note, more);
  const pager = createPager(options.load, show);

  function show({ items: videos, isLoading, hasMore, error }: Listed<VideoCard>): void {
    // The list only grows: what is there stays, with its focus.
    items.append(...videos.slice(items.childElementCount).map(card));
    items.setAttribute('aria-busy', String(isLoading));
    note.textContent = noteOf(videos.length, isLoading, error);
    more.textContent = error === undefined ? 'More' : 'Try again';
    more.hidden = isLoading || !hasMore;
    options.loaded?.(videos);
    // Watched anew after each page, so that an end that is still in sight is noticed.
    observer.disconnect();
    if (!more.hidden && error === undefined) observer.observe(more);
  }

  const noteOf = (count: number, isLoading: boolean, error: unknown) => {
    if (error !== undefined) return messageOf(error);
    if (isLoading) return 'Loading…';
    return count === 0 ? options.empty : '';
  };

  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) void pager.more();
    },
    { rootMargin: AHEAD },
  );
  more.addEventListener('click', () => void pager.more());
  void pager.more();
  return {
    element,
    stop() {
      observer.disconnect();
      pager.stop();
    },
  };
}
