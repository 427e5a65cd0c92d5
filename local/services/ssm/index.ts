import { join } from 'node:path';
import { openDatabase } from '../../runtime/database.ts';
import { AwsError } from '../../runtime/errors.ts';
import { jsonProtocol } from '../../runtime/protocols/json.ts';
import { optionalText, text, texts, type Input } from '../../runtime/protocols/members.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { AwsCall, Created, Resource, Service } from '../../runtime/service.ts';

interface ParameterRow {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly changed: number;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS parameters (
  name TEXT PRIMARY KEY, type TEXT NOT NULL, value TEXT NOT NULL, version INTEGER NOT NULL, changed INTEGER NOT NULL) STRICT`;

/** Parameter Store: named texts with a version. */
export function createSsm(runtime: Runtime): Service {
  const database = openDatabase(join(runtime.directory('ssm'), 'parameters.db'), SCHEMA);
  const select = database.prepare('SELECT * FROM parameters WHERE name = ?');
  const under = database.prepare(
    'SELECT * FROM parameters WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name',
  );
  const upsert = database.prepare(
    `INSERT INTO parameters VALUES (?1, ?2, ?3, 1, ?4) ON CONFLICT (name) DO UPDATE
     SET type = ?2, value = ?3, version = version + 1, changed = ?4`,
  );

  return {
    create: createParameter,
    stop: () => database.close(),
    handle: jsonProtocol({
      version: '1.1',
      log: runtime.log,
      operations: {
        GetParameter: (input: Input, call) => {
          const name = text(input, 'Name');
          allow(call, 'GetParameter', name);
          return { Parameter: described(existing(name)) };
        },
        GetParameters: (input: Input, call) => {
          const names = texts(input, 'Names');
          for (const name of names) allow(call, 'GetParameters', name);
          const rows = names.map(find);
          return {
            Parameters: rows.filter((row) => row !== undefined).map(described),
            InvalidParameters: names.filter((_name, index) => !rows[index]),
          };
        },
        GetParametersByPath: (input: Input, call) => {
          const path = text(input, 'Path');
          allow(call, 'GetParametersByPath', path);
          const prefix = path.endsWith('/') ? path : `${path}/`;
          const rows = under.all(prefix) as unknown as ParameterRow[];
          const direct = (row: ParameterRow) => !row.name.slice(prefix.length).includes('/');
          const recursive = input['Recursive'] === true;
          return { Parameters: rows.filter((row) => recursive || direct(row)).map(described) };
        },
        PutParameter: (input: Input, call) => {
          const name = text(input, 'Name');
          allow(call, 'PutParameter', name);
          if (find(name) && input['Overwrite'] !== true)
            throw new AwsError(
              'ParameterAlreadyExists',
              'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
            );
          const type = optionalText(input, 'Type') ?? 'String';
          upsert.run(name, type, text(input, 'Value'), runtime.clock.now());
          return { Version: existing(name).version, Tier: 'Standard' };
        },
        DeleteParameter: (input: Input, call) => {
          const name = text(input, 'Name');
          allow(call, 'DeleteParameter', name);
          existing(name);
          database.prepare('DELETE FROM parameters WHERE name = ?').run(name);
          return {};
        },
      },
    }),
  };

  function createParameter({ logicalId, properties }: Resource): Created {
    const name = (properties.Name as string | undefined) ?? runtime.nameFor(logicalId);
    const { Type: type, Value: value } = properties as { Type: string; Value: string };
    const row = find(name);
    if (row?.value !== value || row.type !== type) upsert.run(name, type, value, runtime.clock.now());
    return { ref: name, attributes: { Type: type, Value: value } };
  }

  function find(name: string): ParameterRow | undefined {
    return select.get(name) as ParameterRow | undefined;
  }

  function existing(name: string): ParameterRow {
    const row = find(name);
    if (!row) throw new AwsError('ParameterNotFound', '');
    return row;
  }

  function described(row: ParameterRow) {
    return {
      Name: row.name,
      Type: row.type,
      Value: row.value,
      Version: row.version,
      LastModifiedDate: row.changed / 1000,
      ARN: arnOf(row.name),
      DataType: 'text',
    };
  }

  function arnOf(name: string): string {
    return runtime.arn('ssm', `parameter/${name.replace(/^\//, '')}`);
  }

  function allow(call: AwsCall, action: string, name: string): void {
    runtime.peers.iam.authorize({ caller: call.caller, action: `ssm:${action}`, resource: arnOf(name) });
  }
}
