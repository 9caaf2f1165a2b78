import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { findStrings, reason } from '../../i18n/find-strings.js';
import { strings } from '../../i18n/strings.js';
import { codePoints } from '../../state/composer-rules.js';
import { countdown } from '../../state/room-view.js';
import type { RoomView } from '../../state/room-view.js';
import { icon } from '../icons.js';
import { report } from '../intents.js';
import { renderNotice } from '../rows/render-entry.js';

const loupe = icon('M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20', 20);

/** A search field that asks while one types. */
export interface SearchField {
  readonly label: string;
  /** Most UTF-16 units, as the server has it. */
  readonly maxLength: number;
  /** @param isUrgent Enter was pressed */
  readonly onQuery: (query: string, isUrgent: boolean) => void;
}

/** The search on top of a list. Escape empties it, and only then leads back. */
export function renderSearch({ label, maxLength, onQuery }: SearchField): TemplateResult {
  const read = (event: Event, isUrgent: boolean) => onQuery((event.target as HTMLInputElement).value.trim(), isUrgent);
  return html`<div class="search" role="search">
    ${loupe}
    <input
      type="search"
      dir="auto"
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      enterkeyhint="search"
      maxlength=${maxLength}
      aria-label=${label}
      placeholder=${label}
      @input=${(event: Event) => read(event, false)}
      @keydown=${(event: KeyboardEvent) => {
        const input = event.target as HTMLInputElement;
        if (event.isComposing) return;
        if (event.key === 'Enter') read(event, true);
        if (event.key !== 'Escape' || input.value === '') return;
        event.preventDefault();
        event.stopPropagation();
        input.value = '';
        read(event, true);
      }}
    />
  </div>`;
}

/**
 * What a search came to, for screen readers, and the pause that the server wants, which is counted for the eyes only.
 * @param leftMs 0 for none
 */
export const renderStatus = (leftMs: number, found: unknown): TemplateResult =>
  html`<div>
    <p class="only-read" role="status">${leftMs > 0 ? findStrings.searchWaits : found}</p>
    <p class="note line" aria-hidden="true">
      ${leftMs > 0 ? findStrings.searchGoesOn(countdownWords(leftMs)) : nothing}
    </p>
  </div>`;

/** A wait in words of a sentence. */
const countdownWords = (ms: number): string => (ms < 100_000 ? `${countdown(ms)} s` : countdown(ms));

/** What stands where a list could not be read. */
export const renderFailed = (title: string, code: string, run: () => unknown): TemplateResult =>
  renderNotice({ title, text: reason(code), isProblem: true, action: { label: findStrings.retry, run } });

type Way = 'account' | 'site';

/** Where a person has to sign in before they can do anything; null where they can as they are. */
export const neededWay = ({ needs }: RoomView): Way | null => (needs === 'account' || needs === 'site' ? needs : null);

/** What stands where only somebody can do something, and nobody is let in as a guest. */
export function renderNeeds(host: HTMLElement, needs: Way, title: string): TemplateResult {
  const action = { label: findStrings.signIn, run: () => report(host, 'parley-account', {}) };
  return renderNotice({ title, text: findStrings.needs[needs], action: needs === 'account' ? action : undefined });
}

/** How much room a field has left; nothing before 80 % of the limit. */
export function renderLeft(value: string, max: number) {
  const left = max - codePoints(value);
  if (left > max / 5) return nothing;
  return html`<span class="counter ${left < 0 ? 'over' : ''}"
    >${left < 0 ? strings.charactersOver(-left) : strings.charactersLeft(left)}</span
  >`;
}

/** The one button of a form. While nothing can be sent it keeps the focus, and counts down. @param wait label with a time */
export function renderSubmit(label: string, isBusy: boolean, leftMs: number, wait: (time: string) => string) {
  const isWaiting = leftMs > 0;
  return html`<button class="action" aria-disabled=${isBusy || isWaiting ? 'true' : nothing}>
    <span class=${isBusy ? 'busy' : ''}>${isWaiting ? wait(countdown(leftMs)) : label}</span>
  </button>`;
}
