import { createHmac } from 'node:crypto';
import { AwsError } from '../../runtime/errors.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Attempts } from './attempts.ts';
import { identityOf, userNotFound, type Directory } from './directory.ts';
import {
  invalidParameter,
  notAuthorized,
  optionalText,
  parameter,
  parameters,
  text,
  type Input,
} from './input.ts';
import { assertPassword } from './passwords.ts';
import type { Client, Pool } from './pool.ts';
import type { Seal } from '../../runtime/seal.ts';
import { assertSecretHash } from './secret-hash.ts';
import { createVerifier, isPublicKey, matchesPassword, serverKeys, verifyClaim } from './srp.ts';
import type { User } from './store.ts';
import type { Tokens } from './tokens.ts';
import type { TriggerCall } from './triggers.ts';

/** How long a challenge may take to be answered. */
const CHALLENGE_LIFETIME_MS = 3 * 60 * 1000;
const DAY_MS = 24 * 3600 * 1000;

/** What is sealed into `SECRET_BLOCK`: the server's half of an exchange. */
interface SrpState {
  readonly kind: 'srp';
  readonly clientId: string;
  readonly username: string;
  readonly publicA: string;
  readonly b: string;
  readonly expires: number;
}

/** What is sealed into `Session`: this user has shown a temporary password. */
interface NewPasswordState {
  readonly kind: 'new-password';
  readonly clientId: string;
  readonly username: string;
  readonly expires: number;
}

export function createSignIn(options: {
  readonly runtime: Runtime;
  readonly directory: Directory;
  readonly tokens: Tokens;
  readonly seal: Seal;
  readonly attempts: Attempts;
}) {
  const { runtime, directory, tokens, seal, attempts } = options;
  const { clock } = runtime;
  const decoy = runtime.credentials.secret('cognito decoy salts');

  return { initiate, respond };

  /** @param byAdmin through `AdminInitiateAuth` */
  async function initiate(input: Input, byAdmin: boolean): Promise<unknown> {
    const { client, pool } = directory.client(text(input, 'ClientId'));
    if (byAdmin) assertPool(client, pool, input);
    const flow = text(input, 'AuthFlow');
    const values = parameters(input, 'AuthParameters');
    const call = callOf(client, input);
    const renews = flow.startsWith('REFRESH_TOKEN');
    if (!renews) assertSecretHash(client, [parameter(values, 'USERNAME')], values.SECRET_HASH);
    switch (flow) {
      case 'USER_SRP_AUTH':
        assertFlow(client, 'ALLOW_USER_SRP_AUTH', flow);
        return startSrp(pool, client, parameter(values, 'USERNAME'), parameter(values, 'SRP_A'));
      case 'USER_PASSWORD_AUTH':
      case 'ADMIN_USER_PASSWORD_AUTH': {
        if (byAdmin !== (flow === 'ADMIN_USER_PASSWORD_AUTH'))
          throw invalidParameter('Initiate Auth method not supported.');
        assertFlow(client, `ALLOW_${flow}`, flow);
        return withPassword(pool, client, parameter(values, 'USERNAME'), parameter(values, 'PASSWORD'), call);
      }
      case 'REFRESH_TOKEN_AUTH':
      case 'REFRESH_TOKEN':
        assertFlow(client, 'ALLOW_REFRESH_TOKEN_AUTH', flow);
        assertSecretHash(client, tokens.namesIn(parameter(values, 'REFRESH_TOKEN')), values.SECRET_HASH);
        return {
          ChallengeParameters: {},
          AuthenticationResult: await tokens.refresh(client, pool, parameter(values, 'REFRESH_TOKEN'), call),
        };
      default:
        throw invalidParameter('Initiate Auth method not supported.');
    }
  }

  /** @param byAdmin through `AdminRespondToAuthChallenge` */
  async function respond(input: Input, byAdmin: boolean): Promise<unknown> {
    const { client, pool } = directory.client(text(input, 'ClientId'));
    if (byAdmin) assertPool(client, pool, input);
    const values = parameters(input, 'ChallengeResponses');
    const call = callOf(client, input);
    assertSecretHash(client, [parameter(values, 'USERNAME')], values.SECRET_HASH);
    switch (text(input, 'ChallengeName')) {
      case 'PASSWORD_VERIFIER':
        return finishSrp(pool, client, values, call);
      case 'NEW_PASSWORD_REQUIRED':
        return takeNewPassword(pool, client, values, optionalText(input, 'Session') ?? '', call);
      default:
        throw invalidParameter('Challenge response not supported.');
    }
  }

  function startSrp(pool: Pool, client: Client, name: string, publicA: string) {
    if (!isPublicKey(publicA)) throw invalidParameter('Invalid SRP_A');
    const user = directory.find(pool, name);
    if (!user && !client.hidesUserExistence) throw userNotFound();
    attempts.assertAllowed(attemptKey(pool, user?.username ?? name));
    // Whoever asks for a name that nobody has gets the same answer again and again, like for a real one.
    const known = user ?? decoyUser(pool, name);
    const { b, publicB } = serverKeys(known.verifier);
    const state: SrpState = {
      kind: 'srp',
      clientId: client.id,
      username: known.username,
      publicA,
      b,
      expires: clock.now() + CHALLENGE_LIFETIME_MS,
    };
    return {
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeParameters: {
        SALT: known.salt,
        SECRET_BLOCK: seal.seal(state).toString('base64'),
        SRP_B: publicB,
        USERNAME: known.username,
        USER_ID_FOR_SRP: known.username,
      },
    };
  }

  function finishSrp(pool: Pool, client: Client, values: Input, call: TriggerCall) {
    const secretBlock = Buffer.from(parameter(values, 'PASSWORD_CLAIM_SECRET_BLOCK'), 'base64');
    const state = opened<SrpState>(secretBlock, 'srp', client);
    const identity = identityOf(pool, state.username);
    const user = directory.find(pool, state.username);
    const key = attemptKey(pool, state.username);
    attempts.assertAllowed(key);
    const proven = verifyClaim({
      identity,
      verifier: (user ?? decoyUser(pool, state.username)).verifier,
      b: state.b,
      publicA: state.publicA,
      secretBlock,
      timestamp: parameter(values, 'TIMESTAMP'),
      signature: parameter(values, 'PASSWORD_CLAIM_SIGNATURE'),
    });
    if (!user || !proven) throw wrongPassword(key);
    attempts.succeeded(key);
    return admit(pool, client, user, call);
  }

  function withPassword(pool: Pool, client: Client, name: string, password: string, call: TriggerCall) {
    const user = directory.find(pool, name);
    if (!user && !client.hidesUserExistence) throw userNotFound();
    const key = attemptKey(pool, user?.username ?? name);
    attempts.assertAllowed(key);
    const known = user ?? decoyUser(pool, name);
    if (!matchesPassword(identityOf(pool, known.username), password, known) || !user)
      throw wrongPassword(key);
    attempts.succeeded(key);
    return admit(pool, client, user, call);
  }

  /** The password was right: what else stands between the user and the tokens? */
  async function admit(pool: Pool, client: Client, user: User, call: TriggerCall): Promise<unknown> {
    if (user.disabled) throw notAuthorized('User is disabled.');
    if (user.status === 'RESET_REQUIRED')
      throw new AwsError('PasswordResetRequiredException', 'Password reset required for the user');
    if (user.status === 'UNCONFIRMED')
      throw new AwsError('UserNotConfirmedException', 'User is not confirmed.');
    if (user.status === 'CONFIRMED')
      return {
        ChallengeParameters: {},
        AuthenticationResult: await tokens.signIn(pool, client, user, call, false),
      };
    if (user.passwordSetAt + pool.passwordPolicy.temporaryValidityDays * DAY_MS <= clock.now())
      throw notAuthorized('Temporary password has expired and must be reset by an administrator.');
    const state: NewPasswordState = {
      kind: 'new-password',
      clientId: client.id,
      username: user.username,
      expires: clock.now() + CHALLENGE_LIFETIME_MS,
    };
    return {
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: seal.seal(state).toString('base64'),
      ChallengeParameters: {
        USER_ID_FOR_SRP: user.username,
        requiredAttributes: '[]',
        userAttributes: JSON.stringify(user.attributes),
      },
    };
  }

  async function takeNewPassword(
    pool: Pool,
    client: Client,
    values: Input,
    session: string,
    call: TriggerCall,
  ) {
    const state = opened<NewPasswordState>(Buffer.from(session, 'base64'), 'new-password', client);
    const password = parameter(values, 'NEW_PASSWORD');
    const user = directory.find(pool, state.username);
    if (user?.status !== 'FORCE_CHANGE_PASSWORD') throw invalidSession();
    assertPassword(pool.passwordPolicy, password);
    const confirmed = directory.withPassword(pool, user, password, 'CONFIRMED');
    directory.save(pool, confirmed);
    return {
      ChallengeParameters: {},
      AuthenticationResult: await tokens.signIn(pool, client, confirmed, call, true),
    };
  }

  function opened<T extends SrpState | NewPasswordState>(bytes: Buffer, kind: T['kind'], client: Client): T {
    const state = seal.open(bytes) as T | undefined;
    if (state?.kind !== kind || state.clientId !== client.id) throw invalidSession();
    if (state.expires <= clock.now())
      throw notAuthorized('Invalid session for the user, session is expired.');
    return state;
  }

  function wrongPassword(key: string): AwsError {
    attempts.failed(key);
    return notAuthorized('Incorrect username or password.');
  }

  /** A user who is nobody, the same for the same name. */
  function decoyUser(pool: Pool, name: string) {
    const bytes = createHmac('sha256', decoy).update(`${pool.id}/${name}`).digest('hex');
    // Where people sign in by address, a real user would be shown under another name.
    const username = pool.emailIsUsername ? uuid(bytes) : name;
    return { username, ...createVerifier(identityOf(pool, username), bytes, bytes.slice(0, 32)) };
  }
}

const uuid = (hex: string) =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;

const invalidSession = () => notAuthorized('Invalid session for the user.');

const attemptKey = (pool: Pool, username: string) => `${pool.id}/${username}`;

function assertPool(client: Client, pool: Pool, input: Input): void {
  if (text(input, 'UserPoolId') !== pool.id)
    throw new AwsError('ResourceNotFoundException', `User pool client ${client.id} does not exist.`);
}

function assertFlow(client: Client, allowed: string, flow: string): void {
  if (!client.flows.includes(allowed)) throw invalidParameter(`${flow} flow not enabled for this client`);
}

export function callOf(client: Client, input: Input): TriggerCall {
  const clientMetadata = parameters(input, 'ClientMetadata');
  return { clientId: client.id, ...(Object.keys(clientMetadata).length > 0 && { clientMetadata }) };
}
