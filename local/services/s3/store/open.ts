import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../../runtime/database.ts';
import { openFiles, type ObjectFiles } from './files.ts';
import { SCHEMA } from './schema.ts';

/** Opens the store of one installation and clears away what a killed process left without a row. */
export async function openStore(
  directory: string,
  options: { now: () => number; uuid: () => string },
): Promise<{ database: DatabaseSync; files: ObjectFiles }> {
  const database = openDatabase(join(directory, 's3.sqlite'), SCHEMA);
  const files = await openFiles(join(directory, 'objects'), options);
  const held = new Set(
    database
      .prepare(
        'SELECT file FROM objects UNION ALL SELECT file FROM object_parts UNION ALL SELECT file FROM parts',
      )
      .all()
      .map((row) => String(row['file'])),
  );
  await files.sweep((file) => held.has(file));
  return { database, files };
}
