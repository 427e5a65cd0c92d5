import { guards } from '../guard.ts';

const CANCEL = 'functions/cancel-upload/cancel-upload.test.ts';
const RETRY = 'functions/retry-processing/retry-processing.test.ts';

/** What failed or was canceled leaves nothing, and only what may end better is begun again. */
export const ENDS = [
  ...guards('functions/shared/leftovers.ts', CANCEL, {
    'nobody comes back only when all jobs are at their end': ['  return ended;', '  return ended || true;'],
    'parts of a canceled upload go': [
      'if (upload.uploadId !== undefined) await',
      'if (upload.uploadId === id) await',
    ],
    'the file of a canceled upload goes': ['await deleteSource(uploads, id);', ''],
    'jobs of a failed attempt are canceled': ['await cancelJob(client, jobId);', ''],
  }),
  ...guards('functions/shared/leftovers.ts', 'functions/shared/leftovers.test.ts', {
    'what was begun anew is not closed': ['AND version = :version', 'AND version IN (:version, version)'],
    'a job that is done is not canceled': ['|| row[part.done]', ''],
  }),
  ...guards('functions/cancel-upload/cancel-upload.ts', CANCEL, {
    'what came to its end first is not canceled': [
      "update.among('status', PREDECESSORS.FAILED),",
      "'attribute_exists(id)',",
    ],
    'what is ready or failed is not canceled': [
      "if (!isCanceled(canceled)) throw new RequestError('Conflict', conflict(canceled));",
      '',
    ],
  }),
  ...guards('functions/retry-processing/retry-processing.ts', RETRY, {
    'what is under way is not begun again': ['if (isUnderWay(row.status)) return row;', ''],
    'what would fail again is not begun again': ['!row.failure?.retryable || ', ''],
    'what has no file any more is not begun again': [
      '!(await objectExists(uploads, row.pinnedKey ?? sourceKey(id)))',
      'objectExists === undefined',
    ],
    'what is left of the last attempt goes first': [
      'if (row.open !== undefined) await clearLeftovers(dependencies, row);',
      '',
    ],
    'somebody looks at the new attempt': ['await sendLook(looks, id);', ''],
  }),
];
