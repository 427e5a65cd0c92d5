import type { VideoCard } from '../api/catalogue.ts';
import { el } from '../dom.ts';
import { tile } from './tile.ts';

/** A video's picture, over the letters that stand for it: they are seen until it is there, and where there is none. */
export function still({ title, posterUrl }: Pick<VideoCard, 'title' | 'posterUrl'>): HTMLElement {
  const letters = tile(title);
  if (posterUrl === null) return letters;
  const picture = el('img', {
    className: 'poster',
    // The words beside it say what it is of.
    alt: '',
    loading: 'lazy',
    decoding: 'async',
  });
  // One that is gone leaves the letters.
  picture.addEventListener('error', () => picture.remove());
  picture.addEventListener('load', () => picture.classList.add('shown'));
  picture.src = posterUrl;
  letters.append(picture);
  return letters;
}
