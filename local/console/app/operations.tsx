import { useEditorContext, type GraphiQLPlugin } from '@graphiql/react';
import { flushSync } from 'react-dom';
import type { ConsoleOperation, ConsoleSettings } from '../options.ts';

/** The list of example operations, as a pane beside the editor: one click opens one in a tab of its own. */
export function operationsPlugin(operations: ConsoleSettings['operations']): GraphiQLPlugin {
  return {
    title: 'Example operations',
    icon: () => (
      <svg
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        aria-hidden="true"
      >
        <path d="M4 6h16M4 12h10M4 18h13" />
      </svg>
    ),
    content: () => <Operations operations={operations} />,
  };
}

function Operations({ operations }: Pick<ConsoleSettings, 'operations'>) {
  const { tabs, changeTab, addTab, setOperationName, queryEditor, variableEditor } = useEditorContext({
    nonNull: true,
  });
  const open = ({ source, variables = '' }: ConsoleOperation) => {
    const existing = tabs.findIndex((tab) => tab.query === source);
    if (existing >= 0) return changeTab(existing);
    // The tab must be there before its text is set: as it is made, the editor's text goes to the tab before it.
    flushSync(addTab);
    setOperationName('');
    queryEditor?.setValue(source);
    variableEditor?.setValue(variables);
  };
  return (
    <section className="examples" aria-label="Example operations">
      <h2>Example operations</h2>
      {operations.length === 0 && <p>This API comes without examples.</p>}
      <ul>
        {operations.map((operation) => (
          <li key={operation.name}>
            <button type="button" onClick={() => open(operation)}>
              <span>{operation.name}</span>
              <small>{kindOf(operation.source)}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `query`, `mutation` or `subscription`, as the document's first operation says. */
const kindOf = (source: string) => /^\s*(query|mutation|subscription)\b/m.exec(source)?.[1] ?? 'query';
