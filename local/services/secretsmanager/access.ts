import { AwsError } from '../../runtime/errors.ts';
import { text, type Input } from '../../runtime/protocols/members.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Principal } from '../../runtime/principal.ts';
import { invalidRequest } from './input.ts';
import type { Secret, Store } from './store.ts';

/** Finding secrets, each asked for by somebody who may. */
export type Access = ReturnType<typeof createAccess>;

export function createAccess(runtime: Runtime, store: Store) {
  const access = {
    arnFor: (name: string): string =>
      runtime.arn('secretsmanager', `secret:${name}-${runtime.idFor(`secret ${name}`, 6)}`),

    allow(
      caller: Principal,
      action: string,
      resource: string,
      secret?: Secret,
      context: Readonly<Record<string, string>> = {},
    ): void {
      const tags = Object.entries(secret?.tags ?? {}).flatMap(([key, value]) => [
        [`aws:ResourceTag/${key}`, value],
        [`secretsmanager:ResourceTag/${key}`, value],
      ]);
      runtime.peers.iam.authorize({
        caller,
        action: `secretsmanager:${action}`,
        resource,
        resourcePolicy: secret?.policy,
        context: { ...context, ...(Object.fromEntries(tags) as Record<string, string>) },
      });
    },

    /** Throws `ResourceNotFoundException`; `find` forgets what was deleted and whose time is over. */
    secret(
      id: string,
      caller: Principal,
      action: string,
      context?: Readonly<Record<string, string>>,
    ): Secret {
      const secret = access.find(id);
      access.allow(
        caller,
        action,
        secret?.arn ?? (id.startsWith('arn:') ? id : access.arnFor(id)),
        secret,
        context,
      );
      if (!secret)
        throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      return secret;
    },

    /** The secret that a request names, unless it is marked for deletion. */
    living(
      input: Input,
      caller: Principal,
      action: string,
      context?: Readonly<Record<string, string>>,
    ): Secret {
      const secret = access.secret(text(input, 'SecretId'), caller, action, context);
      if (secret.deletionAt !== undefined)
        throw invalidRequest(
          "You can't perform this operation on the secret because it was marked for deletion.",
        );
      return secret;
    },

    find(id: string): Secret | undefined {
      const secret = store.find(id);
      if (secret?.deletionAt === undefined || secret.deletionAt > runtime.clock.now()) return secret;
      store.delete(secret.arn);
      return undefined;
    },
  };
  return access;
}
