import { el } from '../../dom.ts';
import { icon, type IconName } from '../../icons.ts';

export interface Menu {
  readonly element: HTMLElement;
  /** What there is to choose from, by its value; not there at all with nothing to choose. */
  show(options: readonly (readonly [value: string, label: string])[], chosen: string): void;
}

/** One choice in the player: the browser's own list, which every device knows how to show. */
export function menu(label: string, picture: IconName | undefined, choose: (value: string) => void): Menu {
  const select = el('select', { attributes: { 'aria-label': label } });
  select.addEventListener('change', () => choose(select.value));
  const element = el(
    'label',
    { className: 'choice', hidden: true },
    ...(picture ? [icon(picture)] : []),
    select,
  );
  return {
    element,
    show(options, chosen) {
      element.hidden = options.length < 2;
      element.classList.toggle('on', chosen !== '');
      select.replaceChildren(
        ...options.map(([value, words]) => el('option', { value, selected: value === chosen }, words)),
      );
    },
  };
}
