import { el, messageOf } from '../dom.ts';

/**
 * Asks for something in a window over the page, and closes once it is done. What goes wrong is said in the window.
 *
 * @param act what the button does; a rejection leaves the window open
 */
export function formDialog(options: {
  readonly title: string;
  readonly action: string;
  /** What the other button says, where `Cancel` could mean both. */
  readonly dismiss?: string;
  readonly fields: readonly HTMLElement[];
  readonly act: () => Promise<void>;
}): void {
  const problem = el('p', { className: 'problem', attributes: { role: 'alert' } });
  const cancel = el('button', { type: 'button' }, options.dismiss ?? 'Cancel');
  const submit = el('button', { type: 'submit', className: 'primary' }, options.action);
  const form = el(
    'form',
    { className: 'card' },
    el('h2', {}, options.title),
    ...options.fields,
    problem,
    el('div', { className: 'row end' }, cancel, submit),
  );
  const dialog = el('dialog', { attributes: { 'aria-label': options.title } }, form);

  cancel.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    form.inert = true;
    options.act().then(
      () => dialog.close(),
      (error: unknown) => {
        form.inert = false;
        problem.textContent = messageOf(error);
      },
    );
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** Makes sure that somebody means it. */
export const confirmDialog = (options: {
  readonly question: string;
  readonly consequence: string;
  readonly action: string;
  readonly dismiss?: string;
  readonly act: () => Promise<void>;
}): void => formDialog({ ...options, title: options.question, fields: [el('p', {}, options.consequence)] });
