import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SIDE_MAX, SIDE_MIN } from './limits.ts';
import { outputsOf, partsOf, type Outputs, type Part } from './profiles.ts';
import type { Source } from './source.ts';
import { TRANSCODING_PROFILES } from './video-types.ts';

const video = (width: number, height: number, hasAudio = true): Source => ({
  picture: { width, height, highRange: false },
  hasAudio,
});
const SOUND: Source = { hasAudio: true };
const pictures = ({ stream }: Outputs) => stream?.pictures.map(({ codec, name }) => `${codec} ${name}`);
const files = (outputs: Outputs) =>
  outputs.files.map(({ suffix, picture }) => `${suffix} ${picture?.codec} ${picture?.name}`.trim());

describe('a profile', () => {
  test('STANDARD: a ladder in H.264, and its rung of 720p as a file', () => {
    const outputs = outputsOf('STANDARD', video(1920, 1080));
    expect(pictures(outputs)).toEqual(['avc1 1080p', 'avc1 720p', 'avc1 480p', 'avc1 360p', 'avc1 240p']);
    expect(files(outputs)).toEqual(['avc1 720p']);
    expect(outputs.poster).toMatchObject({ width: 1280, height: 720 });
    expect(files(outputsOf('STANDARD', video(640, 360)))).toEqual(['avc1 360p']);
  });

  test('ADAPTIVE_HEVC: a rung in H.265 beside each, and above them', () => {
    expect(pictures(outputsOf('ADAPTIVE_HEVC', video(2560, 1440)))).toEqual(
      ['avc1 1080p', 'avc1 720p', 'avc1 480p', 'avc1 360p', 'avc1 240p', 'hvc1 1440p'].concat(
        ['1080p', '720p', '480p', '360p', '240p'].map((name) => `hvc1 ${name}`),
      ),
    );
  });

  test('COMPACT: two files and no stream', () => {
    const outputs = outputsOf('COMPACT', video(3840, 2160));
    expect(outputs.stream).toBeUndefined();
    expect(files(outputs)).toEqual(['_source hvc1 2160p', '_144p av01 144p']);
  });

  test('of sound alone: no pictures at all', () => {
    for (const profile of TRANSCODING_PROFILES) {
      const outputs = outputsOf(profile, SOUND);
      expect(outputs.poster).toBeUndefined();
      expect(outputs.files.map(({ picture }) => picture)).toEqual([undefined]);
      if (outputs.stream) expect(outputs.stream).toEqual({ pictures: [], sound: true, storyboard: false });
    }
  });

  test('of a silent picture: no sound', () => {
    expect(outputsOf('STANDARD', video(640, 360, false)).stream?.sound).toBe(false);
  });
});

describe('the parts', () => {
  test('are the lowest rungs with all that players need at once, and the rest', () => {
    const [early, full] = partsOf(outputsOf('STANDARD', video(1280, 720)), true) as [Part, Part];
    expect([early.part, full.part]).toEqual(['EARLY', 'FULL']);
    expect(pictures(early.outputs)).toEqual(['avc1 360p', 'avc1 240p']);
    expect(early.outputs).toMatchObject({ files: [], stream: { sound: true, storyboard: true } });
    expect(pictures(full.outputs)).toEqual(['avc1 720p', 'avc1 480p']);
    expect(full.outputs).toMatchObject({ stream: { sound: false, storyboard: false } });
    expect(full.outputs.poster).toBeUndefined();
  });

  test.each([
    ['the switch is off', 'STANDARD', video(1920, 1080), false],
    ['nothing is above the lowest rungs', 'STANDARD', video(640, 400), true],
    ['there is no stream', 'COMPACT', video(1920, 1080), true],
    ['there is only sound', 'STANDARD', SOUND, true],
  ] as const)('are one when %s', (_, profile, source, split) => {
    const outputs = outputsOf(profile, source);
    expect(partsOf(outputs, split)).toEqual([{ part: 'FULL', outputs }]);
  });

  test('make together what one job would make, and nothing twice', () => {
    const side = fc.integer({ min: SIDE_MIN, max: SIDE_MAX });
    fc.assert(
      fc.property(
        fc.constantFrom(...TRANSCODING_PROFILES),
        side,
        side,
        fc.boolean(),
        (profile, w, h, sound) => {
          const whole = outputsOf(profile, video(w, h, sound));
          const parts = partsOf(whole, true).map(({ outputs }) => outputs);
          const sorted = (names: readonly (string | undefined)[]) => [...names].sort();
          expect(sorted(parts.flatMap((part) => pictures(part) ?? []))).toEqual(
            sorted(pictures(whole) ?? []),
          );
          expect(parts.flatMap((part) => part.files)).toEqual(whole.files);
          expect(parts.filter(({ stream }) => stream?.sound)).toHaveLength(whole.stream?.sound ? 1 : 0);
          expect(parts.filter(({ stream }) => stream?.storyboard)).toHaveLength(whole.stream ? 1 : 0);
          expect(parts.filter(({ poster }) => poster)).toHaveLength(1);
          for (const { stream } of parts) if (stream) expect(stream.pictures.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
