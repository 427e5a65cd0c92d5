import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openDatabase } from '../../runtime/database.ts';
import { AwsError } from '../../runtime/errors.ts';
import { jsonProtocol } from '../../runtime/protocols/json.ts';
import { optionalText, text, type Input } from '../../runtime/protocols/members.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { AwsCall, Created, Resource, Service } from '../../runtime/service.ts';

interface SecretRow {
  readonly arn: string;
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly changed: number;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS secrets (
  arn TEXT PRIMARY KEY, name TEXT UNIQUE NOT NULL, description TEXT NOT NULL, version TEXT NOT NULL,
  value TEXT NOT NULL, created INTEGER NOT NULL, changed INTEGER NOT NULL) STRICT`;

/** Secrets with one current version (`AWSCURRENT`), as text. */
export function createSecretsManager(runtime: Runtime): Service {
  const database = openDatabase(join(runtime.directory('secretsmanager'), 'secrets.db'), SCHEMA);
  const byName = database.prepare(
    "SELECT * FROM secrets WHERE name = ? OR arn = ? OR arn LIKE ? ESCAPE '\\'",
  );
  const insert = database.prepare('INSERT INTO secrets VALUES (?, ?, ?, ?, ?, ?, ?)');
  const update = database.prepare('UPDATE secrets SET value = ?, version = ?, changed = ? WHERE arn = ?');

  return {
    create: createSecret,
    stop: () => database.close(),
    handle: jsonProtocol({
      version: '1.1',
      log: runtime.log,
      operations: {
        CreateSecret: (input: Input, call) => {
          const name = text(input, 'Name');
          if (!/^[\w/+=.@-]{1,512}$/.test(name))
            throw new AwsError('InvalidParameterException', 'Invalid name.');
          allow(call, 'CreateSecret', arnFor(name));
          if (find(name))
            throw new AwsError(
              'ResourceExistsException',
              `The operation failed because the secret ${name} already exists.`,
            );
          const row = store(name, secretText(input), optionalText(input, 'Description') ?? '');
          return { ARN: row.arn, Name: name, VersionId: row.version };
        },
        PutSecretValue: (input: Input, call) => {
          const row = allowed(input, call, 'PutSecretValue');
          const version = runtime.uuid();
          update.run(secretText(input), version, runtime.clock.now(), row.arn);
          return { ARN: row.arn, Name: row.name, VersionId: version, VersionStages: ['AWSCURRENT'] };
        },
        GetSecretValue: (input: Input, call) => {
          const row = allowed(input, call, 'GetSecretValue');
          return {
            ARN: row.arn,
            Name: row.name,
            VersionId: row.version,
            SecretString: row.value,
            VersionStages: ['AWSCURRENT'],
            CreatedDate: row.changed / 1000,
          };
        },
        DescribeSecret: (input: Input, call) => {
          const row = allowed(input, call, 'DescribeSecret');
          return {
            ARN: row.arn,
            Name: row.name,
            Description: row.description,
            CreatedDate: row.created / 1000,
            LastChangedDate: row.changed / 1000,
            VersionIdsToStages: { [row.version]: ['AWSCURRENT'] },
          };
        },
        DeleteSecret: (input: Input, call) => {
          const row = allowed(input, call, 'DeleteSecret');
          database.prepare('DELETE FROM secrets WHERE arn = ?').run(row.arn);
          return { ARN: row.arn, Name: row.name, DeletionDate: runtime.clock.now() / 1000 };
        },
        ListSecrets: (_input: Input, call) => {
          allow(call, 'ListSecrets', '*');
          const rows = database
            .prepare('SELECT * FROM secrets ORDER BY name')
            .all() as unknown as SecretRow[];
          return {
            SecretList: rows.map(({ arn, name, description }) => ({
              ARN: arn,
              Name: name,
              Description: description,
            })),
          };
        },
      },
    }),
  };

  function createSecret({ logicalId, properties }: Resource): Created {
    const name = (properties.Name as string | undefined) ?? runtime.nameFor(logicalId);
    const generate = properties.GenerateSecretString as Generator | undefined;
    const row =
      find(name) ??
      store(
        name,
        (properties.SecretString as string | undefined) ?? generated(generate ?? {}),
        properties.Description ?? '',
      );
    return { ref: row.arn, attributes: { Id: row.arn } };
  }

  function arnFor(name: string): string {
    return runtime.arn('secretsmanager', `secret:${name}-${runtime.idFor(`secret ${name}`, 6)}`);
  }

  function store(name: string, value: string, description: string): SecretRow {
    const now = runtime.clock.now();
    const row = {
      arn: arnFor(name),
      name,
      description,
      version: runtime.uuid(),
      value,
      created: now,
      changed: now,
    };
    insert.run(row.arn, name, description, row.version, value, now, now);
    return row;
  }

  /** By name, by ARN, or by the ARN without its random suffix, as the service accepts it. */
  function find(id: string): SecretRow | undefined {
    const partial = id.startsWith('arn:') ? `${id.replace(/[%_]/g, '\\$&')}-______` : '';
    return byName.get(id, id, partial) as SecretRow | undefined;
  }

  function allow(call: AwsCall, action: string, resource: string): void {
    runtime.peers.iam.authorize({ caller: call.caller, action: `secretsmanager:${action}`, resource });
  }

  function allowed(input: Input, call: AwsCall, action: string): SecretRow {
    const id = text(input, 'SecretId');
    const row = find(id);
    allow(call, action, row?.arn ?? (id.startsWith('arn:') ? id : arnFor(id)));
    if (!row)
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return row;
  }
}

interface Generator {
  readonly PasswordLength?: number;
  readonly SecretStringTemplate?: string;
  readonly GenerateStringKey?: string;
}

function generated({ PasswordLength = 32, SecretStringTemplate, GenerateStringKey }: Generator): string {
  const password = randomBytes(PasswordLength).toString('base64url').slice(0, PasswordLength);
  if (!SecretStringTemplate || !GenerateStringKey) return password;
  return JSON.stringify({ ...(JSON.parse(SecretStringTemplate) as object), [GenerateStringKey]: password });
}

function secretText(input: Input): string {
  const value = optionalText(input, 'SecretString');
  if (value !== undefined) return value;
  throw new AwsError('InvalidParameterException', 'Only SecretString values are kept on this machine.');
}
