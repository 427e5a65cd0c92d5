import { isListed, type ShelfFilter, type Shelved } from './shelves.ts';

/** Whether a video belongs into the feed of a filter: whether it is on that shelf, without making the keys of them all. */
export const isInFeed = (video: Shelved, { kind, genre, language }: ShelfFilter): boolean =>
  isListed(video) &&
  (!kind || video.kind === kind) &&
  (!language || isSame(video.language, language)) &&
  (!genre || [...video.genres].some((own) => isSame(own, genre)));

const isSame = (own: string | undefined, asked: string) => own?.toLowerCase() === asked.toLowerCase();
