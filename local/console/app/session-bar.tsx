import { useState, type FormEvent } from 'react';
import type { ConsoleSettings } from '../options.ts';
import { signIn, type Identity } from './identity.ts';

interface SessionBarProps {
  readonly settings: ConsoleSettings;
  readonly identity: Identity;
  readonly onChange: (identity: Identity) => void;
}

/** Who the requests are made as, and the way to be somebody else. */
export function SessionBar({ settings, identity, onChange }: SessionBarProps) {
  const [busy, setBusy] = useState<string>();
  const [problem, setProblem] = useState('');
  const { userPool, users, apiKey } = settings;

  const become = async (username: string, password: string) => {
    if (!userPool) return;
    setBusy(username);
    setProblem('');
    try {
      onChange(await signIn(userPool, username, password));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(undefined);
    }
  };
  const current = identity.kind === 'person' ? identity.username : 'guest';

  return (
    <header className="session">
      <h1>API console</h1>
      <div className="people" role="group" aria-label="Make requests as">
        <Choice
          label="guest"
          note={apiKey ? 'API key' : 'no key'}
          current={current}
          onClick={() => onChange({ kind: 'guest' })}
        />
        {users.map(({ username, password, groups }) => (
          <Choice
            key={username}
            label={username}
            note={busy === username ? 'signing in…' : groups.join(', ')}
            current={current}
            onClick={() => void become(username, password)}
          />
        ))}
      </div>
      {userPool && <OtherUser onSubmit={become} />}
      <p className="whoami" role="status">
        {problem ? (
          <span className="problem">{problem}</span>
        ) : (
          <Whoami identity={identity} hasKey={apiKey !== undefined} />
        )}
      </p>
    </header>
  );
}

function Choice(props: { label: string; note: string; current: string; onClick: () => void }) {
  return (
    <button type="button" aria-pressed={props.current === props.label} onClick={props.onClick}>
      {props.label}
      {props.note && <small>{props.note}</small>}
    </button>
  );
}

function OtherUser({ onSubmit }: { onSubmit: (username: string, password: string) => Promise<void> }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void onSubmit(String(form.get('username')), String(form.get('password')));
  };
  return (
    <details className="other">
      <summary>Someone else</summary>
      <form onSubmit={submit}>
        <label>
          User name
          <input name="username" autoComplete="username" required />
        </label>
        <label>
          Password
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <button type="submit">Sign in</button>
      </form>
    </details>
  );
}

function Whoami({ identity, hasKey }: { identity: Identity; hasKey: boolean }) {
  if (identity.kind === 'guest')
    return <>{hasKey ? 'Requests carry the API key.' : 'Requests carry no authorisation: sign in first.'}</>;
  return (
    <>
      Signed in: <code>{identity.sub}</code>
      <button type="button" onClick={() => void navigator.clipboard.writeText(identity.accessToken)}>
        Copy token
      </button>
    </>
  );
}
