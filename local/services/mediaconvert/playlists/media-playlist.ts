import type { SegmentPlan } from '../plan/plan.ts';

/** The playlist of one rendition. `durations` in seconds, in order; names relative to the playlist. */
export function mediaPlaylist(
  durations: readonly number[],
  names: { readonly init?: string; readonly segment: (index: number) => string },
  plan: Pick<SegmentPlan, 'wholeSeconds' | 'targetDuration'>,
): string {
  const longest = Math.max(0, ...durations);
  const target = plan.targetDuration === 'CEILING' ? Math.ceil(longest) : Math.round(longest);
  const written = (duration: number) =>
    plan.wholeSeconds ? String(Math.round(duration)) : String(Number(duration.toFixed(6)));
  return [
    '#EXTM3U',
    `#EXT-X-VERSION:${names.init ? 6 : 3}`,
    `#EXT-X-TARGETDURATION:${Math.max(1, target)}`,
    '#EXT-X-MEDIA-SEQUENCE:1',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    ...(names.init ? [`#EXT-X-MAP:URI="${uri(names.init)}"`] : []),
    ...durations.flatMap((duration, index) => [
      `#EXTINF:${written(duration)},`,
      uri(names.segment(index + 1)),
    ]),
    '#EXT-X-ENDLIST',
    '',
  ].join('\n');
}

/** A name beside the playlist, escaped so that no character of it ends the URI or the line. */
export const uri = (name: string): string => encodeURIComponent(name.slice(name.lastIndexOf('/') + 1));
