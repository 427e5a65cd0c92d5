import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../runtime/database.ts';
import type { Secret, Version } from './store.ts';

/** Takes over the table of the first edition, which kept one version of each secret, in plain text. */
export function importFirstEdition(
  database: DatabaseSync,
  store: { put(secret: Secret): void; addVersion(version: Version): void },
): void {
  const exists = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'secrets'");
  if (!exists.get()) return;
  transaction(database, () => {
    for (const row of database.prepare('SELECT * FROM secrets').all()) {
      const arn = String(row['arn']);
      store.put({
        arn,
        name: String(row['name']),
        description: String(row['description']),
        tags: {},
        policy: undefined,
        createdAt: Number(row['created']),
        changedAt: Number(row['changed']),
        deletionAt: undefined,
        from: undefined,
      });
      store.addVersion({
        arn,
        id: String(row['version']),
        createdAt: Number(row['changed']),
        stages: ['AWSCURRENT'],
        value: { text: String(row['value']) },
      });
    }
    database.exec('DROP TABLE secrets');
  });
  // The plain texts must not stay in pages that are free now.
  database.exec('VACUUM');
}
