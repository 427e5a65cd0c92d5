import { shortSide } from '../../model/ladder.ts';
import { mp4Base } from '../../model/keys.ts';
import { fileRung } from '../../model/profiles.ts';
import type { VideoView } from '../../model/video-view.ts';

/** An MP4 file of a video. */
export interface Mp4 {
  /** Which rendition it holds. */
  readonly name: string;
  readonly codec: string;
  readonly key: string;
}

export type FileSource = Pick<VideoView, 'id' | 'attempt' | 'profile' | 'renditions' | 'hasFiles'>;

/** All MP4 files that the profile makes, largest first. The row does not name those beside HLS; they follow from its rungs. */
export function mp4Files({ id, attempt, profile, renditions, hasFiles }: FileSource): readonly Mp4[] {
  if (!hasFiles) return [];
  const file = (name: string, codec: string, suffix = ''): Mp4 => ({
    ...{ name, codec },
    key: `${mp4Base(id, attempt ?? 1)}${suffix}.mp4`,
  });
  if (profile === 'COMPACT')
    return renditions.map(({ name, codec }) =>
      codec === 'av01'
        ? file(name, codec, '_144p')
        : file(codec === SOUND ? name : 'source', codec, '_source'),
    );
  const rungs = renditions
    .filter(({ codec }) => codec === 'avc1')
    .toSorted((a, b) => shortSide(b) - shortSide(a));
  const rung = rungs.length > 0 ? fileRung(rungs) : renditions.find(({ codec }) => codec === SOUND);
  return rung ? [file(rung.name, rung.codec)] : [];
}

const SOUND = 'mp4a';
