/* The dashboard's buttons and switches: each sends one change, and shows the page as it is then. */

const problem = document.querySelector<HTMLElement>('[role=alert]')!;

async function change(method: string, path: string, body: object = {}): Promise<void> {
  problem.textContent = '';
  const response = await fetch(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.ok) return location.reload();
  // Each provider's words are under a name of its own.
  const { error } = (await response.json()) as { error: { description?: string; message?: string } };
  problem.textContent = error.description ?? error.message ?? '';
}

const attempt = (work: Promise<void>) =>
  work.catch(() => {
    problem.textContent = 'The sandbox does not answer.';
  });

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-post]'))
  button.addEventListener('click', () => void attempt(change('POST', button.dataset['post']!)));

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-post]'))
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const { post, unit } = form.dataset;
    const amount = Math.round(Number(new FormData(form).get('amount')) * Number(unit));
    void attempt(change('POST', post!, { amount }));
  });

for (const box of document.querySelectorAll<HTMLInputElement>('input[data-patch]'))
  box.addEventListener('change', () =>
    attempt(change('PATCH', box.dataset['patch']!, { [box.name]: box.checked })),
  );

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-events]'))
  form.addEventListener('change', () =>
    attempt(change('PATCH', form.dataset['events']!, { events: new FormData(form).getAll('event') })),
  );

export {};
