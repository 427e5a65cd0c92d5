/*
 * What ffmpeg and ffprobe may do with a file that a stranger sent. By themselves they would follow whatever it names:
 * other files of this machine, and addresses that only this machine can reach.
 */

/**
 * Files are opened by these demuxers and by no other, at any depth: playlists, `concat`, session descriptions, subtitle,
 * device and picture inputs can all be made to read other files or the network.
 */
const DEMUXERS =
  'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,ogg,wav,mp3,aac,ac3,eac3,flac,asf,mxf,aiff,amr';

const PCM = ['s8', 'u8', 'alaw', 'mulaw', 'bluray', 'dvd', 's8_planar'].concat(
  ['s16', 's24', 's32', 'f32', 'f64', 'u16', 'u24', 'u32'].flatMap((sample) => [
    `${sample}le`,
    `${sample}be`,
    `${sample}le_planar`,
    `${sample}be_planar`,
  ]),
);

/** Of some hundreds of decoders, many of them for games of the nineties, those that people's files need. */
const DECODERS = [
  ...['h264', 'hevc', 'av1', 'libdav1d', 'libaom-av1', 'vp8', 'libvpx', 'vp9', 'libvpx-vp9', 'vp6', 'vp6f'],
  ...['mpeg1video', 'mpeg2video', 'mpegvideo', 'mpeg4', 'msmpeg4', 'msmpeg4v2', 'h263', 'flv', 'theora'],
  ...['vc1', 'wmv1', 'wmv2', 'wmv3', 'mjpeg', 'mjpegb', 'prores', 'dnxhd', 'dvvideo', 'qtrle', 'svq3'],
  ...['jpeg2000', 'libopenjpeg', 'rawvideo', 'v210', 'ffv1', 'huffyuv', 'ffvhuff', 'png', 'gif', 'bmp'],
  ...['aac', 'aac_latm', 'ac3', 'eac3', 'dca', 'truehd', 'mp1', 'mp1float', 'mp2', 'mp2float', 'mp3'],
  ...['mp3float', 'flac', 'alac', 'opus', 'libopus', 'vorbis', 'libvorbis', 'amrnb', 'amrwb', 's302m'],
  ...['wmav1', 'wmav2', 'wmapro', 'wmalossless', 'adpcm_ima_qt', 'adpcm_ima_wav', 'adpcm_ms', 'nellymoser'],
  ...['speex', 'libspeex', 'dvaudio', ...PCM.map((sample) => `pcm_${sample}`)],
  // Never decoded for an output; without them a film with subtitles would not be described in full.
  ...['mov_text', 'text', 'srt', 'subrip', 'ass', 'ssa', 'webvtt', 'dvbsub', 'dvdsub', 'pgssub', 'cc_dec'],
  ...['libzvbi_teletextdec', 'xsub'],
];

/** 8192 × 8192: a picture that unpacks to more is refused before its memory is asked for. */
const MOST_PIXELS = 8192 * 8192;
/** A film has a dozen; each costs a decoder. */
const MOST_STREAMS = 128;

const ONLY_FILES = ['-protocol_whitelist', 'file', '-format_whitelist', DEMUXERS];

/** Options that go before every `-i` of a file that is not our own. */
export const GUARDED_INPUT: readonly string[] = [
  ...ONLY_FILES,
  ...['-codec_whitelist', DECODERS.join(',')],
  ...['-max_pixels', String(MOST_PIXELS), '-max_streams', String(MOST_STREAMS)],
];

/** What ffmpeg says of a file that goes beyond the list of decoders or the number of streams. */
export const BEYOND_GUARD = /not on whitelist|exceeds max_streams/;

/** For a look at what the file says of itself: nothing is decoded, so that more streams, and others, can be listed. */
export const GUARDED_HEADER: readonly string[] = [
  ...ONLY_FILES,
  '-max_streams',
  '5000',
  '-nofind_stream_info',
];
