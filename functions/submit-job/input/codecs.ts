import type { Codec } from '@aws-sdk/client-mediaconvert';

/*
 * What jobs are given to decode, by the names that Probe has for it. Whatever else is in a file (a format that is locked,
 * that Probe does not know, or that wraps yet another one) is refused before there is a job.
 */

export const VIDEO_CODECS: ReadonlySet<Codec | undefined> = new Set<Codec>([
  ...(['AV1', 'AVC', 'DV', 'H263', 'HEVC', 'JPEG2000', 'MJPEG', 'MP4V', 'MPEG1', 'MPEG2'] as const),
  ...(['PRORES', 'QTRLE', 'THEORA', 'UNCOMPRESSED', 'VC1', 'VC3', 'VP8', 'VP9'] as const),
]);

export const AUDIO_CODECS: ReadonlySet<Codec | undefined> = new Set<Codec>([
  ...(['AAC', 'AC3', 'AMR', 'EAC3', 'FLAC', 'MP2', 'MP3', 'OPUS', 'PCM', 'VORBIS'] as const),
  ...(['WMA', 'WMA2', 'WMAPRO'] as const),
]);
