import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { initials } from '../../state/initials.js';

/** A picture at the start of a row, or initials where there is none: round for people, square for rooms. */
export interface EntryMark {
  /** Stable id of the person; chooses the colour. Of a room its id. */
  readonly id: string;
  readonly name: string;
  /** Address of the picture; null = none. */
  readonly picture: string | null;
  readonly isRoom?: boolean;
  /** How the person is seen; the dot is decoration, so say it in words too where it matters. */
  readonly presence?: 'online' | 'away' | undefined;
  /** The same in words, where the row does not say it. */
  readonly presenceLabel?: string | undefined;
}

/** One row of a list of people or rooms. Texts that people wrote are shown as texts only. */
export interface Entry {
  /** A picture, or a mark of `icons` where the row is about no one. */
  readonly mark: EntryMark | TemplateResult;
  readonly name: string;
  /** The second line: one line of text, or parts of one. */
  readonly about?: unknown;
  /** At the end of the first line: a time, a role. */
  readonly aside?: unknown;
  /** At the end of the second line: what is unread, marks. */
  readonly below?: unknown;
  /** At the end of the row, beside both lines: where it leads. */
  readonly end?: unknown;
  /** What a press on the row does; left out: it is only to be read. */
  readonly open?: (() => unknown) | undefined;
  /** What can be done beside it: buttons of their own, after the row's. */
  readonly actions?: unknown;
  /** Shown in the second text's colour: one that makes no noise. */
  readonly isQuiet?: boolean;
  /** For tests and for finding the row again. */
  readonly id?: string;
}

const isMark = (mark: Entry['mark']): mark is EntryMark => 'id' in mark;

/** The picture of a person or a room, with the dot of who is here. Colours are for people; a room has the accent's. */
const renderMark = ({ id, name, picture, isRoom, presence, presenceLabel }: EntryMark): TemplateResult =>
  isRoom && picture === null
    ? html`<span class="entry-mark icon" aria-hidden="true">${initials(name)}</span>`
    : html`<span
        class="entry-mark ${presence ?? ''}"
        role=${presenceLabel ? 'img' : nothing}
        aria-label=${presenceLabel ?? nothing}
        ><parley-avatar
          class=${isRoom ? 'square' : nothing}
          .person=${id}
          .name=${name}
          .picture=${picture}
        ></parley-avatar
      ></span>`;

/** One row: `<li>`, to stand in a list of the class `entries`; the styles are `rowStyles`. */
export function renderEntry(entry: Entry): TemplateResult {
  const { mark, name, about, aside, below, end, open, actions } = entry;
  const content = html`${isMark(mark) ? renderMark(mark) : html`<span class="entry-mark icon">${mark}</span>`}
    <span class="entry-words">
      <span class="entry-line"
        ><span class="entry-name" dir="auto">${name}</span
        >${aside ? html`<span class="entry-aside">${aside}</span>` : nothing}</span
      >
      ${
        about || below
          ? html`<span class="entry-line"
              ><span class="entry-about" dir="auto">${about ?? nothing}</span>${below ?? nothing}</span
            >`
          : nothing
      }
    </span>
    ${end ?? nothing}`;
  return html`<li class="entry ${entry.isQuiet ? 'muted' : ''}" data-id=${entry.id ?? nothing}>
    ${
      open
        ? html`<button type="button" class="entry-main" @click=${open}>${content}</button>`
        : html`<div class="entry-main">${content}</div>`
    }
    ${actions ?? nothing}
  </li>`;
}

/** Rows that are on their way; seen after 150 ms only. @param label what is being loaded, for screen readers */
export const renderEntriesLoading = (label: string, count = 5): TemplateResult =>
  html`<div class="entries-loading" role="status" aria-label=${label}>
    ${Array.from({ length: count }, () => html`<i><b></b><b></b><b></b></i>`)}
  </div>`;

/** What stands in the place of a list that is empty, or could not be read. */
export interface Notice {
  readonly icon?: TemplateResult;
  readonly title: string;
  readonly text?: string | undefined;
  /** The one thing to do about it. */
  readonly action?: { readonly label: string; readonly run: () => unknown } | undefined;
  /** Something went wrong: it is read out at once. */
  readonly isProblem?: boolean;
}

/** One line, one action. */
export const renderNotice = ({ icon, title, text, action, isProblem }: Notice): TemplateResult =>
  html`<div class="notice" role=${isProblem ? 'alert' : nothing}>
    ${icon ?? nothing}
    <h3>${title}</h3>
    ${text ? html`<p>${text}</p>` : nothing}
    ${action ? html`<button type="button" class="action" @click=${action.run}>${action.label}</button>` : nothing}
  </div>`;
