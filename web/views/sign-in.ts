import { signIn } from 'aws-amplify/auth';
import { el, messageOf } from '../dom.ts';
import { hrefOf } from '../routes.ts';
import type { DemoUser } from '../settings.ts';
import type { View } from './view.ts';

/** The page for somebody who wants to sign in. */
export function signInView(demoUsers: readonly DemoUser[], signedIn: () => void): View {
  const problem = el('p', { className: 'problem', attributes: { role: 'alert' } });
  const element = el('section', { className: 'sign-in card' });
  const enter = enterInto(element, problem, signedIn);

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

  element.append(el('h1', {}, 'Sign in'));
  if (demoUsers.length > 0)
    element.append(
      el('p', { className: 'quiet' }, 'With one click, as one of the demo users:'),
      people(demoUsers, enter),
    );
  element.append(problem, form);
  return { title: 'Sign in', element };
}

/** What a guest finds above the feed: where there are demo users, signing in is one click. */
export function invitation(demoUsers: readonly DemoUser[], signedIn: () => void): HTMLElement {
  const problem = el('p', { className: 'problem', attributes: { role: 'alert' } });
  const element = el('section', { className: 'invitation', attributes: { 'aria-label': 'Sign in' } });
  const enter = enterInto(element, problem, signedIn);
  element.append(
    el('p', {}, 'Watch as you are. ', signInLink(), ' to like, rate, go on where you stopped, and upload.'),
    people(demoUsers, enter),
    problem,
  );
  return element;
}

const signInLink = () => el('a', { href: hrefOf({ view: 'sign-in' }) }, 'Sign in');

type Enter = (username: string, password: string) => Promise<void>;

const enterInto =
  (view: HTMLElement, problem: HTMLElement, signedIn: () => void): Enter =>
  async (username, password) => {
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

function people(demoUsers: readonly DemoUser[], enter: Enter): HTMLElement {
  const buttons = demoUsers.map((user) => {
    const button = el(
      'button',
      { type: 'button', dataset: { testid: `sign-in-${user.username}` } },
      el('strong', {}, user.username),
      el('small', {}, user.groups.join(', ') || 'no group'),
    );
    button.addEventListener('click', () => void enter(user.username, user.password));
    return button;
  });
  return el('div', { className: 'people' }, ...buttons);
}
