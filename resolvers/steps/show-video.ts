import type { VideoRow } from '../../model/video-row.ts';
import { videoView, type VideoView } from '../../model/video-view.ts';
import { malformedVideo } from '../../model/well-formed.ts';

/** A row as the API shows it. Null, and a line in the log, for one that the API could not show. */
export function showVideo(row: VideoRow): VideoView | null {
  const faults = malformedVideo(row as unknown as Record<string, unknown>);
  if (faults.length === 0) return videoView(row);
  console.error(`The video ${row.id} is malformed: ${faults.join(', ')}`);
  return null;
}
