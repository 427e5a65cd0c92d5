import type { MutationUpdateVideoArgs } from '../../generated/schema.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { noSuchVideo } from '../shared/request-error.ts';
import { updateVideo as writeVideo, type VideoUpdate } from '../shared/update-video.ts';
import type { VideosTable } from '../shared/videos.ts';
import { changesOf, type Changes } from './changes.ts';

export interface UpdateVideoDependencies {
  readonly videos: VideosTable;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Changes what is said of a video, whatever state it is in: the pipeline writes other attributes of the row, so neither
 * undoes the other. The one write decides too whether there is such a video, and whose it is.
 */
export const updateVideo =
  ({ videos, now }: UpdateVideoDependencies) =>
  async ({ input }: MutationUpdateVideoArgs, callerId: string): Promise<VideoRow> => {
    const changes = changesOf(input, callerId);
    const result = await writeVideo(videos, input.id, update(changes, callerId, now()));
    if (!result.applied) throw noSuchVideo();
    return result.row;
  };

function update(changes: Changes, ownerId: string, now: number): VideoUpdate {
  const values = { ...changes, updatedAt: new Date(now).toISOString() };
  const entries = Object.entries(values);
  const set = entries.filter(([, value]) => value !== undefined);
  const removed = entries.filter(([, value]) => value === undefined).map(([name]) => `#${name}`);
  return {
    UpdateExpression: [
      `SET version = version + :one, ${set.map(([name]) => `#${name} = :${name}`).join(', ')}`,
      ...(removed.length > 0 ? [`REMOVE ${removed.join(', ')}`] : []),
    ].join(' '),
    ConditionExpression: 'ownerId = :owner',
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
      ':one': 1,
      ':owner': ownerId,
    },
  };
}
