/** A user pool whose users can sign in at the console with a password. */
export interface ConsoleUserPool {
  readonly clientId: string;
  /** Where the pool's API is: `http://127.0.0.1:4566/`. */
  readonly endpoint: string;
}

/** A person to sign in as with one click. */
export interface ConsoleUser {
  readonly username: string;
  readonly password: string;
  readonly groups: readonly string[];
}

/** An example to run. */
export interface ConsoleOperation {
  readonly name: string;
  readonly source: string;
  /** JSON, to fill in. */
  readonly variables?: string;
}

/** What the page in the browser works with: whatever API the template describes. */
export interface ConsoleSettings {
  readonly graphqlUrl: string;
  /** The WebSocket's address: `ws://localhost:4000/graphql/realtime`. */
  readonly realtimeUrl: string;
  /** Shown as "guest"; without one, nobody is until they sign in. */
  readonly apiKey?: string;
  readonly userPool?: ConsoleUserPool;
  readonly users: readonly ConsoleUser[];
  /** Example documents, in the order to show them. */
  readonly operations: readonly ConsoleOperation[];
  /** The name of the one that is open at first: one that a guest may run as it stands. */
  readonly first?: string;
}
