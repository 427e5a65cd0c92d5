import type { AudioDescription, Output } from '@aws-sdk/client-mediaconvert';

/** The name that a job has for its source's first track of sound. */
export const AUDIO_SELECTOR = 'Audio Selector 1';

const BITRATE = 128_000;
const SAMPLE_RATE = 48_000;
const GROUP = 'audio';

/** The sound of the source, as every player can play it. */
export const SOUND: AudioDescription = {
  AudioSourceName: AUDIO_SELECTOR,
  CodecSettings: {
    Codec: 'AAC',
    AacSettings: { Bitrate: BITRATE, CodingMode: 'CODING_MODE_2_0', SampleRate: SAMPLE_RATE },
  },
};

/** The sound of a stream: made once, and shared by all of its pictures; without any, a rendition by itself. */
export const streamSound = (hasPictures: boolean): Output => ({
  NameModifier: '_audio',
  ContainerSettings: {
    Container: 'CMFC',
    CmfcSettings: hasPictures
      ? { AudioGroupId: GROUP, AudioTrackType: 'ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT' }
      : { AudioTrackType: 'AUDIO_ONLY_VARIANT_STREAM' },
  },
  AudioDescriptions: [SOUND],
});
