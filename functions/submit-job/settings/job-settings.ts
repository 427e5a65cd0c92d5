import type { Input, JobSettings, OutputGroup } from '@aws-sdk/client-mediaconvert';
import type { Outputs } from '../../../model/profiles.ts';
import type { Source } from '../../../model/source.ts';
import { fileGroup } from './file-group.ts';
import { posterGroup } from './poster-group.ts';
import { AUDIO_SELECTOR } from './sound.ts';
import { streamGroup } from './stream-group.ts';

/** Where a job reads and writes, as MediaConvert names files. Of what is written, the part that all names begin with. */
export interface Places {
  readonly input: string;
  readonly stream: string;
  readonly file: string;
  /** Missing where there is none to be. */
  readonly poster?: string;
}

/** The whole of a job, which makes these outputs of this source. */
export const jobSettings = (source: Source, outputs: Outputs, places: Places): JobSettings => ({
  TimecodeConfig: { Source: 'ZEROBASED' },
  Inputs: [input(source, places.input)],
  OutputGroups: outputGroups(source, outputs, places),
});

const input = ({ picture, hasAudio }: Source, file: string): Input => ({
  FileInput: file,
  TimecodeSource: 'ZEROBASED',
  // By default the service leaves a phone's video lying on its side.
  ...(picture && { VideoSelector: { Rotate: 'AUTO' } }),
  ...(hasAudio && { AudioSelectors: { [AUDIO_SELECTOR]: { DefaultSelection: 'DEFAULT' } } }),
});

/** The order matters to whoever reads the job's events: they say what was made in the order of its outputs. */
const outputGroups = (source: Source, { stream, files, poster }: Outputs, places: Places): OutputGroup[] => [
  ...(stream ? [streamGroup(source, stream, places.stream)] : []),
  ...(files.length > 0 ? [fileGroup(source, files, places.file)] : []),
  ...(source.picture && poster && places.poster
    ? [posterGroup(source.picture, source.duration, poster, places.poster)]
    : []),
];
