import { LANGUAGE } from '../../model/forms.ts';
import { badRequest } from './request-error.ts';
import { language } from './video-details.ts';

/** Captions must be in some language, in its canonical form: so `EN-us` and `en-US` are the same captions. */
export function captionsLanguage(value: string): string {
  const canonical = language(value);
  if (canonical === undefined) throw badRequest(`language: ${LANGUAGE.rule}`);
  return canonical;
}
