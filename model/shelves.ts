import type { VideoRow } from './video-row.ts';

/** A row of the table `Shelves`: one published video on one shelf. Derived from the video's row, and rebuildable. */
export interface ShelfRow {
  readonly shelf: string;
  /** Sorts the shelf by the time of publication; see `position()`. */
  readonly position: string;
  readonly videoId: string;
}

/** What a feed is narrowed down to. A shelf holds exactly the videos that fit all that is given. */
export interface ShelfFilter {
  readonly kind?: string | null;
  readonly genre?: string | null;
  readonly language?: string | null;
}

/**
 * The key of a shelf. Each part is marked by its letter, and the genre, in which people may write a `/`, comes last:
 * so no two filters have the same key.
 */
export const shelf = ({ kind, genre, language }: ShelfFilter) =>
  ['FEED', part('k', kind), part('l', fold(language)), part('g', fold(genre))].join('');

/** The order of a shelf; the id parts videos of the same millisecond. */
export const position = (publishedAt: string, videoId: string) => `${publishedAt}#${videoId}`;

export type Shelved = Pick<
  VideoRow,
  'id' | 'kind' | 'genres' | 'language' | 'visibility' | 'status' | 'publishedAt'
>;

/** Whether a video belongs on any shelf at all. */
export const isListed = ({ visibility, status }: Pick<Shelved, 'visibility' | 'status'>) =>
  visibility === 'PUBLIC' && status === 'READY';

/**
 * Every shelf that a video belongs on: with and without its kind, its language and each of its genres. At most
 * 2 × 2 × 6 of them.
 */
export function shelvesOf(video: Shelved): string[] {
  if (!isListed(video) || video.publishedAt === undefined) return [];
  const genres = [...video.genres].map((genre) => fold(genre));
  const distinct = genres.filter((genre, index) => genres.indexOf(genre) === index);
  return [undefined, video.kind].flatMap((kind) =>
    (video.language ? [undefined, video.language] : [undefined]).flatMap((language) =>
      [undefined, ...distinct].map((genre) => shelf({ kind, genre, language })),
    ),
  );
}

const part = (letter: string, value: string | null | undefined) => (value ? `/${letter}:${value}` : '');

/** People write `Drama` and `drama`, `pt-br` and `pt-BR`. Unicode's composed form is the writers' business. */
const fold = (value: string | null | undefined) => value?.toLowerCase();
