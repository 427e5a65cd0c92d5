import type { DatabaseSync } from 'node:sqlite';

/** Which of a kind's documents, the newest first. Instants are in seconds since the epoch. */
export interface Selection {
  readonly parent?: string;
  readonly from?: number;
  readonly to?: number;
  readonly skip?: number;
  readonly count?: number;
}

/** With the instant of its making, in seconds since the epoch, under the name that its provider has for it. */
export type Identified = { readonly id: string } & (
  { readonly created_at: number } | { readonly created: number }
);

/** JSON documents by kind and id, in the order in which they were first put. */
export interface Documents {
  /** @param parent what it belongs to: a payment's order. Stays what it was at first. */
  put<T extends Identified>(kind: string, document: T, parent?: string): void;
  find<T>(kind: string, id: string): T | undefined;
  list<T>(kind: string, selection?: Selection): T[];
}

const madeAt = (document: Identified) => ('created' in document ? document.created : document.created_at);
const LATEST = Number.MAX_SAFE_INTEGER;

export function createDocuments(database: DatabaseSync): Documents {
  database.exec(`
    CREATE TABLE IF NOT EXISTS documents (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, parent TEXT,
      created_at INTEGER NOT NULL, document TEXT NOT NULL, UNIQUE (kind, id)
    ) STRICT;
    CREATE INDEX IF NOT EXISTS documents_parent ON documents (kind, parent, sequence);`);
  const put = database.prepare(`
    INSERT INTO documents (kind, id, parent, created_at, document) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (kind, id) DO UPDATE SET document = excluded.document`);
  const one = database.prepare('SELECT document FROM documents WHERE kind = ? AND id = ?');
  const some = database.prepare(`
    SELECT document FROM documents
    WHERE kind = ?1 AND (?2 IS NULL OR parent = ?2) AND created_at BETWEEN ?3 AND ?4
    ORDER BY sequence DESC LIMIT ?5 OFFSET ?6`);
  const parse = <T>(row: Readonly<Record<string, unknown>>) => JSON.parse(String(row['document'])) as T;

  return {
    put: (kind, document, parent) =>
      void put.run(kind, document.id, parent ?? null, madeAt(document), JSON.stringify(document)),
    find<T>(kind: string, id: string) {
      const row = one.get(kind, id);
      return row && parse<T>(row);
    },
    list: <T>(kind: string, { parent, from = 0, to = LATEST, skip = 0, count = -1 }: Selection = {}) =>
      some.all(kind, parent ?? null, from, to, count, skip).map(parse<T>),
  };
}
