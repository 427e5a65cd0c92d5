import { signIn } from 'aws-amplify/auth';
import { el, messageOf } from '../dom.ts';
import type { DemoUser } from '../settings.ts';

/** The page for somebody who is not signed in. */
export function signInView(demoUsers: readonly DemoUser[], signedIn: () => void): HTMLElement {
  const problem = el('p', { className: 'problem', attributes: { role: 'alert' } });
  const view = el('section', { className: 'sign-in card' });

  const enter = async (username: string, password: string) => {
    problem.textContent = '';
    view.inert = true;
    try {
      const { nextStep } = await signIn({ username, password });
      if (nextStep.signInStep !== 'DONE')
        throw new Error(`This account needs another step first: ${nextStep.signInStep}.`);
      signedIn();
    } catch (error) {
      problem.textContent = messageOf(error);
      view.inert = false;
    }
  };

  const username = el('input', { name: 'username', autocomplete: 'username', required: true });
  const password = el('input', {
    name: 'password',
    type: 'password',
    autocomplete: 'current-password',
    required: true,
  });
  const form = el(
    'form',
    {},
    el('label', {}, 'User name', username),
    el('label', {}, 'Password', password),
    el('button', { type: 'submit', className: 'primary' }, 'Sign in'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void enter(username.value, password.value);
  });

  const people = demoUsers.map((user) => {
    const button = el(
      'button',
      { type: 'button', dataset: { testid: `sign-in-${user.username}` } },
      el('strong', {}, user.username),
      el('small', {}, user.groups.join(', ') || 'no group'),
    );
    button.addEventListener('click', () => void enter(user.username, user.password));
    return button;
  });

  view.append(el('h1', {}, 'Sign in'));
  if (people.length > 0)
    view.append(
      el('p', { className: 'quiet' }, 'With one click, as one of the demo users:'),
      el('div', { className: 'people' }, ...people),
    );
  view.append(problem, form);
  return view;
}
