import { el } from '../dom.ts';

/** Where a file is dropped or chosen. */
export function uploadForm(chosen: (file: File, title: string) => void): HTMLElement {
  const title = el('input', { name: 'title', maxLength: 200, placeholder: 'The file’s name, if left empty' });
  const input = el('input', { type: 'file', accept: 'video/*,audio/*', dataset: { testid: 'file-input' } });
  const zone = el(
    'label',
    { className: 'drop' },
    el('strong', {}, 'Drop a video here'),
    el('span', {}, 'or choose a file'),
    input,
  );
  const take = (file: File | undefined) => {
    if (!file) return;
    chosen(file, title.value.trim() || nameWithoutExtension(file.name));
    title.value = '';
    // The same file can be chosen again.
    input.value = '';
  };

  input.addEventListener('change', () => take(input.files?.[0]));
  zone.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('over');
  });
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    take(event.dataTransfer?.files[0]);
  });
  return el(
    'section',
    { className: 'card upload' },
    el('h2', {}, 'New video'),
    el('label', {}, 'Title', title),
    zone,
  );
}

/** `holiday.mp4` is titled `holiday`; 200 characters is as much as the API takes. */
function nameWithoutExtension(name: string): string {
  const stem = name.replace(/\.[^.]{1,5}$/, '').trim();
  return [...(stem || name)].slice(0, 200).join('');
}
