import type { Output, OutputGroup } from '@aws-sdk/client-mediaconvert';
import type { File } from '../../../model/profiles.ts';
import type { Source } from '../../../model/source.ts';
import { renditionPicture } from './picture.ts';
import { SOUND } from './sound.ts';

/** MP4 files: for downloading, and for players that know no streams. */
export const fileGroup = (source: Source, files: readonly File[], destination: string): OutputGroup => ({
  Name: 'MP4',
  OutputGroupSettings: {
    Type: 'FILE_GROUP_SETTINGS',
    FileGroupSettings: { Destination: destination },
  },
  Outputs: files.map((file) => output(source, file)),
});

const output = ({ picture, hasAudio }: Source, file: File): Output => ({
  ...(file.suffix && { NameModifier: file.suffix }),
  ContainerSettings: {
    Container: 'MP4',
    // The index first, so that it plays while it is still being fetched.
    Mp4Settings: { MoovPlacement: 'PROGRESSIVE_DOWNLOAD' },
  },
  ...(picture && file.picture && { VideoDescription: renditionPicture(picture, file.picture) }),
  ...(hasAudio && { AudioDescriptions: [SOUND] }),
});
