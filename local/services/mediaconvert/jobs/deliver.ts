import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCAL } from '../plan/muxers.ts';
import type { GroupPlan } from '../plan/plan.ts';
import { AAC_LC } from '../playlists/codecs.ts';
import {
  masterPlaylist,
  type AudioRendition,
  type ImageStream,
  type VideoVariant,
} from '../playlists/master-playlist.ts';
import { iFramePlaylist, imagePlaylist, mediaPlaylist } from '../playlists/media-playlist.ts';
import { bandwidth } from '../playlists/segments.ts';
import type { Made } from './collect.ts';

/** One finished file and the object that it becomes. */
export interface Delivery {
  readonly path: string;
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
}

export const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';

/** The group's own playlist. */
export const masterKey = (group: GroupPlan): string => `${group.base.key}.m3u8`;

/**
 * Writes the playlists and lists all files in the order in which they may appear: media first, then the
 * playlists that name it, then the playlists that name those.
 */
export async function deliveries(made: readonly Made[], work: string): Promise<Delivery[]> {
  const media = made.flatMap(mediaOf);
  const playlists: Delivery[] = [];
  const masters: Delivery[] = [];
  for (const [group, members] of Map.groupBy(made, (one) => one.group)) {
    if (!group.segments) continue;
    for (const one of members) playlists.push(...(await mediaPlaylists(one)));
    const path = join(work, `${members[0]!.rendition.id}.master.m3u8`);
    await writeFile(path, master(group, members));
    masters.push({ path, bucket: group.base.bucket, key: masterKey(group), contentType: PLAYLIST_TYPE });
  }
  return [...media, ...playlists, ...masters];
}

function mediaOf({ rendition, group, directory, segments, frames }: Made): Delivery[] {
  const { format, names, video } = rendition;
  const file = (path: string, key: string, contentType: string): Delivery => {
    return { path, bucket: group.base.bucket, key, contentType };
  };
  const mp4 = video ? 'video/mp4' : 'audio/mp4';
  switch (format) {
    case 'FRAMES':
      return Array.from({ length: frames }, (_, index) =>
        file(join(directory, `${String(index).padStart(7, '0')}.jpg`), names.segment(index), 'image/jpeg'),
      );
    case 'MP4':
      return [file(join(directory, LOCAL.file), names.file, mp4)];
    case 'SHEETS':
      return segments.map(({ path }, index) => file(path, names.segment(index + 1), 'image/jpeg'));
    case 'CMAF':
      return [
        file(join(directory, LOCAL.init), names.init, mp4),
        ...segments.map(({ path }, index) => file(path, names.segment(index + 1), mp4)),
      ];
    case 'TS':
      return segments.map(({ path }, index) => file(path, names.segment(index + 1), 'video/mp2t'));
  }
}

async function mediaPlaylists(made: Made): Promise<Delivery[]> {
  const { rendition, group, segments, keyFrames } = made;
  const { names, format, iFramePlaylist: iFrames } = rendition;
  const plan = group.segments!;
  const sheet = rendition.video?.sheet;
  if (sheet) {
    const size = rendition.video.framing.frame;
    return [
      await writePlaylist(
        made,
        'delivered.m3u8',
        names.playlist,
        imagePlaylist(segments, names, { ...sheet, size }, plan),
      ),
    ];
  }
  const listed = mediaPlaylist(
    segments,
    { segment: names.segment, ...(format === 'CMAF' && { init: names.init }) },
    plan,
  );
  return [
    await writePlaylist(made, 'delivered.m3u8', names.playlist, listed),
    ...(iFrames && keyFrames
      ? [await writePlaylist(made, 'iframes.m3u8', iFrames, iFramePlaylist(keyFrames, names, plan))]
      : []),
  ];
}

async function writePlaylist(
  { group, directory }: Made,
  name: string,
  key: string,
  text: string,
): Promise<Delivery> {
  const path = join(directory, name);
  await writeFile(path, text);
  return { path, bucket: group.base.bucket, key, contentType: PLAYLIST_TYPE };
}

function master(group: GroupPlan, members: readonly Made[]): string {
  return masterPlaylist(
    members.flatMap((one) => videoVariant(one) ?? []),
    members.flatMap((one) => audioRendition(one) ?? []),
    { resolution: group.segments?.resolution ?? true, images: members.flatMap(imageStream) },
  );
}

const imageStream = ({ rendition, segments }: Made): ImageStream[] =>
  rendition.video?.sheet
    ? [
        {
          playlist: rendition.names.playlist,
          bandwidth: bandwidth(segments),
          size: rendition.video.framing.frame,
        },
      ]
    : [];

/** What CMAF and HLS outputs say of their place among audio groups; they say it in different members. */
const hlsSettings = ({ rendition: { output } }: Made) =>
  output.containerSettings?.cmfcSettings ?? output.outputSettings?.hlsSettings ?? {};

function videoVariant(made: Made): VideoVariant | undefined {
  const { rendition, videoCodec, segments, keyFrames } = made;
  const { iFramePlaylist: iFrames } = rendition;
  if (!rendition.video || !videoCodec) return undefined;
  const groups = hlsSettings(made).audioRenditionSets;
  return {
    playlist: rendition.names.playlist,
    bandwidth: bandwidth(segments),
    codecs: [videoCodec, ...(rendition.audio ? [AAC_LC] : [])],
    size: rendition.video.framing.frame,
    frameRate: rendition.video.frameRate,
    ...(groups && { audioGroups: groups }),
    ...(iFrames && keyFrames && { iFrames: { playlist: iFrames, bandwidth: bandwidth(keyFrames) } }),
  };
}

function audioRendition(made: Made): AudioRendition | undefined {
  const { rendition, segments } = made;
  if (!rendition.audio || rendition.video) return undefined;
  const { audioGroupId, audioTrackType } = hlsSettings(made);
  const description = rendition.output.audioDescriptions?.[0];
  const language = description?.customLanguageCode ?? description?.languageCode?.toLowerCase();
  return {
    playlist: rendition.names.playlist,
    bandwidth: bandwidth(segments),
    codec: AAC_LC,
    channels: rendition.audio.channels,
    ...(audioGroupId && { group: audioGroupId }),
    ...(audioTrackType && { trackType: audioTrackType }),
    ...(description?.streamName && { name: description.streamName }),
    ...(language && { language }),
  };
}
