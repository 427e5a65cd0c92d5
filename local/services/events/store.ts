import type { DatabaseSync } from 'node:sqlite';
import type { RuleDefinition } from './rule.ts';

/** Where a thing of the template comes from; absent for what the API made. */
export interface Origin {
  readonly logicalId: string;
  /** What the template last said, as JSON: what the API changed since stays as long as this does. */
  readonly declared: string;
}

export interface StoredRule {
  readonly definition: RuleDefinition;
  readonly origin: Origin | undefined;
}

export interface StoredBus {
  readonly name: string;
  readonly description: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly origin: Origin | undefined;
}

export type EventsStore = ReturnType<typeof eventsStore>;

/** Rules and buses, each as a document, in the database of the deliveries. */
export function eventsStore(database: DatabaseSync) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS rules (
      bus TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (bus, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS buses (name TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID;`);
  const putRule = database.prepare('INSERT OR REPLACE INTO rules VALUES (?, ?, ?)');
  const deleteRule = database.prepare('DELETE FROM rules WHERE bus = ? AND name = ?');
  const putBus = database.prepare('INSERT OR REPLACE INTO buses VALUES (?, ?)');
  const deleteBus = database.prepare('DELETE FROM buses WHERE name = ?');
  const documents = <T>(table: string) =>
    database
      .prepare(`SELECT document FROM ${table}`)
      .all()
      .map(({ document }) => JSON.parse(String(document)) as T);

  return {
    rules: (): readonly StoredRule[] => documents('rules'),
    putRule: (rule: StoredRule): void =>
      void putRule.run(rule.definition.bus, rule.definition.name, JSON.stringify(rule)),
    deleteRule: (bus: string, name: string): void => void deleteRule.run(bus, name),
    buses: (): readonly StoredBus[] => documents('buses'),
    putBus: (bus: StoredBus): void => void putBus.run(bus.name, JSON.stringify(bus)),
    deleteBus: (name: string): void => void deleteBus.run(name),
  };
}
