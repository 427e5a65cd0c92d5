import { playableFiles, type File } from '../../client/index.ts';
import type { Grant } from '../api/catalogue.ts';

/** What to play of what was granted, and by which means. */
export type Source =
  | { readonly kind: 'hls' | 'direct'; readonly url: string }
  | { readonly kind: 'file'; readonly file: File; readonly files: readonly File[] }
  | { readonly kind: 'none' };

/** What the browser can do. */
export interface Abilities {
  /** HLS by hls.js. */
  readonly hls: boolean;
  /** A media type by itself. */
  readonly plays: (mediaType: string) => boolean;
}

/**
 * HLS where there is any; otherwise the largest file that this browser plays, unless another of them was asked for.
 *
 * @param wanted the name of the file that was chosen
 */
export function sourceOf(
  { hlsUrl, files }: Pick<Grant, 'hlsUrl' | 'files'>,
  { hls, plays }: Abilities,
  wanted?: string,
): Source {
  if (hlsUrl !== null) return { kind: hls ? 'hls' : 'direct', url: hlsUrl };
  const playable = playableFiles(files, plays);
  const file = playable.find(({ name }) => name === wanted) ?? playable[0];
  return file === undefined ? { kind: 'none' } : { kind: 'file', file, files: playable };
}
