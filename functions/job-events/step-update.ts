import { ownerStatus } from '../../model/keys.ts';
import { PREDECESSORS } from '../../model/status.ts';
import type { VideoUpdate } from '../shared/update-video.ts';
import type { VideoStep } from './steps.ts';

/**
 * A step as one conditional write: `mayApply` of the status machine, in DynamoDB's words. The table is then the
 * one judge, whatever arrives twice, late or at once.
 */
export function stepUpdate(step: VideoStep, at: string): VideoUpdate {
  const { status, attempt, jobId, ownerId, progress, failure, result } = step;
  const values: Record<string, unknown> = defined({
    status,
    jobId,
    progress,
    failure,
    updatedAt: at,
    ...result,
  });
  const from = PREDECESSORS[status].filter((predecessor) => predecessor !== status);
  const rises = PREDECESSORS[status].includes(status);

  return {
    UpdateExpression: `SET version = version + :one, ownerStatus = :ownerStatus, ${Object.keys(values)
      .map((name) => `#${name} = :${name}`)
      .join(', ')}`,
    ConditionExpression: [
      'ownerId = :ownerId AND attempt = :attempt AND (attribute_not_exists(#jobId) OR #jobId = :jobId)',
      `(#status IN (${from.map((_, index) => `:from${index}`).join(', ')})${
        rises ? ' OR (#status = :status AND (attribute_not_exists(#progress) OR #progress < :progress))' : ''
      })`,
    ].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(Object.keys(values).map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
      ...Object.fromEntries(from.map((predecessor, index) => [`:from${index}`, predecessor])),
      ':one': 1,
      ':ownerId': ownerId,
      ':ownerStatus': ownerStatus(ownerId, status),
      ':attempt': attempt,
    },
  };
}

const defined = (record: object) =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
