import { el } from '../dom.ts';
import { icon } from '../icons.ts';

/** One to five stars, as the radio buttons that they are, and a way to take them back. */
export function starsView(chosen: (stars: number | null) => void): {
  element: HTMLElement;
  show(stars: number | null): void;
} {
  const inputs = [1, 2, 3, 4, 5].map((value) => {
    const input = el('input', { type: 'radio', name: 'stars', value: String(value) });
    input.setAttribute('aria-label', value === 1 ? '1 star' : `${value} stars`);
    input.addEventListener('change', () => chosen(value));
    return input;
  });
  const back = el('button', { type: 'button', className: 'plain' }, 'Take back');
  back.addEventListener('click', () => chosen(null));

  return {
    element: el(
      'fieldset',
      { className: 'stars', dataset: { testid: 'stars' } },
      el('legend', { className: 'for-readers' }, 'Your rating'),
      ...inputs.map((input) => el('label', {}, input, icon('star'))),
      back,
    ),
    show(stars) {
      inputs.forEach((input, index) => {
        input.checked = stars === index + 1;
        input.parentElement?.classList.toggle('lit', stars !== null && index < stars);
      });
      back.hidden = stars === null;
    },
  };
}
