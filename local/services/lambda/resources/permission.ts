import { TemplateError } from '../../../runtime/errors.ts';
import type { PolicyStatement } from '../../../runtime/principal.ts';
import { allowProperties } from '../../../runtime/properties.ts';
import type { Resource } from '../../../runtime/service.ts';

/** The members of `AWS::Lambda::Permission` that are read here. */
interface PermissionProperties {
  readonly Action?: string;
  readonly FunctionName?: string;
  readonly FunctionUrlAuthType?: string;
  readonly InvokedViaFunctionUrl?: boolean | string;
  readonly Principal?: string;
  readonly PrincipalOrgID?: string;
  readonly SourceAccount?: string;
  readonly SourceArn?: string;
}

const PROPERTIES = [
  'Action',
  'FunctionName',
  'FunctionUrlAuthType',
  'InvokedViaFunctionUrl',
  'Principal',
  'SourceAccount',
  'SourceArn',
];

/** The statement that `lambda:AddPermission` adds to a function's policy for an `AWS::Lambda::Permission`. */
export function permissionStatement(resource: Resource, functionArn: string): PolicyStatement {
  allowProperties(resource, PROPERTIES);
  const properties = resource.properties as PermissionProperties;
  const { Action, Principal, SourceArn, SourceAccount, FunctionUrlAuthType, InvokedViaFunctionUrl } =
    properties;
  if (!Action || !Principal)
    throw new TemplateError(resource.logicalId, 'a permission needs an Action and a Principal.');
  const equals = {
    ...(SourceAccount && { 'AWS:SourceAccount': SourceAccount }),
    ...(FunctionUrlAuthType && { 'lambda:FunctionUrlAuthType': FunctionUrlAuthType }),
  };
  const condition = {
    ...(SourceArn && { ArnLike: { 'AWS:SourceArn': SourceArn } }),
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
    ...(InvokedViaFunctionUrl !== undefined && {
      Bool: { 'lambda:InvokedViaFunctionUrl': String(InvokedViaFunctionUrl) },
    }),
  };
  return {
    Sid: resource.logicalId,
    Effect: 'Allow',
    Principal: principalOf(Principal),
    Action,
    Resource: functionArn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

function principalOf(principal: string): '*' | Record<string, string> {
  if (principal === '*') return '*';
  return principal.endsWith('.amazonaws.com') ? { Service: principal } : { AWS: principal };
}
