import type { DatabaseSync } from 'node:sqlite';
import { checksumText, readChecksum, type ObjectPart } from './object-row.ts';

interface PartRow {
  part_number: number;
  file: string;
  size: number;
  checksum: string | null;
}

/** The parts that objects were made of, by the sequence of their object. */
export function createObjectParts(database: DatabaseSync) {
  const insert = database.prepare('INSERT INTO object_parts VALUES (?, ?, ?, ?, ?)');
  const select = database.prepare('SELECT * FROM object_parts WHERE sequence = ? ORDER BY part_number');
  const drop = database.prepare('DELETE FROM object_parts WHERE sequence = ? RETURNING file');
  const forgetFiles = database.prepare("UPDATE object_parts SET file = '' WHERE sequence = ?");
  const filesOf = (rows: unknown[]) => (rows as PartRow[]).map(({ file }) => file);

  return {
    insert(sequence: number, parts: readonly ObjectPart[]): void {
      for (const { partNumber, file, size, checksum } of parts)
        insert.run(sequence, partNumber, file, size, checksumText(checksum));
    },
    /** None for an object that was sent in one piece. Without files once the bytes lie in one. */
    of: (sequence: number): ObjectPart[] =>
      (select.all(sequence) as unknown as PartRow[]).map((row) => ({
        partNumber: row.part_number,
        file: row.file,
        size: row.size,
        checksum: readChecksum(row.checksum),
      })),
    /** Answers the files that were theirs. */
    drop: (sequence: number): string[] => filesOf(drop.all(sequence)),
    /** Keeps the parts without their files, and answers those. */
    release(sequence: number): string[] {
      const files = filesOf(select.all(sequence));
      forgetFiles.run(sequence);
      return files;
    },
  };
}
