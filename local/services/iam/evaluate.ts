import { AwsError } from '../../runtime/errors.ts';
import type { AccessRequest, PolicyDocument, PolicyStatement } from '../../runtime/principal.ts';
import { statementsOf, type Question, type Statement } from './compile.ts';
import { keysOf, type Surroundings } from './context.ts';
import { splitArn } from './match.ts';
import { reach } from './principals.ts';

/** What bounds a caller beside his identity policies. */
export interface Limits {
  readonly boundary?: PolicyDocument | undefined;
  /** Policies that were given when the role was assumed. */
  readonly session?: readonly PolicyDocument[] | undefined;
}

export interface Decision {
  readonly outcome: 'allowed' | 'implicitDeny' | 'explicitDeny';
  /** The end of the sentence that refuses. */
  readonly why: string;
  /** The statements that made the decision. */
  readonly matched: readonly PolicyStatement[];
}

const NOWHERE: Surroundings = { now: 0, region: 'us-east-1', tags: {} };

/** The same as `decide`, for whoever wants no more than to go on. Throws `AwsError('AccessDenied')`. */
export function evaluate(
  request: AccessRequest,
  identityPolicies: readonly PolicyDocument[],
  limits: Limits = {},
  surroundings: Surroundings = NOWHERE,
): void {
  const { outcome, why } = decide(request, identityPolicies, limits, surroundings);
  if (outcome !== 'allowed') throw denied(request, why);
}

/**
 * IAM's decision within one account: an explicit deny anywhere wins; otherwise an allow in an identity
 * policy or in the resource's own policy is enough, as long as it is within boundary and session policies;
 * otherwise no. Source: "Policy evaluation logic", IAM User Guide.
 */
export function decide(
  request: AccessRequest,
  identityPolicies: readonly PolicyDocument[],
  { boundary, session }: Limits = {},
  surroundings: Surroundings = NOWHERE,
): Decision {
  const { caller, action } = request;
  const question = questionOf(request, surroundings);
  const applying = (policies: readonly PolicyDocument[]) =>
    policies.flatMap((policy) => statementsOf(policy).filter((statement) => statement.applies(question)));
  const identity = applying(identityPolicies);
  const attached = request.resourcePolicy
    ? applying([request.resourcePolicy]).filter((statement) => statement.isAbout(caller))
    : [];
  const bounds = boundary && applying([boundary]);
  const sessions = session?.map((policy) => applying([policy]));

  for (const [statements, kind] of [
    [identity, 'an identity-based policy'],
    [attached, 'a resource-based policy'],
    [bounds ?? [], 'a permissions boundary'],
    [sessions?.flat() ?? [], 'a session policy'],
  ] as const) {
    const deny = statements.filter(({ denies }) => denies);
    if (deny.length > 0) return decision('explicitDeny', `with an explicit deny in ${kind}`, deny);
  }
  if (caller.kind === 'root') return decision('allowed', '', []);

  const directly = attached.filter(({ source }) => reach(source, caller) === 'session');
  if (directly.length > 0) return decision('allowed', '', directly);
  const admitted = [...identity, ...attached.filter(({ source }) => reach(source, caller) === 'role')];
  const missing =
    (admitted.length === 0 && (caller.kind === 'role' ? 'identity-based' : 'resource-based')) ||
    (bounds?.length === 0 && 'permissions boundary') ||
    (sessions?.some(({ length }) => length === 0) && 'session');
  if (!missing) return decision('allowed', '', admitted);
  const kind = missing === 'permissions boundary' ? missing : `${missing} policy`;
  return decision('implicitDeny', `because no ${kind} allows the ${action} action`, []);
}

const decision = (outcome: Decision['outcome'], why: string, statements: readonly Statement[]): Decision => ({
  outcome,
  why,
  matched: statements.map(({ source }) => source),
});

/** Whether a policy allows the call to the caller, or to the account, which then decides by its own policies. */
export function mentions(
  policy: PolicyDocument,
  request: AccessRequest,
  surroundings: Surroundings = NOWHERE,
): boolean {
  const question = questionOf(request, surroundings);
  return statementsOf(policy).some(
    (statement) => !statement.denies && statement.applies(question) && statement.isAbout(request.caller),
  );
}

const questionOf = (request: AccessRequest, surroundings: Surroundings): Question => ({
  caller: request.caller,
  action: request.action.toLowerCase(),
  resource: request.resource,
  resourceParts: splitArn(request.resource),
  keys: keysOf(request, surroundings),
});

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
