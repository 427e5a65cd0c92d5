import { getCurrentUser, signOut } from 'aws-amplify/auth';

/** Who is signed in. */
export interface User {
  readonly id: string;
  readonly username: string;
}

let user: User | undefined;

/** Undefined for a guest. */
export const currentUser = () => user;

/** Looks at what Amplify has kept from the visit before, or from the sign-in just now. */
export async function restoreSession(): Promise<void> {
  user = await getCurrentUser().then(
    ({ userId, username }) => ({ id: userId, username }),
    () => undefined,
  );
}

export async function endSession(): Promise<void> {
  user = undefined;
  await signOut();
}
