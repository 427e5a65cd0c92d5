import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../../runtime/database.ts';
import { AwsError } from '../../../runtime/errors.ts';
import { isDiskFull } from '../../../runtime/full-disk.ts';
import type { CloudEvent } from '../../../runtime/peers.ts';
import type { WorkList } from '../../../runtime/work-list.ts';

export type JobStatus = 'SUBMITTED' | 'PROGRESSING' | 'COMPLETE' | 'CANCELED' | 'ERROR';

/** The body of CreateJob, after its settings were validated. */
export interface JobRequest {
  readonly role: string;
  readonly settings: unknown;
  readonly userMetadata?: Readonly<Record<string, string>>;
  readonly statusUpdateInterval?: string;
  readonly [member: string]: unknown;
}

export interface Job {
  /** Order of submission. */
  readonly sequence: number;
  readonly id: string;
  /** The queue's ARN. */
  readonly queue: string;
  readonly priority: number;
  readonly token: string | null;
  readonly status: JobStatus;
  readonly request: JobRequest;
  /** Milliseconds since the epoch, as all times here. */
  readonly created: number;
  readonly started: number | null;
  readonly finished: number | null;
  readonly phase: string | null;
  readonly percent: number | null;
  readonly retries: number;
  readonly errorCode: number | null;
  readonly errorMessage: string | null;
  readonly outputGroupDetails: unknown;
  readonly warnings: readonly string[];
}

type Column = string | number | null;

export const JOBS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS jobs (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, queue TEXT NOT NULL,
    priority INTEGER NOT NULL, token TEXT, status TEXT NOT NULL, request TEXT NOT NULL, created INTEGER NOT NULL,
    started INTEGER, finished INTEGER, phase TEXT, percent INTEGER, retries INTEGER NOT NULL DEFAULT 0,
    errorCode INTEGER, errorMessage TEXT, outputGroupDetails TEXT, warnings TEXT NOT NULL DEFAULT '[]');
  CREATE INDEX IF NOT EXISTS jobs_by_status ON jobs (status, priority DESC, sequence);
  CREATE INDEX IF NOT EXISTS jobs_by_token ON jobs (token, created) WHERE token IS NOT NULL;`;

/**
 * Jobs, and the events that are still to be published. A state change and its event are one transaction,
 * so that no death of the process can keep the one and lose the other.
 */
export function openStore(database: DatabaseSync, outbox: Pick<WorkList<CloudEvent>, 'add'>) {
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const statement = (sql: string) => {
    const found = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, found);
    return found;
  };
  const all = (sql: string, ...values: Column[]) =>
    statement(sql)
      .all(...values)
      .map(jobOf);
  const one = (sql: string, ...values: Column[]) => all(sql, ...values)[0];

  return {
    /** Changes that a caller asked for: kept all, or not at all and said so. */
    atomically<T>(work: () => T): T {
      try {
        return transaction(database, work);
      } catch (error) {
        if (!isDiskFull(error)) throw error;
        throw new AwsError('InternalServerErrorException', 'The service has no room to keep this.', 500);
      }
    },

    insert(job: Pick<Job, 'id' | 'queue' | 'priority' | 'token' | 'request' | 'created'>): void {
      statement(
        `INSERT INTO jobs (id, queue, priority, token, status, request, created) VALUES (?, ?, ?, ?, 'SUBMITTED', ?, ?)`,
      ).run(job.id, job.queue, job.priority, job.token, JSON.stringify(job.request), job.created);
    },

    find: (id: string) => one('SELECT * FROM jobs WHERE id = ?', id),

    /** The job that a client request token made at `since` or later. */
    findByToken: (token: string, since: number) =>
      one('SELECT * FROM jobs WHERE token = ? AND created >= ? ORDER BY sequence DESC LIMIT 1', token, since),

    list(filter: {
      queue?: string;
      status?: string;
      /** Part of an input's URL. */
      inputFile?: string;
      ascending: boolean;
      after?: number;
      limit: number;
    }): Job[] {
      const [compare, order] = filter.ascending ? ['>', 'ASC'] : ['<', 'DESC'];
      return all(
        `SELECT * FROM jobs WHERE (?1 IS NULL OR queue = ?1) AND (?2 IS NULL OR status = ?2)
           AND (?3 IS NULL OR sequence ${compare} ?3)
           AND (?5 IS NULL OR instr(json_extract(request, '$.settings.inputs[0].fileInput'), ?5) > 0)
           ORDER BY sequence ${order} LIMIT ?4`,
        filter.queue ?? null,
        filter.status ?? null,
        filter.after ?? null,
        filter.limit,
        filter.inputFile ?? null,
      );
    },

    /** What was under way when the last process ended comes first, then priority, then order of submission. */
    waiting: () =>
      all(
        `SELECT * FROM jobs WHERE status IN ('PROGRESSING', 'SUBMITTED')
           ORDER BY status = 'PROGRESSING' DESC, priority DESC, sequence`,
      ),

    count: (queue: string, status: JobStatus) =>
      Number(
        statement('SELECT count(*) AS n FROM jobs WHERE queue = ? AND status = ?').get(queue, status)?.['n'],
      ),

    hasUnfinished: (queue: string): boolean =>
      statement(`SELECT 1 FROM jobs WHERE queue = ? AND status IN ('PROGRESSING', 'SUBMITTED') LIMIT 1`).get(
        queue,
      ) !== undefined,

    /**
     * Changes a job that is in one of the states `from`, with the event of that change. Answers whether it
     * was: a job that was canceled a moment ago, say, stays canceled and nothing is published.
     */
    change(id: string, from: readonly JobStatus[], changes: Partial<Job>, event?: CloudEvent): boolean {
      return transaction(database, () => {
        const names = Object.keys(changes) as (keyof Job)[];
        const values = names.map((name) => column(changes[name]));
        const { changes: changed } = statement(
          `UPDATE jobs SET ${names.map((name) => `${name} = ?`).join(', ')}
             WHERE id = ? AND status IN (${from.map(() => '?').join(', ')})`,
        ).run(...values, id, ...from);
        if (changed === 0) return false;
        if (event) outbox.add([event]);
        return true;
      });
    },
  };
}

export type Store = ReturnType<typeof openStore>;

const column = (value: unknown): Column =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : ((value ?? null) as Column);

function jobOf(row: Record<string, unknown>): Job {
  return {
    ...(row as unknown as Job),
    request: JSON.parse(String(row['request'])) as JobRequest,
    outputGroupDetails: row['outputGroupDetails'] ? JSON.parse(String(row['outputGroupDetails'])) : undefined,
    warnings: JSON.parse(String(row['warnings'])) as string[],
  };
}
