import type { Output, OutputGroup } from '@aws-sdk/client-mediaconvert';
import type { Rendition, Stream } from '../../../model/profiles.ts';
import type { Picture, Source } from '../../../model/source.ts';
import { KEY_FRAME_SECONDS } from './codecs.ts';
import { renditionPicture } from './picture.ts';
import { streamSound } from './sound.ts';
import { storyboard } from './storyboard.ts';

/** Seconds. Every segment begins with a key frame, and so does every fragment, where a player may switch. */
const SEGMENT_SECONDS = 6;
/** A rest shorter than this joins the segment before it: a last segment of one frame makes some players hang. */
const LAST_SEGMENT_SECONDS = 1;

/** One CMAF group with HLS playlists: an output for each picture, without sound, and the sound once for all of them. */
export const streamGroup = (source: Source, stream: Stream, destination: string): OutputGroup => ({
  Name: 'HLS',
  OutputGroupSettings: {
    Type: 'CMAF_GROUP_SETTINGS',
    CmafGroupSettings: {
      Destination: destination,
      SegmentControl: 'SEGMENTED_FILES',
      SegmentLength: SEGMENT_SECONDS,
      FragmentLength: KEY_FRAME_SECONDS,
      MinFinalSegmentLength: LAST_SEGMENT_SECONDS,
      ManifestDurationFormat: 'FLOATING_POINT',
      StreamInfResolution: 'INCLUDE',
      WriteHlsManifest: 'ENABLED',
      WriteDashManifest: 'DISABLED',
      ...(source.picture && stream.storyboard && storyboard(source.picture, source.duration)),
    },
  },
  Outputs: [
    ...stream.pictures.flatMap((rung) => (source.picture ? [pictures(source.picture, rung)] : [])),
    ...(stream.sound ? [streamSound(stream.pictures.length > 0)] : []),
  ],
});

const pictures = (source: Picture, rung: Rendition): Output => ({
  NameModifier: rung.codec === 'avc1' ? `_${rung.name}` : `_${rung.name}_${rung.codec}`,
  ContainerSettings: {
    Container: 'CMFC',
    // Players show it while somebody seeks.
    CmfcSettings: { IFrameOnlyManifest: 'INCLUDE' },
  },
  VideoDescription: renditionPicture(source, rung),
});
