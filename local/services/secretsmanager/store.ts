import { join } from 'node:path';
import { openDatabase, transaction } from '../../runtime/database.ts';
import type { PolicyDocument } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { createSeal } from '../../runtime/seal.ts';
import { importFirstEdition } from './first-edition.ts';

/** What a secret holds: text, or bytes in base64. */
export type Value = { readonly text: string } | { readonly binary: string };

export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy: PolicyDocument | undefined;
  /** Milliseconds since the epoch, like all times here. */
  readonly createdAt: number;
  readonly changedAt: number;
  /** When it goes for good, once it was deleted. */
  readonly deletionAt: number | undefined;
  /** The resource of the template that it belongs to, and what that said about its value. */
  readonly from: { readonly logicalId: string; readonly wanted: string } | undefined;
}

export interface Version {
  readonly arn: string;
  readonly id: string;
  readonly createdAt: number;
  readonly stages: readonly string[];
  readonly value: Value;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS secret (arn TEXT PRIMARY KEY, name TEXT UNIQUE NOT NULL, document TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS version (
    arn TEXT NOT NULL, id TEXT NOT NULL, created_at INTEGER NOT NULL, stages TEXT NOT NULL, sealed BLOB NOT NULL,
    PRIMARY KEY (arn, id)
  ) STRICT;`;

/** Versions without a stage are kept up to this number, the youngest. */
const MOST_UNSTAGED = 100;

export type Store = ReturnType<typeof openStore>;

/** Secrets and their versions in one SQLite file; the values are sealed by the key of the installation. */
export function openStore(runtime: Runtime) {
  const database = openDatabase(join(runtime.directory('secretsmanager'), 'secrets.db'), SCHEMA);
  const seal = createSeal(runtime.credentials.secret('secretsmanager values'));
  const byId = database.prepare(
    "SELECT document FROM secret WHERE name = ?1 OR arn = ?1 OR arn LIKE ?2 ESCAPE '\\'",
  );
  const all = database.prepare('SELECT document FROM secret WHERE name > ? ORDER BY name');
  const upsert = database.prepare('INSERT OR REPLACE INTO secret VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM secret WHERE arn = ?');
  const removeVersions = database.prepare('DELETE FROM version WHERE arn = ?');
  const versions = database.prepare(
    'SELECT * FROM version WHERE arn = ? ORDER BY created_at DESC, rowid DESC',
  );
  const insertVersion = database.prepare('INSERT INTO version VALUES (?, ?, ?, ?, ?)');
  const restage = database.prepare('UPDATE version SET stages = ? WHERE arn = ? AND id = ?');
  const removeVersion = database.prepare('DELETE FROM version WHERE arn = ? AND id = ?');
  const read = (row: Record<string, unknown>) => JSON.parse(String(row['document'])) as Secret;

  const store = {
    /** By name, by ARN, or by the ARN without its random suffix, as the service accepts it. */
    find(id: string): Secret | undefined {
      const partial = id.startsWith('arn:') ? `${id.replace(/[\\%_]/g, '\\$&')}-______` : '';
      const row = byId.get(id, partial);
      return row && read(row);
    },
    list: (afterName: string): Secret[] => all.all(afterName).map(read),
    put(secret: Secret): void {
      upsert.run(secret.arn, secret.name, JSON.stringify(secret));
    },
    delete(arn: string): void {
      transaction(database, () => {
        removeVersions.run(arn);
        remove.run(arn);
      });
    },

    /** The versions of a secret, the youngest first. */
    versions: (arn: string): Version[] =>
      versions.all(arn).map((row) => ({
        arn,
        id: String(row['id']),
        createdAt: Number(row['created_at']),
        stages: JSON.parse(String(row['stages'])) as string[],
        value: seal.open(Buffer.from(row['sealed'] as Uint8Array)) as Value,
      })),

    /** Adds a version that takes its stages from whichever has them; what was current becomes the previous one. */
    addVersion(version: Version): void {
      transaction(database, () => {
        const sealed = seal.seal(version.value);
        insertVersion.run(version.arn, version.id, version.createdAt, '[]', sealed);
        for (const stage of version.stages) store.moveStage(version.arn, stage, version.id);
        const unstaged = store.versions(version.arn).filter(({ stages }) => stages.length === 0);
        for (const { id } of unstaged.slice(MOST_UNSTAGED)) removeVersion.run(version.arn, id);
      });
    },

    /** @param toId undefined to take the stage away altogether */
    moveStage(arn: string, stage: string, toId: string | undefined): void {
      transaction(database, () => {
        const known = store.versions(arn);
        const before = known.find(({ stages }) => stages.includes(stage));
        if (before?.id === toId) return;
        const stages = new Map(known.map((one) => [one.id, one.stages.filter((name) => name !== stage)]));
        if (toId !== undefined) stages.get(toId)?.push(stage);
        if (stage === 'AWSCURRENT' && before && toId !== undefined)
          for (const [id, names] of stages)
            stages.set(id, [
              ...names.filter((name) => name !== 'AWSPREVIOUS'),
              ...(id === before.id ? ['AWSPREVIOUS'] : []),
            ]);
        for (const [id, names] of stages) restage.run(JSON.stringify(names), arn, id);
      });
    },

    transaction: <T>(work: () => T): T => transaction(database, work),
    close: () => database.close(),
  };
  importFirstEdition(database, store);
  return store;
}
