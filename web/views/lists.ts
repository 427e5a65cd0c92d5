import { continueWatching, likedVideos } from '../api/catalogue.ts';
import { el } from '../dom.ts';
import { grid } from './grid.ts';
import type { View } from './view.ts';

export const likedView = (): View =>
  listView('Liked videos', {
    empty: 'Nothing yet. What you like appears here.',
    load: likedVideos,
  });

export const watchingView = (): View =>
  listView('Continue watching', {
    empty: 'Nothing yet. What you leave in the middle appears here.',
    load: continueWatching,
  });

function listView(title: string, list: Pick<Parameters<typeof grid>[0], 'empty' | 'load'>): View {
  const videos = grid({ label: title, ...list });
  return {
    title,
    element: el('div', { className: 'page' }, el('h1', {}, title), videos.element),
    stop: videos.stop,
  };
}
