import { html } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { detailsStrings as words } from '../../i18n/details-strings.js';
import type { Answer } from './details-element.js';

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** What can be done with somebody that is asked about first. Times in seconds, null = without end. */
export interface MemberWays {
  readonly isPublic: boolean;
  readonly ask: (question: string, answers: readonly Answer[], fields?: unknown) => unknown;
  readonly makeOwner: () => unknown;
  readonly stepDown: () => unknown;
  readonly mute: (seconds: number | null) => unknown;
  readonly remove: () => unknown;
  readonly ban: (seconds: number | null, reason: string) => unknown;
}

/** The question that stands below a member. @param asked what is asked about, before a blank */
export function renderMemberQuestion(asked: string, name: string, ways: MemberWays): unknown {
  const { ask } = ways;
  switch (asked.split(' ')[0]) {
    case 'owner':
      return ask(words.ownerQuestion(name), [{ label: words.makeOwner, give: ways.makeOwner, isDanger: false }]);
    case 'down':
      return ask(words.stepDownQuestion, [{ label: words.makeMember, give: ways.stepDown }]);
    case 'mute':
      return ask(
        words.muteQuestion(name),
        [HOUR, DAY, null].map((seconds) => ({
          label: words.muteFor(seconds),
          give: () => ways.mute(seconds),
          isDanger: false,
        })),
      );
    case 'removeMember':
      return ask(words.removeQuestion(name, ways.isPublic), [{ label: words.remove, give: ways.remove }]);
    default:
      return renderBan(name, ways);
  }
}

function renderBan(name: string, { ask, ban }: MemberWays): unknown {
  const [reason, end] = [createRef<HTMLInputElement>(), createRef<HTMLSelectElement>()];
  const give = () => {
    const seconds = end.value?.value ?? '';
    return ban(seconds === '' ? null : Number(seconds), reason.value?.value.trim() ?? '');
  };
  return ask(
    words.banQuestion(name),
    [{ label: words.ban, give }],
    html`<div class="field">
        <label for="reason">${words.reason}</label><input id="reason" maxlength="500" dir="auto" ${ref(reason)} />
      </div>
      <div class="field">
        <label for="end">${words.howLong}</label>
        <select id="end" ${ref(end)}>
          ${[null, DAY, 7 * DAY, 30 * DAY].map(
            (seconds) =>
              html`<option value=${seconds ?? ''}>
                ${seconds === null ? words.withoutEnd : words.duration(seconds)}
              </option>`,
          )}
        </select>
      </div>`,
  );
}
