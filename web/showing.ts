import type { VideoState } from '../client/index.ts';

/** What fills a video's place on the page: words why there is nothing to see, its lowest renditions, or all of them. */
export type Showing = 'words' | 'early' | 'whole';

export const showingOf = ({ status }: Pick<VideoState, 'status'>): Showing =>
  status === 'READY' ? 'whole' : status === 'PLAYABLE' ? 'early' : 'words';

/**
 * What brings a page from what it shows to what it should: `say` the words, `play` what is there, `take over` what has become
 * better without the viewer's doing, or `stay`. Nothing that plays whole is ever touched.
 */
export function stepFrom(
  shown: Showing | undefined,
  state: Pick<VideoState, 'status'>,
): 'say' | 'play' | 'take over' | 'stay' {
  const wanted = showingOf(state);
  if (wanted === 'words') return 'say';
  if (shown === 'early' && wanted === 'whole') return 'take over';
  return shown === 'early' || shown === 'whole' ? 'stay' : 'play';
}
