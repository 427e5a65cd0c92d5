import { GraphiQL } from 'graphiql';
import { useMemo, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { ConsoleSettings } from '../options.ts';
import { createFetcher } from './fetcher.ts';
import type { Identity } from './identity.ts';
import { operationsPlugin } from './operations.tsx';
import { SessionBar } from './session-bar.tsx';

const root = createRoot(document.getElementById('root')!);

try {
  const response = await fetch('settings.json');
  root.render(<Console settings={(await response.json()) as ConsoleSettings} />);
} catch (error) {
  root.render(<p className="waiting">The console cannot reach its server: {String(error)}</p>);
}

function Console({ settings }: { settings: ConsoleSettings }) {
  const [identity, setIdentity] = useState<Identity>({ kind: 'guest' });
  // GraphiQL reads the schema anew for a new fetcher: it keeps one, that looks here for who asks.
  const current = useRef(identity);
  current.current = identity;
  const fetcher = useMemo(() => createFetcher(settings, () => current.current), [settings]);
  const examples = useMemo(() => operationsPlugin(settings.operations), [settings]);
  const first = settings.operations.find(({ name }) => name === settings.first) ?? settings.operations[0];

  return (
    <div className="console">
      <SessionBar settings={settings} identity={identity} onChange={setIdentity} />
      <GraphiQL
        // The schema of an API whose guests may not introspect it is there once somebody has signed in.
        key={settings.apiKey === undefined && identity.kind === 'guest' ? 'nobody' : 'somebody'}
        fetcher={fetcher}
        plugins={[examples]}
        visiblePlugin={examples}
        defaultQuery={first?.source ?? '# Write a query here. The book on the left shows what there is.\n'}
      >
        <GraphiQL.Logo>
          <></>
        </GraphiQL.Logo>
      </GraphiQL>
    </div>
  );
}
