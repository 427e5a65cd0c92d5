import { AwsError, TemplateError } from '../../runtime/errors.ts';
import type { PolicyDocument } from '../../runtime/principal.ts';
import { asList, splitArn } from './match.ts';
import { findOperator } from './operators.ts';
import { VARIABLES_VERSION } from './variables.ts';

/** What a policy hangs on: that says which of its elements must be there and which must not. */
export type PolicyKind = 'identity' | 'trust' | 'resource';

type Json = Readonly<Record<string, unknown>>;

const DOCUMENT_KEYS = ['Version', 'Id', 'Statement'];
const STATEMENT_KEYS = [
  ...['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction'],
  ...['Resource', 'NotResource', 'Condition'],
];
const PRINCIPALS = ['AWS', 'Service', 'Federated', 'CanonicalUser'];
const SYNTAX = 'Syntax errors in policy.';

/**
 * Refuses a document that is no policy of its kind: what is misspelt there would silently allow or deny nothing.
 * Source: "Grammar of the IAM JSON policy language", IAM User Guide; the words are IAM's.
 *
 * @throws AwsError `MalformedPolicyDocument`
 */
export function checkPolicy(document: unknown, kind: PolicyKind): PolicyDocument {
  if (!isObject(document)) throw malformed(SYNTAX);
  for (const key of Object.keys(document)) if (!DOCUMENT_KEYS.includes(key)) throw malformed(SYNTAX);
  const { Version } = document;
  if (Version !== undefined && Version !== VARIABLES_VERSION && Version !== '2008-10-17')
    throw malformed(
      typeof Version === 'string' && /^\d{4}-\d\d-\d\d$/.test(Version)
        ? 'Policy document must be version 2012-10-17 or greater.'
        : 'The policy must contain a valid version string',
    );
  // AWS takes such a text as it is, which nobody means who writes it.
  if (Version !== VARIABLES_VERSION && JSON.stringify(document).includes('${'))
    throw malformed(`Policy variables need the version ${VARIABLES_VERSION} of the policy language.`);
  const statements = asList(document['Statement']);
  if (statements.length === 0) throw malformed(SYNTAX);
  const ids = statements.map((statement) => checkStatement(statement, kind)).filter((id) => id !== undefined);
  if (new Set(ids).size < ids.length)
    throw malformed('Statement IDs (SID) in a single policy must be unique.');
  return document as unknown as PolicyDocument;
}

/** The same for a policy of a template, whose error names the resource. */
export function checkTemplatePolicy(logicalId: string, document: unknown, kind: PolicyKind): PolicyDocument {
  try {
    return checkPolicy(document, kind);
  } catch (error) {
    if (error instanceof AwsError) throw new TemplateError(logicalId, `${error.code}: ${error.message}`);
    throw error;
  }
}

/** @returns its `Sid`, if it has one */
function checkStatement(statement: unknown, kind: PolicyKind): string | undefined {
  if (!isObject(statement)) throw malformed(SYNTAX);
  const unknown = Object.keys(statement).find((key) => !STATEMENT_KEYS.includes(key));
  if (unknown !== undefined) throw malformed(`${SYNTAX} Unknown element: ${unknown}.`);
  const { Sid, Effect } = statement;
  if (Effect === undefined) throw malformed('Missing required field Effect');
  if (Effect !== 'Allow' && Effect !== 'Deny') throw malformed(`Invalid effect: ${String(Effect)}`);
  if (Sid !== undefined && (typeof Sid !== 'string' || (kind !== 'resource' && !/^[0-9A-Za-z]*$/.test(Sid))))
    throw malformed(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
  checkActions(statement, kind);
  checkPrincipal(statement, kind);
  checkResources(statement, kind);
  checkConditions(statement['Condition']);
  return Sid === '' ? undefined : Sid;
}

function checkActions(statement: Json, kind: PolicyKind): void {
  const actions = oneOf(statement, 'Action', 'NotAction');
  if (!actions || actions.length === 0) throw malformed('Policy statement must contain actions.');
  for (const action of actions) {
    if (action === '*') continue;
    if (!action.includes(':'))
      throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
    if (action.indexOf(':') !== action.lastIndexOf(':'))
      throw malformed('Actions/Condition can contain only one colon.');
    if (!/^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/.test(action)) throw malformed(`Invalid action: ${action}`);
    if (kind === 'trust' && !action.toLowerCase().startsWith('sts:'))
      throw malformed('AssumeRole policy may only specify STS AssumeRole actions.');
  }
}

function checkPrincipal(statement: Json, kind: PolicyKind): void {
  const name = statement['Principal'] === undefined ? 'NotPrincipal' : 'Principal';
  const principal = statement[name];
  if (kind === 'identity') {
    if (principal !== undefined) throw malformed('Policy document should not specify a principal.');
    return;
  }
  if (principal === undefined) throw malformed('Missing required field Principal');
  if (statement['Principal'] !== undefined && statement['NotPrincipal'] !== undefined)
    throw malformed(SYNTAX);
  if (principal === '*') return;
  if (!isObject(principal) || Object.keys(principal).length === 0)
    throw malformed(`Invalid principal in policy: ${JSON.stringify(principal)}`);
  for (const [type, names] of Object.entries(principal))
    for (const one of asList(names))
      if (!PRINCIPALS.includes(type) || typeof one !== 'string' || !isPrincipal(type, one))
        throw malformed(`Invalid principal in policy: "${type}":${JSON.stringify(one)}`);
}

function isPrincipal(type: string, name: string): boolean {
  if (type === 'AWS') return name === '*' || /^(\d{12}|arn:aws:(iam|sts)::\d{12}:.+)$/.test(name);
  return type === 'Service' ? /^[a-z0-9.-]+\.amazonaws\.com$/.test(name) : name !== '';
}

function checkResources(statement: Json, kind: PolicyKind): void {
  const resources = oneOf(statement, 'Resource', 'NotResource');
  if (kind === 'trust') {
    if (resources) throw malformed('Has prohibited field Resource');
    return;
  }
  if (!resources) {
    if (kind === 'identity') throw malformed('Policy statement must contain resources.');
    return;
  }
  for (const resource of resources) {
    if (resource === '*') continue;
    const parts = splitArn(resource);
    // A wildcard may stand for the rest of an ARN, but not for its beginning.
    if (parts[0] !== 'arn' || parts.length < 3 || (parts.length < 6 && !resource.endsWith('*')))
      throw malformed(`Resource ${resource} must be in ARN format or "*".`);
    if (parts[1] !== 'aws' && !/[*$]/.test(parts[1]!))
      throw malformed(`Partition "${parts[1]}" is not valid for resource "${resource}".`);
  }
}

function checkConditions(condition: unknown): void {
  if (condition === undefined) return;
  if (!isObject(condition)) throw malformed(SYNTAX);
  for (const [name, keys] of Object.entries(condition)) {
    const operator = findOperator(name);
    if (!operator) throw malformed(`Invalid Condition type : ${name}.`);
    if (!isObject(keys)) throw malformed(SYNTAX);
    for (const [key, values] of Object.entries(keys)) {
      if (!/^[\w-]+:.+$/.test(key))
        throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
      for (const value of asList(values))
        if (!['string', 'number', 'boolean'].includes(typeof value) || !operator.accepts(String(value)))
          throw malformed(`Invalid value ${JSON.stringify(value)} for condition ${name} of ${key}.`);
    }
  }
}

/** The texts of one of two elements of which a statement has at most one; `undefined` when it has neither. */
function oneOf(statement: Json, name: string, not: string): readonly string[] | undefined {
  if (statement[name] !== undefined && statement[not] !== undefined) throw malformed(SYNTAX);
  const value = statement[name] ?? statement[not];
  if (value === undefined) return undefined;
  const list = asList(value);
  if (list.some((one) => typeof one !== 'string' || one === '')) throw malformed(SYNTAX);
  return list as readonly string[];
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const malformed = (message: string) => new AwsError('MalformedPolicyDocument', message, 400);
