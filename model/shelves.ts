import { GENRE_MAX, GENRES_MAX, LANGUAGE_MAX } from './limits.ts';
import type { VideoRow } from './video-row.ts';

/** A row of the table `Shelves`: one published video on one shelf. Derived from the video's row, and rebuildable. */
export interface ShelfRow extends ShelfKey {
  readonly videoId: string;
}

export interface ShelfKey {
  readonly shelf: string;
  /** Sorts the shelf by the time of publication; see `position()`. */
  readonly position: string;
}

/** What a feed is narrowed down to. A shelf holds exactly the videos that fit all that is given. */
export interface ShelfFilter {
  readonly kind?: string | null;
  readonly genre?: string | null;
  readonly language?: string | null;
}

/** The key of a shelf. Each part is marked by its letter, so that no two filters have the same key. */
export const shelf = ({ kind, genre, language }: ShelfFilter) =>
  ['FEED', part('k', kind), part('l', fold(language)), part('g', fold(genre))].join('');

/** The order of a shelf; the id parts videos of the same millisecond. */
export const position = (publishedAt: string, videoId: string) => `${publishedAt}#${videoId}`;

export type Shelved = Pick<
  VideoRow,
  'id' | 'kind' | 'genres' | 'language' | 'visibility' | 'status' | 'publishedAt'
>;

/** What a video must be to be on any shelf at all. */
export const LISTED = { visibility: 'PUBLIC', status: 'READY' } as const;

export const isListed = ({ visibility, status }: Pick<Shelved, 'visibility' | 'status'>) =>
  visibility === LISTED.visibility && status === LISTED.status;

/** How many shelves a video is on at the most: with and without its kind, its language and each of its genres. */
export const SHELVES_MAX = 2 * 2 * (GENRES_MAX + 1);

/** Every shelf that a video belongs on, each once. What nobody can ask for, such as an empty genre, has no shelf. */
export function shelvesOf(video: Shelved): string[] {
  if (!isListed(video) || !video.publishedAt) return [];
  const genres = [...video.genres].filter((genre) => isWithin(genre, GENRE_MAX)).map((genre) => fold(genre));
  const distinct = genres.filter((genre, index) => genres.indexOf(genre) === index).slice(0, GENRES_MAX);
  const languages = isWithin(video.language, LANGUAGE_MAX) ? [undefined, video.language] : [undefined];
  return [undefined, video.kind].flatMap((kind) =>
    languages.flatMap((language) =>
      [undefined, ...distinct].map((genre) => shelf({ kind, genre, language })),
    ),
  );
}

/** People may write a `/` in a genre. Doubled it cannot be taken for the one that begins a part. */
const part = (letter: string, value: string | null | undefined) =>
  value ? `/${letter}:${value.split('/').join('//')}` : '';

/** People write `Drama` and `drama`, `pt-br` and `pt-BR`. Unicode's composed form is the writers' business. */
const fold = (value: string | null | undefined) => value?.toLowerCase();

/** Counted in characters, as those are who write genres; none has more than two units. */
const isWithin = (value: string | undefined, max: number) =>
  !!value && value.length <= 2 * max && [...value].length <= max;
