import { join } from 'node:path';
import { AwsError } from '../../runtime/errors.ts';
import type { CognitoPeer } from '../../runtime/peers.ts';
import { jsonProtocol, type JsonOperations } from '../../runtime/protocols/json.ts';
import { restProtocol } from '../../runtime/protocols/rest.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { AwsCall, Service } from '../../runtime/service.ts';
import { createAccount } from './account.ts';
import { createAdmin } from './admin.ts';
import { createAttributes } from './attributes.ts';
import { createAttempts } from './attempts.ts';
import { createCodes } from './codes.ts';
import { allowOrigins, preflight } from './cross-origin.ts';
import { createDirectory, type Directory } from './directory.ts';
import { createResource, deleteResource } from './resources.ts';
import { createSeal } from '../../runtime/seal.ts';
import { createSignIn } from './sign-in.ts';
import { openSigning, type Signing } from './signing.ts';
import { openStore, type Store } from './store.ts';
import { createTokens } from './tokens.ts';
import { createTriggers } from './triggers.ts';

interface Opened {
  readonly store: Store;
  readonly directory: Directory;
  readonly signing: Signing;
  readonly json: (call: AwsCall) => Promise<void>;
  readonly wellKnown: (call: AwsCall) => Promise<void>;
}

/** Cognito user pools: accounts, sign-in by SRP or password, and tokens as the service makes them. */
export function createCognito(runtime: Runtime): Service & CognitoPeer {
  let state: Opened | undefined;
  const opened = () => {
    if (!state) throw new Error('Cognito is not started.');
    return state;
  };

  return {
    async start() {
      state = await open(runtime);
    },
    create: (resource) => createResource(resource, runtime, opened()),
    delete: (resource) => deleteResource(resource, runtime, opened()),
    stop() {
      state?.store.close();
      state = undefined;
    },

    async handle(call) {
      const { json, wellKnown } = opened();
      allowOrigins(call);
      if (call.method === 'OPTIONS') preflight(call);
      else if (call.method === 'GET') await wellKnown(call);
      else await json(call);
    },

    async verifyToken(token, userPoolId) {
      const { directory, signing } = opened();
      const pool = directory.pools.get(userPoolId);
      if (!pool) throw new AwsError('InvalidToken', `There is no user pool ${userPoolId}.`, 401);
      return signing.verify(token, pool.issuer);
    },
  };
}

async function open(runtime: Runtime): Promise<Opened> {
  const { clock, log } = runtime;
  const store = openStore(join(runtime.directory('cognito'), 'cognito.db'));
  const signing = await openSigning(store, clock);
  const directory = createDirectory(runtime, store);
  const triggers = createTriggers(runtime);
  const codes = createCodes(runtime, store);
  const tokens = createTokens({ directory, store, signing, triggers, clock });
  const seal = createSeal(runtime.credentials.secret('cognito sessions'));
  const signIn = createSignIn({ runtime, directory, tokens, seal, attempts: createAttempts(clock) });
  const admin = createAdmin({ runtime, directory, store, tokens, triggers, codes, signIn });
  const operations: JsonOperations = {
    InitiateAuth: (input) => signIn.initiate(input, false),
    RespondToAuthChallenge: (input) => signIn.respond(input, false),
    ...createAccount({ directory, codes, tokens, triggers }),
    ...createAttributes({ directory, codes, tokens }),
    ...Object.fromEntries(
      Object.entries(admin).map(
        ([name, run]) =>
          [name, (input, call) => run(input, call.caller)] satisfies [string, JsonOperations[string]],
      ),
    ),
  };
  const wellKnown = restProtocol(
    [
      {
        method: 'GET',
        path: '/:pool/.well-known/jwks.json',
        handle: ({ pool }) => directory.pool(pool!) && signing.jwks,
      },
      {
        method: 'GET',
        path: '/:pool/.well-known/openid-configuration',
        handle({ pool }) {
          const { issuer, id } = directory.pool(pool!);
          return {
            issuer,
            jwks_uri: `${runtime.urls.aws}/${id}/.well-known/jwks.json`,
            id_token_signing_alg_values_supported: ['RS256'],
            subject_types_supported: ['public'],
          };
        },
      },
    ],
    log,
  );
  return {
    store,
    signing,
    directory,
    wellKnown,
    json: jsonProtocol({
      version: '1.1',
      operations,
      log,
      limit: 1024 * 1024,
      internalError: 'InternalErrorException',
    }),
  };
}
