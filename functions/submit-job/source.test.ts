import type { ProbeResult, VideoProperties } from '@aws-sdk/client-mediaconvert';
import { describe, expect, test } from 'vitest';
import { sourceOf } from './source.ts';

const probed = (video: VideoProperties, { audio = true, duration = 10 } = {}): ProbeResult => ({
  Container: {
    Duration: duration,
    Tracks: [
      ...(audio ? [{ TrackType: 'audio' as const, AudioProperties: { Channels: 2 } }] : []),
      { TrackType: 'video', VideoProperties: video },
    ],
  },
});
const HD: VideoProperties = { Width: 1920, Height: 1080 };

describe('a probed file', () => {
  test('is a picture with or without sound', () => {
    expect(sourceOf(probed(HD))).toEqual({ width: 1920, height: 1080, hasAudio: true });
    expect(sourceOf(probed(HD, { audio: false }))).toEqual({ width: 1920, height: 1080, hasAudio: false });
  });

  test.each([90, 270, -90])('that lies on its side is stood up (%d°)', (Rotation) => {
    expect(sourceOf(probed({ ...HD, Rotation }))).toMatchObject({ width: 1080, height: 1920 });
    expect(sourceOf(probed({ ...HD, Rotation: 180 }))).toMatchObject({ width: 1920, height: 1080 });
  });

  test('with oblong pixels is measured as it is shown', () => {
    const SampleAspectRatio = { Numerator: 64, Denominator: 45 };
    expect(sourceOf(probed({ Width: 720, Height: 576, SampleAspectRatio }))).toMatchObject({
      width: 1024,
      height: 576,
    });
    const nonsense = { Numerator: 0, Denominator: 0 };
    expect(sourceOf(probed({ ...HD, SampleAspectRatio: nonsense }))).toMatchObject({ width: 1920 });
  });

  test('without pictures is no video', () => {
    expect(sourceOf({})).toBe('NOT_A_VIDEO');
    expect(sourceOf({ Container: { Tracks: [{ TrackType: 'audio' }] } })).toBe('NOT_A_VIDEO');
    expect(sourceOf(probed({}))).toBe('NOT_A_VIDEO');
  });

  test('may be too long, too large or too small', () => {
    expect(sourceOf(probed(HD, { duration: 12 * 3_600 + 1 }))).toBe('TOO_LONG');
    expect(sourceOf(probed({ Width: 65_535, Height: 65_535 }))).toBe('PICTURE_TOO_LARGE');
    expect(sourceOf(probed({ Width: 1920, Height: 20 }))).toBe('PICTURE_TOO_SMALL');
  });
});
