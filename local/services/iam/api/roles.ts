import { AwsError } from '../../../runtime/errors.ts';
import type { QueryOperations } from '../../../runtime/protocols/query.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import type { Role } from '../roles.ts';
import { checkPolicy } from '../validate.ts';
import { document, encoded, NAME, page, required } from './input.ts';
import type { ApiParts } from './index.ts';

/** Characters of all inline policies of a role together, as IAM counts them: without white space. */
const MOST_POLICY_TEXT = 10_240;

/** Reading roles and their policies, and changing these beside the template. */
export function roleOperations({ runtime, registry, changes, authorize }: ApiParts): QueryOperations {
  const named = (input: URLSearchParams, call: AwsCall, action: string): Role => {
    const name = required(input, 'RoleName', NAME);
    const role = registry.roleNamed(name);
    const resource = role?.arn ?? `arn:aws:iam::${runtime.accountId}:role/${name}`;
    authorize({ caller: call.caller, action: `iam:${action}`, resource });
    if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`);
    return role;
  };
  const inlineOf = (role: Role, name: string) => {
    const found = role.inline.get(name);
    if (!found?.document) throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
    return { ...found, document: found.document };
  };

  return {
    GetRole: (input, call) => ({ Role: describe(named(input, call, 'GetRole')) }),

    ListRoles(input, call) {
      authorize({ caller: call.caller, action: 'iam:ListRoles', resource: '*' });
      const prefix = input.get('PathPrefix') ?? '/';
      const all = [...registry.roles.values()]
        .filter(({ path }) => path.startsWith(prefix))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const { items, ...more } = page(input, all);
      return { Roles: items.map(describe), ...more };
    },

    ListRolePolicies(input, call) {
      const role = named(input, call, 'ListRolePolicies');
      const names = [...role.inline].flatMap(([name, { document: body }]) => (body ? name : [])).sort();
      const { items, ...more } = page(input, names);
      return { PolicyNames: items, ...more };
    },

    GetRolePolicy(input, call) {
      const role = named(input, call, 'GetRolePolicy');
      const PolicyName = required(input, 'PolicyName', NAME);
      return {
        RoleName: role.name,
        PolicyName,
        PolicyDocument: encoded(inlineOf(role, PolicyName).document),
      };
    },

    PutRolePolicy(input, call) {
      const role = named(input, call, 'PutRolePolicy');
      const name = required(input, 'PolicyName', NAME);
      const body = checkPolicy(document(required(input, 'PolicyDocument', /^[^]{1,131072}$/)), 'identity');
      const others = [...role.inline].flatMap(([other, one]) => (other === name ? [] : one.document));
      if (JSON.stringify([...others, body]).length > MOST_POLICY_TEXT)
        throw new AwsError(
          'LimitExceeded',
          `Maximum policy size of ${MOST_POLICY_TEXT} bytes exceeded for role ${role.name}`,
          409,
        );
      const { template, from } = role.inline.get(name) ?? { template: undefined, from: undefined };
      changes.put(role.arn, name, body, template);
      role.inline.set(name, { document: body, template, from });
      registry.changed();
      return {};
    },

    DeleteRolePolicy(input, call) {
      const role = named(input, call, 'DeleteRolePolicy');
      const name = required(input, 'PolicyName', NAME);
      const { template, from } = inlineOf(role, name);
      changes.put(role.arn, name, undefined, template);
      if (template) role.inline.set(name, { document: undefined, template, from });
      else role.inline.delete(name);
      registry.changed();
      return {};
    },

    ListAttachedRolePolicies(input, call) {
      const role = named(input, call, 'ListAttachedRolePolicies');
      const { items, ...more } = page(input, [...role.managed.keys()]);
      return {
        AttachedPolicies: items.map((PolicyArn) => ({
          PolicyName: registry.managed.get(PolicyArn)?.name,
          PolicyArn,
        })),
        ...more,
      };
    },
  };

  function describe(role: Role) {
    return {
      Path: role.path,
      RoleName: role.name,
      RoleId: role.id,
      Arn: role.arn,
      CreateDate: new Date(role.createdAt).toISOString(),
      AssumeRolePolicyDocument: encoded(role.trust),
      Description: role.description,
      MaxSessionDuration: role.maxSessionSeconds,
      ...(role.boundary && {
        PermissionsBoundary: {
          PermissionsBoundaryType: 'Policy',
          PermissionsBoundaryArn: role.boundary,
        },
      }),
      Tags: Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
    };
  }
}

export const noSuchEntity = (message: string): AwsError => new AwsError('NoSuchEntity', message, 404);
