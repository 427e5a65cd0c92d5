import {
  captionsAttributes,
  captionsIn,
  retiredRevisions,
  type CaptionsRecord,
} from '../../model/captions.ts';
import { failure } from '../../model/failures.ts';
import type { CaptionsUploadName } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { VideoUpdate } from '../shared/update-video.ts';
import type { Converted } from './convert.ts';

/** Whether these captions still wait for their file. */
export function isAwaited(row: object | undefined, { language, revision }: CaptionsUploadName): boolean {
  const record = row && captionsIn(row, language);
  return record?.revision === revision && record.status === 'AWAITING_UPLOAD';
}

/** How many deaths in a row, each between a publication and the deletion that follows it, leave nothing behind. */
const REMEMBERED = 5;

/**
 * What becomes of captions that waited for their file, if they still do. Nobody else publishes while they do: so the row
 * that was read says which files a new one takes the place of.
 */
export function settleUpdate(
  row: VideoRow,
  { language, revision }: CaptionsUploadName,
  converted: Converted,
  at: string,
): VideoUpdate {
  const { label, published } = captionsIn(row, language) as CaptionsRecord;
  const names = captionsAttributes(language);
  const isReady = 'file' in converted;
  const asked = {
    ...{ language, label, revision },
    ...(isReady ? { status: 'READY' } : { status: 'FAILED', failure: failure(converted.reason) }),
  };
  const before = [...(published ? [published.revision] : []), ...retiredRevisions(row, language)];
  const revisions = [revision, ...before].slice(0, REMEMBERED);
  return {
    UpdateExpression: [
      'SET #asked = :asked, version = version + :one, updatedAt = :at',
      ...(isReady ? [', #published = :published REMOVE #retired'] : []),
    ].join(''),
    ConditionExpression: '#asked.revision = :revision AND #asked.#status = :awaiting',
    ExpressionAttributeNames: {
      ...{ '#asked': names.asked, '#status': 'status' },
      ...(isReady && { '#published': names.published, '#retired': names.retired }),
    },
    ExpressionAttributeValues: {
      ...{ ':asked': asked, ':one': 1, ':at': at, ':revision': revision, ':awaiting': 'AWAITING_UPLOAD' },
      ...(isReady && { ':published': { revision, label, revisions } }),
    },
  };
}
