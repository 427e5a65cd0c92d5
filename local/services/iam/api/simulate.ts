import type {
  AccessRequest,
  PolicyDocument,
  PolicyStatement,
  Principal,
} from '../../../runtime/principal.ts';
import type { QueryOperations } from '../../../runtime/protocols/query.ts';
import type { Role } from '../roles.ts';
import { checkPolicy } from '../validate.ts';
import { document, invalid, list, required } from './input.ts';
import { noSuchEntity } from './roles.ts';
import type { ApiParts } from './index.ts';

const ROLE_ARN = /^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/;

/** What a role may: the very decision that its calls meet, with the statements that made it. */
export function simulateOperations({ runtime, registry, judge, authorize }: ApiParts): QueryOperations {
  return {
    SimulatePrincipalPolicy(input, call) {
      const arn = required(input, 'PolicySourceArn', ROLE_ARN);
      authorize({ caller: call.caller, action: 'iam:SimulatePrincipalPolicy', resource: arn });
      const role = registry.roles.get(arn);
      if (!role) throw noSuchEntity(`The role with name ${arn.split('/').pop()} cannot be found.`);
      const actions = list(input, 'ActionNames');
      if (actions.length === 0) throw invalid("Value at 'actionNames' must not be null");
      const resources = list(input, 'ResourceArns');
      const resourcePolicy = policyOf(input.get('ResourcePolicy'));
      const context = contextOf(input);
      const questions = actions.flatMap((action) =>
        (resources.length > 0 ? resources : ['*']).map((resource) => ({ action, resource })),
      );
      return {
        IsTruncated: false,
        EvaluationResults: questions.map(({ action, resource }) =>
          simulated({ caller: callerOf(role), action, resource, resourcePolicy, context }, role),
        ),
      };
    },
  };

  function simulated(request: AccessRequest, role: Role) {
    const { outcome, matched } = judge(request);
    return {
      EvalActionName: request.action,
      EvalResourceName: request.resource,
      EvalDecision: outcome,
      MatchedStatements: matched.map((statement) => sourceOf(statement, role)),
      MissingContextValues: [],
    };
  }

  function callerOf(role: Role): Principal {
    return {
      kind: 'role',
      arn: `arn:aws:sts::${runtime.accountId}:assumed-role/${role.name}/simulation`,
      roleArn: role.arn,
      sessionName: 'simulation',
      accountId: runtime.accountId,
    };
  }

  /** The policy that a statement stands in. */
  function sourceOf(statement: PolicyStatement, role: Role) {
    const holds = (policy: PolicyDocument | undefined) => [policy?.Statement].flat().includes(statement);
    const [inline] = [...role.inline].find(([, { document: body }]) => holds(body)) ?? [];
    if (inline) return { SourcePolicyId: `role_${role.name}_${inline}`, SourcePolicyType: 'IAM Policy' };
    const managed = [...registry.managed.values()].find(({ document: body }) => holds(body));
    return managed
      ? { SourcePolicyId: managed.name, SourcePolicyType: 'IAM Policy' }
      : { SourcePolicyId: 'ResourcePolicy', SourcePolicyType: 'Resource Policy' };
  }
}

function policyOf(text: string | null): PolicyDocument | undefined {
  return text === null ? undefined : checkPolicy(document(text), 'resource');
}

/** `ContextEntries.member.N.ContextKeyName` with its `ContextKeyValues`. */
function contextOf(input: URLSearchParams): Record<string, readonly string[]> {
  const context: Record<string, readonly string[]> = {};
  for (let n = 1; ; n += 1) {
    const entry = `ContextEntries.member.${n}`;
    const name = input.get(`${entry}.ContextKeyName`);
    if (name === null) return context;
    context[name] = list(input, `${entry}.ContextKeyValues`);
  }
}
