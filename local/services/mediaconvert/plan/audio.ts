import type { AudioTrack, Source } from '../media/source.ts';
import type { AudioDescription, JobSettings } from '../settings/settings.ts';

export interface AudioPlan {
  readonly track: AudioTrack;
  /** Bits a second. */
  readonly bitrate: number;
  readonly sampleRate: number;
  readonly channels: 1 | 2 | 6;
}

const CHANNELS = { CODING_MODE_1_0: 1, CODING_MODE_2_0: 2, CODING_MODE_5_1: 6 } as const;

/** `undefined` when the source has not the track that the description's selector names. */
export function audioPlan(
  description: AudioDescription | undefined,
  settings: JobSettings,
  source: Source,
): AudioPlan | undefined {
  if (!description) return undefined;
  const selectors = settings.inputs?.[0]?.audioSelectors ?? {};
  const selector =
    description.audioSourceName === undefined
      ? (Object.values(selectors).find((candidate) => candidate.defaultSelection === 'DEFAULT') ??
        Object.values(selectors)[0])
      : selectors[description.audioSourceName];
  // Tracks count from 1 among the audio tracks. A selector of several would mix them: the first is taken.
  const track = source.audio[(selector?.tracks?.[0] ?? 1) - 1];
  if (!track) return undefined;
  const aac = description.codecSettings?.aacSettings;
  return {
    track,
    bitrate: aac?.bitrate ?? 96_000,
    sampleRate: aac?.sampleRate ?? 48_000,
    channels: CHANNELS[aac?.codingMode ?? 'CODING_MODE_2_0'],
  };
}
