import type { DatabaseSync } from 'node:sqlite';
import { TemplateError } from '../../../runtime/errors.ts';
import { allowProperties } from '../../../runtime/properties.ts';
import type { Created, Resource } from '../../../runtime/service.ts';
import type { Functions } from '../function.ts';
import type { FunctionResources } from './functions.ts';
import { functionOf } from './function-of.ts';

/** `AWS::Lambda::Version` and `AWS::Lambda::Alias`. */
export interface VersionResources {
  createVersion(resource: Resource): Created;
  deleteVersion(resource: Resource): void;
  createAlias(resource: Resource): Created;
  deleteAlias(resource: Resource): void;
}

export const VERSIONS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS function_versions (
    function_name TEXT NOT NULL, logical_id TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (function_name, logical_id)
  ) STRICT;`;

export function createVersionResources(
  functions: Functions,
  database: DatabaseSync,
  publish: FunctionResources['publish'],
): VersionResources {
  const find = database.prepare(
    'SELECT number FROM function_versions WHERE function_name = ? AND logical_id = ?',
  );
  const last = database.prepare(
    'SELECT ifnull(max(number), 0) AS number FROM function_versions WHERE function_name = ?',
  );
  const insert = database.prepare('INSERT INTO function_versions VALUES (?, ?, ?)');

  /** A number is given once: a version that is gone leaves its own behind. */
  function numberOf(functionName: string, logicalId: string): string {
    const known = find.get(functionName, logicalId);
    if (known) return String(known['number']);
    const number = Number(last.get(functionName)!['number']) + 1;
    insert.run(functionName, logicalId, number);
    return String(number);
  }

  return {
    createVersion(resource) {
      allowProperties(resource, ['CodeSha256', 'Description', 'FunctionName']);
      const { fn } = functionOf(resource, functions);
      const version = numberOf(fn.name, resource.logicalId);
      if (!fn.versions.has(version))
        fn.versions.set(version, publish({ ...fn.latest.definition, version }, fn.concurrency));
      const arn = `${fn.arn}:${version}`;
      return { ref: arn, attributes: { FunctionArn: arn, Version: version } };
    },

    deleteVersion({ logicalId, properties }) {
      const fn = functions.get(bareName(String(properties.FunctionName)));
      const version = fn && find.get(fn.name, logicalId)?.['number'];
      if (!fn || version === undefined) return;
      fn.versions.get(String(version))?.executor.retire();
      fn.versions.delete(String(version));
    },

    createAlias(resource) {
      allowProperties(resource, ['Description', 'FunctionName', 'FunctionVersion', 'Name', 'RoutingConfig']);
      const { logicalId } = resource;
      const { Name, FunctionVersion, RoutingConfig } = resource.properties as {
        Name?: unknown;
        FunctionVersion?: unknown;
        RoutingConfig?: { AdditionalVersionWeights?: readonly unknown[] };
      };
      if ((RoutingConfig?.AdditionalVersionWeights ?? []).length > 0)
        throw new TemplateError(logicalId, 'an alias with weighted versions is not supported.');
      const { fn } = functionOf(resource, functions);
      const [name, version] = [String(Name), String(FunctionVersion)];
      if (!/^(?!\d+$)[A-Za-z0-9-_]{1,128}$/.test(name))
        throw new TemplateError(logicalId, `${name} is not a name that an alias can have.`);
      if (version !== '$LATEST' && !fn.versions.has(version))
        throw new TemplateError(logicalId, `there is no version ${version} of ${fn.name}.`);
      fn.aliases.set(name, version);
      return { ref: `${fn.arn}:${name}`, attributes: { AliasArn: `${fn.arn}:${name}` } };
    },

    deleteAlias({ properties }) {
      functions.get(bareName(String(properties.FunctionName)))?.aliases.delete(String(properties.Name));
    },
  };
}

/** The name in a name or an ARN, whether or not there is such a function any more. */
export const bareName = (nameOrArn: string) =>
  /(?:^|:function:)([\w-]+)(?::[^:]*)?$/.exec(nameOrArn)?.[1] ?? '';
