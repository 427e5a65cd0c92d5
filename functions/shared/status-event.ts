import type { VideoStatusInput } from '../../generated/schema.ts';
import type { VideoRow } from '../../model/video-row.ts';

/** What subscribers hear of a row: what it says, neither more nor newer. */
export const statusEvent = (row: VideoRow): VideoStatusInput => ({
  videoId: row.id,
  ownerId: row.ownerId,
  version: row.version,
  status: row.status,
  progress: row.progress ?? null,
  failure: row.failure ?? null,
  occurredAt: row.updatedAt,
});
