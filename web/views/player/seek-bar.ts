import { tileAt, type Tile } from '../../../client/index.ts';
import { el } from '../../dom.ts';
import { momentAfter, momentAt, previewAt } from '../../player/seeking.ts';
import { duration as words } from '../words.ts';

export interface SeekBar {
  readonly element: HTMLElement;
  /** Where the video is, and how far it is loaded; in seconds. */
  show(position: number, duration: number, loaded: number): void;
}

/**
 * Where one is, and the way to elsewhere, by pointer, finger and keyboard. Small pictures show what is there.
 *
 * @param tiles asked for when somebody first reaches for the bar
 */
export function seekBar(seek: (seconds: number) => void, tiles: () => Promise<readonly Tile[]>): SeekBar {
  const input = el('input', {
    ...{ type: 'range', min: '0', max: '0', step: 'any', value: '0' },
    dataset: { testid: 'seek' },
    attributes: { 'aria-label': 'Position' },
  });
  const picture = el('div', { className: 'moment-picture', dataset: { testid: 'preview' } });
  const time = el('span');
  const preview = el(
    'div',
    { className: 'moment', hidden: true, attributes: { 'aria-hidden': 'true' } },
    picture,
    time,
  );
  const element = el('div', { className: 'seek' }, input, preview);

  let length = 0;
  let isDragged = false;
  let known: readonly Tile[] | undefined;
  let reached: number | undefined;

  const say = (moment: number) =>
    input.setAttribute('aria-valuetext', `${words(moment)} of ${words(length)}`);
  const fill = (moment: number) => element.style.setProperty('--at', `${(100 * moment) / (length || 1)}%`);

  function showPreview(moment: number): void {
    reached = moment;
    if (length === 0) return;
    if (known === undefined) {
      known = [];
      void tiles().then((loaded) => {
        known = loaded;
        if (reached !== undefined) showPreview(reached);
      });
    }
    const tile = tileAt(known, moment);
    picture.hidden = tile === undefined;
    if (tile) {
      picture.style.width = `${tile.width}px`;
      picture.style.height = `${tile.height}px`;
      picture.style.background = `url("${tile.url}") -${tile.x}px -${tile.y}px no-repeat`;
    }
    time.textContent = words(moment);
    preview.hidden = false;
    preview.style.left = `${previewAt(moment, length, input.clientWidth, preview.offsetWidth)}px`;
  }
  const hidePreview = () => {
    reached = undefined;
    preview.hidden = true;
  };
  const goTo = (moment: number) => {
    input.valueAsNumber = moment;
    fill(moment);
    say(moment);
    seek(moment);
  };

  input.addEventListener('pointermove', ({ clientX }) =>
    showPreview(momentAt(clientX - input.getBoundingClientRect().left, input.clientWidth, length)),
  );
  input.addEventListener('pointerleave', hidePreview);
  input.addEventListener('blur', hidePreview);
  input.addEventListener('input', () => {
    isDragged = true;
    fill(input.valueAsNumber);
    showPreview(input.valueAsNumber);
  });
  input.addEventListener('change', () => {
    isDragged = false;
    goTo(input.valueAsNumber);
  });
  input.addEventListener('keydown', (event) => {
    const moment = momentAfter(event.key, input.valueAsNumber, length);
    if (moment === undefined) return;
    event.preventDefault();
    goTo(moment);
    showPreview(moment);
  });

  return {
    element,
    show(position, duration, loaded) {
      length = duration;
      input.max = String(duration);
      element.style.setProperty('--loaded', `${(100 * loaded) / (duration || 1)}%`);
      if (isDragged) return;
      input.valueAsNumber = position;
      fill(position);
      say(position);
    },
  };
}
