import { join } from 'node:path';
import { openDatabase } from '../../runtime/database.ts';
import type { PolicyDocument } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';

/**
 * Inline policies that were put or deleted through the API, beside the template. They count until the template
 * itself says something new about the policy, as on AWS, where CloudFormation touches only what changed.
 */
export interface Changes {
  /** What counts in the place of a policy of the template; `undefined` when it was deleted. */
  inPlaceOf(roleArn: string, name: string, template: PolicyDocument): PolicyDocument | undefined;
  /** The policies of a role that no template knows. */
  added(roleArn: string): readonly (readonly [name: string, document: PolicyDocument])[];
  /** @param document undefined to delete it */
  put(roleArn: string, name: string, document: PolicyDocument | undefined, template?: PolicyDocument): void;
  forget(roleArn: string): void;
  close(): void;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS role_policies (
  role_arn TEXT NOT NULL, name TEXT NOT NULL, document TEXT, template TEXT, PRIMARY KEY (role_arn, name)) STRICT`;

export function openChanges(runtime: Runtime): Changes {
  const database = openDatabase(join(runtime.directory('iam'), 'iam.db'), SCHEMA);
  const find = database.prepare(
    'SELECT document, template FROM role_policies WHERE role_arn = ? AND name = ?',
  );
  const extra = database.prepare(
    'SELECT name, document FROM role_policies WHERE role_arn = ? AND template IS NULL AND document IS NOT NULL',
  );
  const upsert = database.prepare('INSERT OR REPLACE INTO role_policies VALUES (?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM role_policies WHERE role_arn = ? AND name = ?');
  const removeAll = database.prepare('DELETE FROM role_policies WHERE role_arn = ?');

  return {
    inPlaceOf(roleArn, name, template) {
      const row = find.get(roleArn, name);
      if (!row) return template;
      if (row['template'] === JSON.stringify(template))
        return row['document'] === null ? undefined : (JSON.parse(String(row['document'])) as PolicyDocument);
      remove.run(roleArn, name);
      return template;
    },
    added: (roleArn) =>
      extra
        .all(roleArn)
        .map((row) => [String(row['name']), JSON.parse(String(row['document'])) as PolicyDocument] as const),
    put(roleArn, name, document, template) {
      if (!document && !template) remove.run(roleArn, name);
      else
        upsert.run(
          roleArn,
          name,
          document ? JSON.stringify(document) : null,
          template ? JSON.stringify(template) : null,
        );
    },
    forget: (roleArn) => void removeAll.run(roleArn),
    close: () => database.close(),
  };
}
