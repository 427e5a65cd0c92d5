import type { ProbeResult, Track, VideoProperties } from '@aws-sdk/client-mediaconvert';
import { describe, expect, test } from 'vitest';
import { sourceOf } from './source.ts';

const AUDIO: Track = { TrackType: 'audio', Codec: 'AAC' };
const HD: VideoProperties = { Width: 1920, Height: 1080 };
const video = (properties: VideoProperties = HD, more: Partial<Track> = {}): Track => ({
  TrackType: 'video',
  Codec: 'AVC',
  VideoProperties: properties,
  ...more,
});
const probed = (...tracks: Track[]): ProbeResult => ({ Container: { Duration: 10, Tracks: tracks } });
const picture = (properties: VideoProperties) => {
  const source = sourceOf(probed(video(properties)));
  return typeof source === 'string' ? source : source.picture;
};

describe('a probed file', () => {
  test('is a picture with or without sound, or sound alone', () => {
    const shown = { width: 1920, height: 1080, highRange: false };
    expect(sourceOf(probed(AUDIO, video()))).toEqual({ picture: shown, hasAudio: true, duration: 10 });
    expect(sourceOf(probed(video()))).toEqual({ picture: shown, hasAudio: false, duration: 10 });
    expect(sourceOf(probed(AUDIO))).toEqual({ hasAudio: true, duration: 10 });
  });

  test('may not know how long it is', () => {
    expect(sourceOf({ Container: { Tracks: [AUDIO] } })).toEqual({ hasAudio: true });
  });

  test.each([90, 270, -90])('that lies on its side is stood up (%d°)', (Rotation) => {
    expect(picture({ ...HD, Rotation })).toMatchObject({ width: 1080, height: 1920 });
    expect(picture({ ...HD, Rotation: 180 })).toMatchObject({ width: 1920, height: 1080 });
  });

  test('with oblong pixels is measured as it is shown', () => {
    const SampleAspectRatio = { Numerator: 64, Denominator: 45 };
    expect(picture({ Width: 720, Height: 576, SampleAspectRatio })).toMatchObject({
      width: 1024,
      height: 576,
    });
    expect(picture({ Width: 720, Height: 576, SampleAspectRatio, Rotation: 90 })).toMatchObject({
      width: 576,
      height: 1024,
    });
    const nonsense = { Numerator: 0, Denominator: 0 };
    expect(picture({ ...HD, SampleAspectRatio: nonsense })).toMatchObject({ width: 1920 });
  });

  test('says how fast it is, and whether its range is high', () => {
    const FrameRate = { Numerator: 30_000, Denominator: 1_001 };
    expect(picture({ ...HD, FrameRate })).toMatchObject({
      frameRate: { numerator: 30_000, denominator: 1_001 },
    });
    for (const TransferCharacteristics of ['SMPTE_2084', 'ARIB_B67'] as const)
      expect(picture({ ...HD, TransferCharacteristics })).toMatchObject({ highRange: true });
    expect(picture({ ...HD, TransferCharacteristics: 'ITU_709' })).toMatchObject({ highRange: false });
  });
});

describe('is refused', () => {
  test.each<[string, ProbeResult]>([
    ['NOT_A_VIDEO', {}],
    ['NOT_A_VIDEO', probed({ TrackType: 'data' })],
    ['UNSUPPORTED_CODEC', probed(video(HD, { Codec: 'UNKNOWN' }))],
    // Of a locked track nobody knows what is in it.
    ['UNSUPPORTED_CODEC', probed(video(HD, { Codec: undefined }), AUDIO)],
    ['UNSUPPORTED_CODEC', probed(video(), { TrackType: 'audio' })],
    ['UNSUPPORTED_CODEC', probed({ TrackType: 'audio', Codec: 'VFW' })],
    ['CORRUPT', probed(video({}))],
    ['TOO_LONG', { Container: { Duration: 12 * 3_600 + 1, Tracks: [AUDIO] } }],
    ['TOO_LONG', probed({ ...AUDIO, Duration: 12 * 3_600 + 1 })],
    ['PICTURE_TOO_LARGE', probed(video({ Width: 65_535, Height: 65_535 }))],
    ['PICTURE_TOO_LARGE', probed(video({ Width: 8_192, Height: 4_322 }))],
    ['PICTURE_TOO_LARGE', probed(video({ Width: 100, Height: 100, SampleAspectRatio: { Numerator: 100 } }))],
    // Pixels that are squeezed for the show are all decoded before.
    ['PICTURE_TOO_LARGE', probed(video({ ...HD, Width: 16_384, SampleAspectRatio: { Denominator: 9 } }))],
    ['PICTURE_TOO_SMALL', probed(video({ Width: 1_920, Height: 20 }))],
    ['TOO_MANY_TRACKS', probed(video(), ...Array<Track>(64).fill(AUDIO))],
    ['UNSUPPORTED_RATE', probed(video({ ...HD, FrameRate: { Numerator: 301, Denominator: 1 } }))],
  ])('%s', (reason, result) => {
    expect(sourceOf(result)).toBe(reason);
  });

  test('at the very bounds not yet', () => {
    const FrameRate = { Numerator: 300, Denominator: 1 };
    expect(picture({ Width: 8_192, Height: 4_320, FrameRate })).toMatchObject({ width: 8_192 });
    expect(typeof sourceOf(probed(video(), ...Array<Track>(63).fill(AUDIO)))).toBe('object');
  });
});
