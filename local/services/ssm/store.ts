import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase, transaction } from '../../runtime/database.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { createSeal } from '../../runtime/seal.ts';

export const TYPES = ['String', 'StringList', 'SecureString'] as const;
export type ParameterType = (typeof TYPES)[number];

/** One version of a parameter. */
export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly version: number;
  /** As it is; `sealed` is what stands on disk, and what is shown of a `SecureString` that is not decrypted. */
  readonly value: string;
  readonly description: string | undefined;
  readonly allowedPattern: string | undefined;
  readonly tier: 'Standard' | 'Advanced';
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
  readonly changedBy: string;
  /** The resource of the template that it belongs to, and the value that this said. */
  readonly from: { readonly logicalId: string; readonly wanted: string } | undefined;
}

export interface Kept extends Parameter {
  readonly sealed: string;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS parameter (
  name TEXT NOT NULL, version INTEGER NOT NULL, value TEXT NOT NULL, document TEXT NOT NULL,
  PRIMARY KEY (name, version)) STRICT`;

/** Versions that are kept of each parameter. */
const MOST_VERSIONS = 100;

export type Store = ReturnType<typeof openStore>;

/** Parameters with their versions in one SQLite file; a `SecureString` is sealed by the key of the installation. */
export function openStore(runtime: Runtime) {
  const database = openDatabase(join(runtime.directory('ssm'), 'parameters.db'), SCHEMA);
  const seal = createSeal(runtime.credentials.secret('ssm values'));
  const newest = database.prepare('SELECT * FROM parameter WHERE name = ? ORDER BY version DESC LIMIT 1');
  const one = database.prepare('SELECT * FROM parameter WHERE name = ? AND version = ?');
  const all = database.prepare('SELECT * FROM parameter WHERE name = ? ORDER BY version');
  const names = database.prepare('SELECT DISTINCT name FROM parameter WHERE name > ? ORDER BY name');
  const insert = database.prepare('INSERT INTO parameter VALUES (?, ?, ?, ?)');
  const forget = database.prepare('DELETE FROM parameter WHERE name = ? AND version <= ?');
  const remove = database.prepare('DELETE FROM parameter WHERE name = ?');

  const read = (row: Record<string, unknown>): Kept => {
    const document = JSON.parse(String(row['document'])) as Omit<Parameter, 'value'>;
    const sealed = String(row['value']);
    const value =
      document.type === 'SecureString' ? String(seal.open(Buffer.from(sealed, 'base64'))) : sealed;
    return { ...document, value, sealed };
  };

  const store = {
    find(name: string, version?: number): Kept | undefined {
      const row = version === undefined ? newest.get(name) : one.get(name, version);
      return row && read(row);
    },
    versions: (name: string): Kept[] => all.all(name).map(read),
    /** Names after a given one, in order. */
    names: (after: string): string[] => names.all(after).map((row) => String(row['name'])),
    add(parameter: Parameter): void {
      const { value, ...document } = parameter;
      const text = document.type === 'SecureString' ? seal.seal(value).toString('base64') : value;
      transaction(database, () => {
        insert.run(document.name, document.version, text, JSON.stringify(document));
        forget.run(document.name, document.version - MOST_VERSIONS);
      });
    },
    delete: (name: string): boolean => remove.run(name).changes > 0,
    close: () => database.close(),
  };
  importFirstEdition(database, store);
  return store;
}

/** Takes over the table of the first edition, which kept the newest version only. */
function importFirstEdition(database: DatabaseSync, store: { add(parameter: Parameter): void }): void {
  const exists = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'parameters'");
  if (!exists.get()) return;
  transaction(database, () => {
    for (const row of database.prepare('SELECT * FROM parameters').all())
      store.add({
        name: String(row['name']),
        type: String(row['type']) as ParameterType,
        version: Number(row['version']),
        value: String(row['value']),
        description: undefined,
        allowedPattern: undefined,
        tier: 'Standard',
        changedAt: Number(row['changed']),
        changedBy: '',
        from: undefined,
      });
    database.exec('DROP TABLE parameters');
  });
}
