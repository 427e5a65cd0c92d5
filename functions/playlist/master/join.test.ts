import { parse, types } from 'hls-parser';
import { Parser } from 'm3u8-parser';
import { describe, expect, test } from 'vitest';
import { joinMasters } from './join.ts';
import { parseMaster, printMaster } from './master.ts';
import { withSubtitles, type Subtitles } from './subtitles.ts';

const EARLY = `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="program_audio_0",NAME="Audio, 1",AUTOSELECT=YES,DEFAULT=YES,CHANNELS="2",URI="early_audio.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=528000,AVERAGE-BANDWIDTH=428000,CODECS="avc1.42c015,mp4a.40.2",RESOLUTION=426x240,FRAME-RATE=30.000,AUDIO="program_audio_0"
early_240p.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=928000,AVERAGE-BANDWIDTH=728000,CODECS="avc1.42c01e,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=30.000,AUDIO="program_audio_0"
early_360p.m3u8
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=60000,CODECS="avc1.42c015",RESOLUTION=426x240,URI="early_240p_iframe.m3u8"
#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=9000,RESOLUTION=160x90,CODECS="jpeg",URI="early_images.m3u8"
`;
const FULL = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=1500000,CODECS="avc1.4d401f",RESOLUTION=854x480,FRAME-RATE=30.000
index_480p.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=3000000,AVERAGE-BANDWIDTH=2500000,CODECS="avc1.64001f",RESOLUTION=1280x720,FRAME-RATE=30.000
index_720p.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=1900000,AVERAGE-BANDWIDTH=1500000,CODECS="hvc1.1.6.L93.90",RESOLUTION=1280x720,FRAME-RATE=30.000
index_720p_hevc.m3u8
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=300000,CODECS="avc1.64001f",RESOLUTION=1280x720,URI="index_720p_iframe.m3u8"
`;
const CAPTIONS: Subtitles[] = [
  { language: 'en', label: 'English', revision: 'R1' },
  { language: 'pt', label: 'Português', revision: 'R2' },
  { language: 'pt-BR', label: 'Português', revision: 'R3' },
  { language: 'x', label: 'A "quoted"\nlabel,URI=b', revision: 'R4' },
];

const joined = (parts: string[], captions = CAPTIONS) =>
  printMaster(withSubtitles(joinMasters(parts.map(parseMaster)), captions));

/** As m3u8-parser reads it. */
function read(text: string) {
  const parser = new Parser();
  parser.push(text);
  parser.end();
  return parser.manifest;
}
/** As hls-parser reads it. */
function readAnew(text: string): types.MasterPlaylist {
  const playlist = parse(text);
  if (!(playlist instanceof types.MasterPlaylist)) throw new Error('This is no master.');
  return playlist;
}

describe('the masters of both parts', () => {
  const text = joined([FULL, EARLY]);
  const { playlists = [], mediaGroups, independentSegments } = read(text);

  test('are one, the highest variant first', () => {
    expect(playlists.map(({ uri }) => uri)).toEqual([
      'index_720p.m3u8',
      'index_720p_hevc.m3u8',
      'index_480p.m3u8',
      'early_360p.m3u8',
      'early_240p.m3u8',
    ]);
    expect(readAnew(text).version).toBe(7);
    expect(independentSegments).toBe(true);
  });

  test('have the sound of one for all, which counts', () => {
    expect(Object.keys(mediaGroups!.AUDIO)).toEqual(['program_audio_0']);
    const variants = playlists.map(({ attributes }) => [
      ...[attributes.BANDWIDTH, attributes['AVERAGE-BANDWIDTH'], attributes.CODECS, attributes.AUDIO],
    ]);
    expect(variants).toEqual([
      [3_128_000, '2628000', 'avc1.64001f,mp4a.40.2', 'program_audio_0'],
      [2_028_000, '1628000', 'hvc1.1.6.L93.90,mp4a.40.2', 'program_audio_0'],
      [1_628_000, undefined, 'avc1.4d401f,mp4a.40.2', 'program_audio_0'],
      [928_000, '728000', 'avc1.42c01e,mp4a.40.2', 'program_audio_0'],
      [528_000, '428000', 'avc1.42c015,mp4a.40.2', 'program_audio_0'],
    ]);
  });

  test('keep their pictures for seeking', () => {
    expect(
      readAnew(text)
        .variants.filter(({ isIFrameOnly }) => isIFrameOnly)
        .map(({ uri }) => uri),
    ).toEqual(['index_720p_iframe.m3u8', 'early_240p_iframe.m3u8']);
    expect(text).toContain(
      '#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=9000,RESOLUTION=160x90,CODECS="jpeg",URI="early_images.m3u8"\n',
    );
  });

  test('are the same in whatever order they come', () => {
    expect(joined([EARLY, FULL]).split('\n').sort()).toEqual(text.split('\n').sort());
  });

  test('have independent segments only if both have', () => {
    const dependent = FULL.replace('#EXT-X-INDEPENDENT-SEGMENTS\n', '');
    expect(joined([dependent, EARLY])).not.toContain('INDEPENDENT');
  });
});

describe('captions', () => {
  test('can be chosen with every variant, each by a name of its own', () => {
    for (const text of [joined([FULL, EARLY]), joined([EARLY]), joined([FULL])]) {
      const variants = readAnew(text).variants.filter(({ isIFrameOnly }) => !isIFrameOnly);
      expect(variants.length).toBeGreaterThan(1);
      for (const { subtitles } of variants)
        expect(subtitles.map(({ name, language, uri, groupId }) => [name, language, uri, groupId])).toEqual([
          ['English', 'en', '../../captions/en-R1/index.m3u8', 'captions'],
          ['Português (pt)', 'pt', '../../captions/pt-R2/index.m3u8', 'captions'],
          ['Português (pt-BR)', 'pt-BR', '../../captions/pt-BR-R3/index.m3u8', 'captions'],
          ['A quotedlabel,URI=b', 'x', '../../captions/x-R4/index.m3u8', 'captions'],
        ]);
    }
  });

  test('are in no master where there are none', () => {
    expect(joined([FULL, EARLY], [])).not.toContain('SUBTITLES');
  });
});

describe('one part alone', () => {
  test('is as it was, but for the order', () => {
    expect(joined([EARLY], []).split('\n').sort()).toEqual(EARLY.split('\n').sort());
    expect(read(joined([EARLY], [])).playlists?.map(({ uri }) => uri)).toEqual([
      'early_360p.m3u8',
      'early_240p.m3u8',
    ]);
  });

  test('without sound gets none', () => {
    expect(joined([FULL], [])).not.toMatch(/AUDIO|mp4a/);
  });

  test('of sound alone stays so', () => {
    const song = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=130000,CODECS="mp4a.40.2"\nindex_audio.m3u8\n';
    expect(joined([song], [])).toBe(song);
  });
});

test('a variant that has its sound within gets no other', () => {
  const muxed =
    '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=9,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1920x1080\nm.m3u8\n';
  expect(joined([muxed, EARLY], [])).toContain(muxed.split('\n')[1]);
});

test('a variant of unknown codecs still has unknown ones', () => {
  const unknown = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=9,RESOLUTION=1920x1080\nu.m3u8\n';
  expect(joined([unknown, EARLY], [])).toContain(
    '#EXT-X-STREAM-INF:BANDWIDTH=128009,RESOLUTION=1920x1080,AUDIO="program_audio_0"\nu.m3u8',
  );
});
