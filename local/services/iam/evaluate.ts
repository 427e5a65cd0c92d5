import { AwsError } from '../../runtime/errors.ts';
import type { AccessRequest, PolicyDocument, PolicyStatement, Principal } from '../../runtime/principal.ts';
import { conditionsHold, type ConditionContext } from './conditions.ts';
import { asList, matchesArn, matchesPattern } from './match.ts';

/**
 * IAM's decision within one account: an explicit deny anywhere wins; otherwise an allow in an identity
 * policy or in the resource's own policy is enough; otherwise no.
 * Source: "Policy evaluation logic", IAM User Guide. Throws `AwsError('AccessDenied')`.
 */
export function evaluate(request: AccessRequest, identityPolicies: readonly PolicyDocument[]): void {
  const { caller, action, resource } = request;
  const context = contextOf(request);
  const identity = identityPolicies.flatMap(statements).filter((s) => applies(s, action, resource, context));
  const attached = (request.resourcePolicy ? statements(request.resourcePolicy) : []).filter(
    (s) => applies(s, action, resource, context) && isAbout(s, caller),
  );
  const admitted = attached.some(
    (statement) => allows(statement) && !leavesItToTheAccount(statement, caller),
  );

  if (identity.some(denies)) throw denied(request, 'with an explicit deny in an identity-based policy');
  if (attached.some(denies)) throw denied(request, 'with an explicit deny in a resource-based policy');
  if (caller.kind === 'root' || identity.some(allows) || admitted) return;
  throw denied(
    request,
    caller.kind === 'role'
      ? `because no identity-based policy allows the ${action} action`
      : `because no resource-based policy allows the ${action} action`,
  );
}

/** Whether a policy allows the call to the caller, or to the account, which then decides by its own policies. */
export function mentions(policy: PolicyDocument, request: AccessRequest): boolean {
  const { caller, action, resource } = request;
  const context = contextOf(request);
  return statements(policy).some(
    (s) => allows(s) && applies(s, action, resource, context) && isAbout(s, caller),
  );
}

const statements = (policy: PolicyDocument): readonly PolicyStatement[] => asList(policy.Statement);
const allows = (statement: PolicyStatement) => statement.Effect === 'Allow';
const denies = (statement: PolicyStatement) => statement.Effect === 'Deny';

function applies(
  statement: PolicyStatement,
  action: string,
  resource: string,
  context: ConditionContext,
): boolean {
  const isAction = (pattern: string) => matchesPattern(pattern.toLowerCase(), action.toLowerCase());
  const isResource = (pattern: string) => matchesArn(pattern, resource);
  const actionApplies = statement.NotAction
    ? !asList(statement.NotAction).some(isAction)
    : asList(statement.Action).some(isAction);
  const resourceApplies = statement.NotResource
    ? !asList(statement.NotResource).some(isResource)
    : statement.Resource === undefined || asList(statement.Resource).some(isResource);
  return actionApplies && resourceApplies && conditionsHold(statement.Condition, context);
}

/** Whether a resource policy's statement speaks of this caller. */
function isAbout(statement: PolicyStatement, caller: Principal): boolean {
  if (statement.NotPrincipal !== undefined) return !isNamed(statement.NotPrincipal, caller);
  return statement.Principal !== undefined && isNamed(statement.Principal, caller);
}

function isNamed(principal: NonNullable<PolicyStatement['Principal']>, caller: Principal): boolean {
  if (principal === '*') return true;
  if (asList(principal['AWS']).includes('*')) return true;
  if (caller.kind === 'service') return asList(principal['Service']).includes(caller.service);
  if (caller.kind === 'anonymous') return false;
  const names = [caller.accountId, `arn:aws:iam::${caller.accountId}:root`, caller.arn];
  if (caller.kind === 'role') names.push(caller.roleArn);
  return asList(principal['AWS']).some((name) => names.includes(name));
}

/**
 * Whether a statement names a role's account and not the role: that denies to all in the account, but allows
 * nothing by itself. Who in the account may, its own identity policies say.
 */
function leavesItToTheAccount({ Principal: principal }: PolicyStatement, caller: Principal): boolean {
  if (caller.kind !== 'role' || principal === undefined || principal === '*') return false;
  return !asList(principal['AWS']).some((name) => ['*', caller.arn, caller.roleArn].includes(name));
}

/** The condition keys of a call. Loopback stands for TLS on this machine: `aws:SecureTransport` is true. */
function contextOf({ caller, context }: AccessRequest): ConditionContext {
  const keys = new Map<string, readonly string[]>([['aws:securetransport', ['true']]]);
  if (caller.kind === 'service') {
    keys.set('aws:sourcearn', [caller.sourceArn]);
    keys.set('aws:sourceaccount', [caller.sourceAccount]);
    keys.set('aws:principalisawsservice', ['true']);
    keys.set('aws:principalservicename', [caller.service]);
  } else if (caller.kind !== 'anonymous') {
    keys.set('aws:principalarn', [caller.kind === 'role' ? caller.roleArn : caller.arn]);
    keys.set('aws:principalaccount', [caller.accountId]);
    keys.set('aws:principalisawsservice', ['false']);
  }
  for (const [name, value] of Object.entries(context ?? {})) keys.set(name.toLowerCase(), asList(value));
  return keys;
}

/** IAM's refusal, in its own words. */
export function denied({ caller, action, resource }: AccessRequest, why: string): AwsError {
  const user =
    caller.kind === 'service' ? caller.service : caller.kind === 'anonymous' ? 'anonymous' : caller.arn;
  const on = resource === '*' ? '' : ` on resource: ${resource}`;
  return new AwsError(
    'AccessDenied',
    `User: ${user} is not authorized to perform: ${action}${on} ${why}`,
    403,
  );
}
