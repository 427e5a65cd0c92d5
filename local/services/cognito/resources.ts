import { TemplateError } from '../../runtime/errors.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Created, Resource } from '../../runtime/service.ts';
import { readClient } from './client.ts';
import type { Directory } from './directory.ts';
import { readPool, type Pool } from './pool.ts';
import type { Store } from './store.ts';

interface Parts {
  readonly directory: Directory;
  readonly store: Store;
}

/** The types of Cognito: made, changed in place, and taken away. */
export function createResource(resource: Resource, runtime: Runtime, { directory, store }: Parts): Created {
  switch (resource.type) {
    case 'AWS::Cognito::UserPool': {
      const read = readPool(resource, runtime);
      assertSameUsers(resource.logicalId, read, store);
      const pool: Pool = { ...read, groups: directory.pools.get(read.id)?.groups ?? read.groups };
      directory.pools.set(pool.id, pool);
      const provider = pool.issuer.slice('https://'.length);
      return {
        ref: pool.id,
        attributes: { Arn: pool.arn, ProviderName: provider, ProviderURL: pool.issuer, UserPoolId: pool.id },
      };
    }
    case 'AWS::Cognito::UserPoolClient': {
      const client = readClient(resource, runtime);
      poolOf(resource, directory, client.poolId);
      const other = directory.clients.get(client.id);
      if (other && other.poolId !== client.poolId)
        throw new TemplateError(resource.logicalId, 'a client cannot move to another user pool.');
      directory.clients.set(client.id, client);
      return {
        ref: client.id,
        attributes: {
          ClientId: client.id,
          Name: client.name,
          ...(client.secret !== undefined && { ClientSecret: client.secret }),
        },
      };
    }
    case 'AWS::Cognito::UserPoolGroup':
      return createGroup(resource, runtime, directory);
    default:
      throw new TemplateError(resource.logicalId, `${resource.type} is not supported.`);
  }
}

export function deleteResource(resource: Resource, runtime: Runtime, { directory, store }: Parts): void {
  const { logicalId } = resource;
  switch (resource.type) {
    case 'AWS::Cognito::UserPool': {
      const pool = readPool(resource, runtime);
      if (pool.deletionProtected)
        throw new TemplateError(
          logicalId,
          'The user pool cannot be deleted because deletion protection is activated. ' +
            'Deletion protection must be inactivated first.',
        );
      directory.pools.delete(pool.id);
      store.deletePool(pool.id);
      return;
    }
    case 'AWS::Cognito::UserPoolClient':
      directory.clients.delete(runtime.idFor(logicalId, 26));
      return;
    case 'AWS::Cognito::UserPoolGroup':
      for (const pool of directory.pools.values())
        for (const [name, group] of pool.groups)
          if (group.logicalId === logicalId) {
            pool.groups.delete(name);
            store.deleteGroup(pool.id, name);
          }
  }
}

function createGroup(resource: Resource, runtime: Runtime, directory: Directory): Created {
  allowProperties(resource, ['Description', 'GroupName', 'Precedence', 'RoleArn', 'UserPoolId']);
  const { logicalId } = resource;
  const properties = resource.properties as {
    readonly Description?: string;
    readonly GroupName?: string;
    readonly Precedence?: number;
    readonly RoleArn?: string;
    readonly UserPoolId?: string;
  };
  const name = properties.GroupName ?? runtime.nameFor(logicalId);
  const { groups } = poolOf(resource, directory, properties.UserPoolId);
  for (const [other, group] of groups)
    if (group.logicalId === logicalId && other !== name)
      throw new TemplateError(logicalId, `its name is ${other}: another one would lose its members.`);
  groups.set(name, {
    logicalId,
    // Groups without a precedence come after all that have one.
    precedence: Number(properties.Precedence ?? Infinity),
    description: properties.Description,
    roleArn: properties.RoleArn,
  });
  return { ref: name };
}

/**
 * Refuses what a pool with users cannot change: how they are named, and attributes that they may have. CloudFormation
 * would make a new pool, without them.
 */
function assertSameUsers(logicalId: string, pool: Pool, store: Store): void {
  const { emailIsUsername, emailIsAlias, caseSensitive, customAttributes, requiredAttributes } = pool;
  const now = { emailIsUsername, emailIsAlias, caseSensitive, customAttributes, requiredAttributes };
  const id = `pool ${pool.id}`;
  const before = store.findKey<typeof now>(id);
  const refuse = (what: string) =>
    new TemplateError(logicalId, `${what} cannot be changed in a user pool: it would lose its users.`);
  if (before) {
    if (before.emailIsUsername !== emailIsUsername) throw refuse('UsernameAttributes');
    if (before.emailIsAlias !== emailIsAlias) throw refuse('AliasAttributes');
    if (before.caseSensitive !== caseSensitive) throw refuse('UsernameConfiguration');
    const gone = before.customAttributes.find((name) => !customAttributes.includes(name));
    if (gone) throw refuse(`Schema: the attribute ${gone}`);
    if (String([...before.requiredAttributes].sort()) !== String([...requiredAttributes].sort()))
      throw refuse('Schema: which attributes are required');
  }
  store.replaceKey(id, now);
}

function poolOf(resource: Resource, directory: Directory, poolId: unknown): Pool {
  const pool = directory.pools.get(String(poolId));
  if (!pool) throw new TemplateError(resource.logicalId, `There is no user pool ${String(poolId)}.`);
  return pool;
}
