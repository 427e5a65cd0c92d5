import { statfs } from 'node:fs/promises';
import { AwsError } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import type { LevelDatabase, Row } from './dynalite.ts';

/** Free bytes without which a database that failed is not opened again: that writes too. */
const ROOM_BYTES = 16 * 1024 * 1024;

/**
 * Writes batches, and answers a failure (a full disk, as a rule) as DynamoDB does. LevelDB itself would go on after
 * half a record, in a log that cannot be read beyond it: all that is acknowledged from then on would be lost with the
 * process. Opened again, it begins a new log; reading goes on until then.
 */
export function createWriter(
  level: Pick<LevelDatabase, 'batch' | 'open' | 'close'>,
  options: { readonly directory: string; readonly log: Log; readonly freeBytes?: () => Promise<number> },
): (rows: readonly Row[]) => Promise<void> {
  const { directory, log, freeBytes = () => freeBytesOf(directory) } = options;
  let isTorn = false;
  return async (rows) => {
    try {
      if (isTorn) {
        if ((await freeBytes()) < ROOM_BYTES) throw new Error(`The disk of ${directory} is full.`);
        await level.close();
        await level.open();
        isTorn = false;
      }
      await level.batch(rows);
    } catch (error) {
      isTorn = true;
      log.fault('dynamodb', error);
      throw new AwsError('InternalServerError', 'Internal server error', 500);
    }
  };
}

async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
