import type { Size } from '../plan/geometry.ts';
import type { SegmentPlan } from '../plan/plan.ts';
import type { SheetPlan } from '../plan/sheets.ts';
import type { KeyFrame } from './key-frames.ts';
import type { Fragment } from './segments.ts';

/** The playlist of one rendition; names relative to the playlist. */
export function mediaPlaylist(
  segments: readonly Fragment[],
  names: { readonly init?: string; readonly segment: (index: number) => string },
  plan: Pick<SegmentPlan, 'wholeSeconds' | 'targetDuration'>,
): string {
  const written = (duration: number) =>
    plan.wholeSeconds ? String(Math.round(duration)) : seconds(duration);
  return [
    ...head(segments, names.init ? 6 : 3, plan),
    ...(names.init ? [`#EXT-X-MAP:URI="${uri(names.init)}"`] : []),
    ...segments.flatMap(({ duration }, index) => [
      `#EXTINF:${written(duration)},`,
      uri(names.segment(index + 1)),
    ]),
    '#EXT-X-ENDLIST',
    '',
  ].join('\n');
}

/** The playlist of a rendition's key frames: for each the bytes of it inside its segment. */
export function iFramePlaylist(
  frames: readonly KeyFrame[],
  names: { readonly init: string; readonly segment: (index: number) => string },
  plan: Pick<SegmentPlan, 'targetDuration'>,
): string {
  return [
    ...head(frames, 6, plan),
    '#EXT-X-I-FRAMES-ONLY',
    `#EXT-X-MAP:URI="${uri(names.init)}"`,
    ...frames.flatMap(({ segment, offset, bytes, duration }) => [
      `#EXTINF:${seconds(duration)},`,
      `#EXT-X-BYTERANGE:${bytes}@${offset}`,
      uri(names.segment(segment + 1)),
    ]),
    '#EXT-X-ENDLIST',
    '',
  ].join('\n');
}

/** The playlist of a film's sheets of small pictures, as the Image Media Playlist specification has it. */
export function imagePlaylist(
  sheets: readonly Fragment[],
  names: { readonly segment: (index: number) => string },
  tiles: SheetPlan & { readonly size: Size },
  plan: Pick<SegmentPlan, 'targetDuration'>,
): string {
  const { size, columns, rows, interval } = tiles;
  const layout = `RESOLUTION=${size.width}x${size.height},LAYOUT=${columns}x${rows},DURATION=${seconds(interval)}`;
  return [
    ...head(sheets, 6, plan),
    '#EXT-X-IMAGES-ONLY',
    ...sheets.flatMap(({ duration }, index) => [
      `#EXTINF:${seconds(duration)},`,
      `#EXT-X-TILES:${layout}`,
      uri(names.segment(index + 1)),
    ]),
    '#EXT-X-ENDLIST',
    '',
  ].join('\n');
}

const seconds = (duration: number) => String(Number(duration.toFixed(6)));

function head(
  entries: readonly { readonly duration: number }[],
  version: number,
  plan: Pick<SegmentPlan, 'targetDuration'>,
): string[] {
  const longest = entries.reduce((most, { duration }) => Math.max(most, duration), 0);
  const target = plan.targetDuration === 'CEILING' ? Math.ceil(longest) : Math.round(longest);
  return [
    '#EXTM3U',
    `#EXT-X-VERSION:${version}`,
    `#EXT-X-TARGETDURATION:${Math.max(1, target)}`,
    '#EXT-X-MEDIA-SEQUENCE:1',
    '#EXT-X-PLAYLIST-TYPE:VOD',
  ];
}

/** A name beside the playlist, escaped so that no character of it ends the URI or the line. */
export const uri = (name: string): string => encodeURIComponent(name.slice(name.lastIndexOf('/') + 1));
