import { addCaptions, removeCaptions, type Captions, type OwnVideo } from '../api/studio.ts';
import { CAPTIONS_MAX_BYTES, checkedCaptions } from '../captions.ts';
import { sendForm } from '../upload.ts';
import { el } from '../dom.ts';
import { confirmDialog, formDialog } from './dialog.ts';
import { bytes, CAPTIONS_WORDS } from './words.ts';

export interface CaptionsView {
  readonly element: HTMLElement;
  show(card: OwnVideo | undefined): void;
}

/**
 * The captions of one of the caller's videos.
 *
 * @param told called with what a change was answered with
 */
export function captionsView(told: (card: OwnVideo) => void): CaptionsView {
  const items = el('ul', { className: 'captions-list' });
  const empty = el('p', { className: 'quiet' }, 'None yet. WebVTT and SRT files are taken.');
  const add = el('button', { type: 'button', dataset: { testid: 'add-captions' } }, 'Add captions');
  const element = el(
    'section',
    { className: 'card captions', hidden: true, dataset: { testid: 'captions' } },
    el('div', { className: 'heading' }, el('h2', {}, 'Captions'), add),
    empty,
    items,
  );
  let shown = '';
  return {
    element,
    show(card) {
      // A video that failed can have none, nor can one without HLS.
      element.hidden = card === undefined || card.status === 'FAILED' || card.profile === 'COMPACT';
      if (!card) return;
      const now = JSON.stringify([card.id, card.captions]);
      if (now === shown) return;
      shown = now;
      empty.hidden = card.captions.length > 0;
      add.onclick = () => captionsDialog(card, undefined, told);
      items.replaceChildren(...card.captions.map((captions) => row(card, captions, told)));
    },
  };
}

function row(card: OwnVideo, captions: Captions, told: (card: OwnVideo) => void): HTMLElement {
  const { language, label, status, failure } = captions;
  const button = (words: string, act: () => void) => {
    const element = el(
      'button',
      { type: 'button', attributes: { 'aria-label': `${words} ${label}` } },
      words,
    );
    element.addEventListener('click', act);
    return element;
  };
  return el(
    'li',
    { dataset: { language, status } },
    el('span', { className: 'title' }, label, ' ', el('small', {}, language)),
    el(
      'small',
      { className: status === 'FAILED' ? 'problem' : 'quiet' },
      failure?.message ?? CAPTIONS_WORDS[status],
    ),
    el(
      'span',
      { className: 'row' },
      button('Replace', () => captionsDialog(card, captions, told)),
      button('Remove', () =>
        confirmDialog({
          question: `Remove the captions “${label}”?`,
          consequence: 'Nobody can choose them any more. The video stays as it is.',
          action: 'Remove',
          act: async () => told(await removeCaptions(card.id, language)),
        }),
      ),
    ),
  );
}

/** Asks for a language, a name and a file, and sends it. */
function captionsDialog(card: OwnVideo, before: Captions | undefined, told: (card: OwnVideo) => void): void {
  const language = el('input', {
    ...{ name: 'language', value: before?.language ?? '', placeholder: 'en, de, pt-BR', required: true },
    readOnly: before !== undefined,
  });
  const label = el('input', {
    ...{ name: 'label', value: before?.label ?? '', placeholder: 'English', required: true, maxLength: 80 },
  });
  const input = el('input', { type: 'file', accept: '.vtt,.srt,text/vtt', required: true });
  formDialog({
    title: before ? `Replace “${before.label}”` : 'Add captions',
    action: before ? 'Replace' : 'Add',
    fields: [
      el('label', {}, 'Language', language),
      el('label', {}, 'What viewers see', label),
      el('label', {}, `WebVTT or SRT, at most ${bytes(CAPTIONS_MAX_BYTES)}`, input),
    ],
    async act() {
      const file = checkedCaptions(input.files?.[0]);
      const plan = await addCaptions(card.id, language.value.trim(), label.value.trim());
      await sendForm(file, plan, () => {}, new AbortController().signal);
      const others = card.captions.filter((one) => one.language !== plan.captions.language);
      told({ ...card, captions: [...others, { ...plan.captions, failure: null }].sort(byLanguage) });
    },
  });
}

const byLanguage = (a: Captions, b: Captions) => (a.language < b.language ? -1 : 1);
