import { rm } from 'node:fs/promises';
import { encoded, ffmpeg, once, type Recipe } from './make.ts';

/** A file as people send them, and what must become of it. All of it is written by hand. */
export interface MatrixSource {
  /** As its sender calls it. */
  readonly filename: string;
  readonly recipe: Recipe;
  /** The codecs of its tracks in their order, by Probe's names. */
  readonly codecs: string;
  /** As shown: turned upright, with square pixels. Missing for sound alone. */
  readonly size?: string;
  /** Frames a second, as Probe says it. */
  readonly rate?: string;
  readonly highRange?: true;
  readonly silent?: true;
  readonly seconds: number;
  /** The H.264 ladder: what is made first behind the bar, all where there is none. */
  readonly ladder: string;
  /** The file for download. */
  readonly file: string;
}

const pattern = (size: string, { seconds = 1, rate = '30' } = {}) => [
  ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}:duration=${seconds}`],
];
const tone = (seconds = 1) => ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`];
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '35', '-g', '60', '-pix_fmt', 'yuv420p'];
const aac = ['-c:a', 'aac', '-b:a', '64k'];
/** A picture and a tone in an MP4. */
const film = (size: string, options: { seconds?: number; rate?: string } = {}) =>
  encoded([...pattern(size, options), ...tone(options.seconds), ...h264, ...aac, '-f', 'mp4']);

/** Lying on its side (or its head), with a note how to turn it. */
const turned = (size: string, degrees: number): Recipe => ({
  key: [...pattern(size), ...h264, degrees],
  make: async (path) => {
    const flat = `${path}.flat.mp4`;
    await ffmpeg([...pattern(size), ...tone(), ...h264, ...aac, flat]);
    await ffmpeg(['-i', flat, '-c', 'copy', '-metadata:s:v:0', `rotate=${degrees}`, '-f', 'mp4', path]);
    await rm(flat);
  },
});

/** Sound in a picture's frame: the cover of a song. */
const cover = encoded([
  ...[...tone(), '-f', 'lavfi', '-i', 'color=s=64x64:d=0.1', '-map', '0:a', '-map', '1:v', '-frames:v', '1'],
  ...['-c:a', 'libmp3lame', '-c:v', 'png', '-disposition:v', 'attached_pic', '-f', 'mp3'],
]);

const NARROW = { size: '320x240', rate: '30/1', seconds: 1, ladder: '320x240', file: '320x240' } as const;
const WIDE = {
  ...{ size: '640x360', rate: '30/1', seconds: 1 },
  ...{ ladder: '640x360 426x240', file: '640x360' },
} as const;
const UPRIGHT = { ...WIDE, size: '360x640', ladder: '360x640 240x426', file: '360x640' } as const;
const SOUND = { seconds: 1, ladder: '', file: '' } as const;

export const MATRIX = {
  hd1080: {
    filename: 'DSC_0001.MP4',
    recipe: film('1920x1080'),
    codecs: 'AVC AAC',
    ...{ size: '1920x1080', rate: '30/1', seconds: 1 },
    ladder: '1920x1080 1280x720 852x480 | 640x360 426x240',
    file: '1280x720',
  },
  hd720: {
    filename: '夏休み 🎬.mp4',
    recipe: film('1280x720', { seconds: 3 }),
    codecs: 'AVC AAC',
    ...{ size: '1280x720', rate: '30/1', seconds: 3 },
    ladder: '1280x720 852x480 | 640x360 426x240',
    file: '1280x720',
  },
  web: { ...WIDE, filename: 'old.m4v', recipe: film('658x370'), codecs: 'AVC AAC', size: '658x370' },
  uneven: {
    filename: 'uneven.mkv',
    recipe: encoded([
      ...[...pattern('660x372'), ...tone(), '-vf', 'format=yuv444p,scale=657:371,setsar=1', ...h264],
      ...['-pix_fmt', 'yuv444p', ...aac],
      ...['-f', 'matroska'],
    ]),
    codecs: 'AVC AAC',
    ...{ size: '657x371', rate: '30/1', seconds: 1 },
    ladder: '636x360 424x240',
    file: '636x360',
  },
  odd: {
    filename: 'odd.mov',
    recipe: encoded([
      ...[...pattern('322x242'), ...tone(), '-vf', 'format=yuv444p,scale=321:241,setsar=1', ...h264],
      ...['-pix_fmt', 'yuv444p', ...aac, '-f', 'mov'],
    ]),
    codecs: 'AVC AAC',
    ...{ size: '321x241', rate: '30/1', seconds: 1, ladder: '318x240', file: '318x240' },
  },
  portrait: { ...UPRIGHT, filename: 'IMG_2.MOV', recipe: film('360x640'), codecs: 'AVC AAC' },
  turned90: { ...UPRIGHT, filename: 'IMG_3.MOV', recipe: turned('640x360', 90), codecs: 'AVC AAC' },
  turned270: { ...UPRIGHT, filename: 'IMG_4.MOV', recipe: turned('640x360', 270), codecs: 'AVC AAC' },
  turned180: { ...WIDE, filename: 'IMG_5.MOV', recipe: turned('640x360', 180), codecs: 'AVC AAC' },
  square: {
    filename: 'post.mp4',
    recipe: film('480x480'),
    codecs: 'AVC AAC',
    ...{ size: '480x480', rate: '30/1', seconds: 1, ladder: '480x480 | 360x360 240x240', file: '480x480' },
  },
  ultrawide: {
    filename: 'panorama.mp4',
    recipe: film('1280x256'),
    codecs: 'AVC AAC',
    ...{ size: '1280x256', rate: '30/1', seconds: 1, ladder: '1200x240', file: '1200x240' },
  },
  small: { ...NARROW, filename: 'phone.mp4', recipe: film('200x120'), codecs: 'AVC AAC', ...only('200x120') },
  smallest: { ...NARROW, filename: 'icon.mp4', recipe: film('32x32'), codecs: 'AVC AAC', ...only('32x32') },
  silent: {
    ...WIDE,
    filename: 'my holiday (1).final.MOV',
    recipe: encoded([...pattern('640x360'), ...h264, '-f', 'mov']),
    codecs: 'AVC',
    silent: true,
  },
  m4a: { ...SOUND, filename: 'voice.m4a', recipe: sound('aac', 'ipod'), codecs: 'AAC' },
  mp3: { ...SOUND, filename: 'song.mp3', recipe: cover, codecs: 'MP3' },
  wav: { ...SOUND, filename: 'take.wav', recipe: sound('pcm_s16le', 'wav'), codecs: 'PCM' },
  flac: { ...SOUND, filename: 'take.flac', recipe: sound('flac', 'flac'), codecs: 'FLAC' },
  variable: {
    ...WIDE,
    filename: 'screen recording.mp4',
    // First 10, then 30 frames a second: 25 on the average.
    recipe: encoded([
      ...[...pattern('640x360', { seconds: 4 }), ...tone(4), '-vf', 'select=not(mod(n\\,3))+gt(n\\,30)'],
      ...['-vsync', 'vfr', ...h264, ...aac, '-f', 'mp4'],
    ]),
    codecs: 'AVC AAC',
    ...{ seconds: 4, rate: '25/1' },
  },
  fps50: {
    ...{ ...NARROW, filename: 'sport.mp4', rate: '50/1' },
    ...{ recipe: film('320x240', { rate: '50' }), codecs: 'AVC AAC' },
  },
  fps5994: {
    ...{ ...NARROW, filename: 'action.mp4', rate: '60000/1001' },
    ...{ recipe: film('320x240', { rate: '60000/1001' }), codecs: 'AVC AAC' },
  },
  fps120: {
    ...{ ...NARROW, filename: 'slow.mp4', rate: '120/1' },
    ...{ recipe: film('320x240', { rate: '120' }), codecs: 'AVC AAC' },
  },
  /** Two frames after the sixth second. */
  tail: {
    ...{ ...NARROW, filename: 'tail.mp4', rate: '60/1', seconds: 6.034 },
    ...{ recipe: film('320x240', { rate: '60', seconds: 6.034 }), codecs: 'AVC AAC' },
  },
  interlaced: {
    filename: 'recording.ts',
    recipe: encoded([
      ...['-f', 'lavfi', '-i', 'testsrc2=size=720x576:rate=50:duration=2', ...tone(2)],
      ...['-vf', 'interlace,setsar=64/45', '-flags', '+ildct+ilme'],
      ...['-c:v', 'mpeg2video', '-b:v', '2M', '-c:a', 'mp2', '-f', 'mpegts'],
    ]),
    codecs: 'MPEG2 MP2',
    ...{ size: '1024x576', rate: '25/1', seconds: 2 },
    ladder: '852x480 | 640x360 426x240',
    file: '852x480',
  },
  vp9: {
    ...WIDE,
    filename: 'meeting.webm',
    recipe: encoded([
      ...[...pattern('640x360'), ...tone(), '-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'],
      ...['-c:a', 'libopus', '-f', 'webm'],
    ]),
    codecs: 'VP9 OPUS',
  },
  av1: {
    ...NARROW,
    filename: 'archive.mkv',
    recipe: encoded([
      ...[...pattern('320x240'), ...tone(), '-c:v', 'libaom-av1', '-cpu-used', '8', '-usage', 'realtime'],
      ...['-strict', '-2', '-c:a', 'flac', '-f', 'matroska'],
    ]),
    codecs: 'AV1 FLAC',
  },
  hdr: {
    ...WIDE,
    filename: 'hdr.mp4',
    recipe: encoded([
      ...[...pattern('640x360'), ...tone(), '-pix_fmt', 'yuv420p10le', '-c:v', 'libx265', '-tag:v', 'hvc1'],
      ...['-preset', 'ultrafast', '-x265-params', 'log-level=error:colorprim=9:transfer=16:colormatrix=9'],
      ...[...aac, '-f', 'mp4'],
    ]),
    codecs: 'HEVC AAC',
    highRange: true,
  },
  avi: {
    ...NARROW,
    filename: 'OLD.AVI',
    recipe: encoded([
      ...[...pattern('320x240'), ...tone(), '-c:v', 'mpeg4', '-vtag', 'XVID', '-c:a', 'libmp3lame'],
      ...['-f', 'avi'],
    ]),
    codecs: 'MP4V MP3',
  },
  pcm: {
    ...NARROW,
    filename: 'camera.mov',
    recipe: encoded([...pattern('320x240'), ...tone(), ...h264, '-c:a', 'pcm_s16le', '-f', 'mov']),
    codecs: 'AVC PCM',
  },
  prores: {
    ...NARROW,
    filename: 'edit.mov',
    recipe: encoded([
      ...[...pattern('320x240'), ...tone(), '-c:v', 'prores_ks', '-profile:v', '0', '-c:a', 'pcm_s24le'],
      ...['-f', 'mov'],
    ]),
    codecs: 'PRORES PCM',
  },
  faststart: {
    ...NARROW,
    filename: 'clip',
    recipe: encoded([
      ...[...pattern('320x240'), ...tone(), ...h264, ...aac, '-movflags', '+faststart', '-f', 'mp4'],
    ]),
    codecs: 'AVC AAC',
  },
  indexLast: { ...NARROW, filename: 'clip.', recipe: film('320x240'), codecs: 'AVC AAC' },
  fragmented: {
    ...NARROW,
    filename: '../../recorder.mp4',
    recipe: encoded([
      ...[...pattern('320x240', { seconds: 3 }), ...tone(3), ...h264, ...aac],
      ...['-movflags', 'frag_keyframe+empty_moov', '-f', 'mp4'],
    ]),
    codecs: 'AVC AAC',
    seconds: 3,
  },
  frame: {
    ...NARROW,
    filename: 'one.mp4',
    recipe: encoded([...pattern('320x240'), '-frames:v', '1', ...h264, '-f', 'mp4']),
    codecs: 'AVC',
    ...{ silent: true, seconds: 1 / 30 },
  },
  languages: {
    ...NARROW,
    filename: 'film.mkv',
    recipe: encoded([
      ...[
        ...pattern('320x240'),
        ...tone(),
        ...tone(),
        '-map',
        '0',
        '-map',
        '1',
        '-map',
        '2',
        ...h264,
        ...aac,
      ],
      ...['-metadata:s:a:0', 'language=eng', '-metadata:s:a:1', 'language=fra', '-f', 'matroska'],
    ]),
    codecs: 'AVC AAC AAC',
  },
  oblong: {
    filename: 'dvd.mpg',
    recipe: encoded([
      ...[...pattern('720x480'), ...tone(), '-vf', 'setsar=32/27', '-c:v', 'mpeg2video', '-b:v', '2M'],
      ...['-c:a', 'mp2', '-f', 'vob'],
    ]),
    codecs: 'MPEG2 MP2',
    ...{ size: '853x480', rate: '30/1', seconds: 1 },
    ladder: '852x480 | 638x360 426x240',
    file: '852x480',
  },
} as const satisfies Readonly<Record<string, MatrixSource>>;

export type MatrixName = keyof typeof MATRIX;

/** The path of one. Read it, do not write to it. */
export const matrixFile = (name: MatrixName) => once(`matrix-${name}`, MATRIX[name].recipe);

/** A source that is its own only rendition. */
function only<Size extends string>(size: Size) {
  return { size, ladder: size, file: size };
}

function sound(codec: string, format: string): Recipe {
  return encoded([...tone(), '-c:a', codec, '-f', format]);
}
