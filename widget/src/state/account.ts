import { accountStrings } from '../i18n/account-strings.js';
import { cleanText, codePoints } from './composer-rules.js';
import { checkName } from './display-name.js';

/**
 * A screen of somebody who has no account: all ways in, or one of them; the ways to a new password (`sent` once the mail is
 * asked for); or what the link of a mail leads to.
 */
export type Step = 'welcome' | 'logIn' | 'signUp' | 'forgot' | 'sent' | 'reset' | 'verify';

/** What the own account opens a page of its own for. */
export type Page = 'picture' | 'email' | 'password' | 'devices' | 'theme' | 'data' | 'delete';

/** How the chat looks; `auto` follows the system. */
export type Theme = 'auto' | 'light' | 'dark';

/** A way to be somebody here. A tenant may have closed some of them. */
export type Way = 'guest' | 'logIn' | 'signUp';

/** What the server says of the ways in, and of whose place it is; from `GET /v1/limits`. */
export interface Ways {
  readonly tenantName?: unknown;
  readonly signUp?: unknown;
  readonly guests?: unknown;
  readonly emailRequired?: unknown;
  /** What becomes of the messages of people who delete their account: `anonymize` or `remove`. */
  readonly deletedUsers?: unknown;
  /** Whether addresses in messages are shown as links; they are where it is not known. */
  readonly links?: { readonly enabled: unknown } | undefined;
}

/** Ways that are closed by that. Where neither guests nor sign-up are, only the site's own login lets people in. */
export function closedWays({ signUp, guests }: Ways): Way[] {
  const closed: Way[] = [];
  if (guests === 'off') closed.push('guest');
  if (signUp === 'closed') closed.push('signUp');
  return closed.length === 2 ? [...closed, 'logIn'] : closed;
}

/** A field of one of the account's forms. */
export type FieldName = 'login' | 'username' | 'password' | 'newPassword' | 'displayName' | 'email' | 'about';

/** What is wrong, in words, by the field that it is about; `form` for what no field is to blame for. */
export type Problems = Readonly<Partial<Record<FieldName | 'form', string>>>;

/** What a form waits for, and what the last try came to. */
export interface Task {
  readonly isBusy: boolean;
  readonly problems: Problems;
  /** Epoch ms until which the server takes no other try; null for no wait. */
  readonly waitUntil: number | null;
  /** Code of what was refused. */
  readonly code?: string;
}

/** A form that nobody has sent yet. */
export const freshTask: Task = { isBusy: false, problems: {}, waitUntil: null };

/** Longest text about oneself in code points. */
export const MAX_ABOUT_LENGTH = 500;
const MIN_PASSWORD_LENGTH = 8;
const MAX_PASSWORD_LENGTH = 128;

/** A field that there are words for when it is left empty. */
export type RequiredField = keyof typeof accountStrings.missing;

/** Fields as they were typed. */
export type Typed = Readonly<Partial<Record<FieldName, string>>>;

function checkNewPassword(value: string, { username }: Typed): string | undefined {
  const length = codePoints(value);
  if (length < MIN_PASSWORD_LENGTH) return accountStrings.passwordTooShort(MIN_PASSWORD_LENGTH);
  if (length > MAX_PASSWORD_LENGTH) return accountStrings.tooLong(MAX_PASSWORD_LENGTH);
  return value.toLowerCase() === username?.toLowerCase() ? accountStrings.passwordIsUsername : undefined;
}

const rules: Readonly<Record<FieldName, (value: string, typed: Typed) => string | undefined>> = {
  login: () => undefined,
  username: (value) => (/^[\w.-]{3,32}$/.test(value) ? undefined : accountStrings.refused.username),
  password: checkNewPassword,
  newPassword: checkNewPassword,
  displayName(value) {
    const { problem } = checkName(value);
    return problem === 'too_long' ? accountStrings.refused.displayName : undefined;
  },
  // The server knows the rules; what is plainly no address need not be asked.
  email: (value) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? undefined : accountStrings.refused.email),
  about: (value) => (codePoints(value) > MAX_ABOUT_LENGTH ? accountStrings.tooLong(MAX_ABOUT_LENGTH) : undefined),
};

/**
 * Looks at the fields of a form before anything is sent.
 * @param required fields that must not be left empty
 * @param known fields that must only be there: whoever has a password already, has it whatever the rules were then
 * @returns the first thing wrong with each field; empty when the form can go out
 */
export function checkFields(
  typed: Typed,
  required: readonly RequiredField[],
  known: readonly FieldName[] = [],
): Problems {
  const found = (Object.entries(typed) as [FieldName, string][]).map(([name, value]) => {
    if (value !== '') return [name, known.includes(name) ? undefined : rules[name](value, typed)];
    return [name, required.find((one) => one === name) && accountStrings.missing[name as RequiredField]];
  });
  return Object.fromEntries(found.filter(([, problem]) => problem !== undefined)) as Problems;
}

/** What is known of where a person is reached. */
export interface Address {
  readonly email: string | null;
  readonly emailVerifiedAt: string | null;
  readonly pendingEmail: string | null;
}

/** What of an error these screens need. */
export interface Refusal {
  readonly code: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[] | undefined;
  readonly retryAfterMs?: number | undefined;
}

/**
 * Puts a refusal of the server where a person looks for it.
 * @param fields the fields of the form that was sent
 * @param more words for codes that only this screen meets
 * @returns at least one problem
 */
export function toProblems(
  { code, errors = [], retryAfterMs = 0 }: Refusal,
  fields: readonly FieldName[],
  more: Readonly<Record<string, string>> = {},
): Problems {
  const { refused } = accountStrings;
  const byCode = { ...accountStrings.byCode, ...more };
  if (code === 'invalid_credentials') {
    // Which of the two was wrong is nobody's business; the password is what people mistype.
    return { password: fields.includes('login') ? byCode.invalid_credentials : accountStrings.wrongPassword };
  }
  const named = fields.flatMap((name) => {
    const found = errors.find(({ path }) => path.split('/')[1] === name);
    // There are words for `is taken` and `is reserved`.
    return found ? [[name, byCode[`${name}_${found.message.slice(3)}`] ?? refused[name]]] : [];
  });
  if (named.length > 0) return Object.fromEntries(named) as Problems;
  if (code === 'rate_limited' && retryAfterMs > 0) return { form: accountStrings.tooManyTries(inWords(retryAfterMs)) };
  // A code is only looked up among the words that are there.
  return { form: Object.hasOwn(byCode, code) ? byCode[code] : byCode.other };
}

// The words are English, so numbers and plurals are too.
const until = new Intl.RelativeTimeFormat('en');

/** A wait as people say it, "in 42 seconds", "in 59 minutes". @param ms time left, rounded up */
const inWords = (ms: number): string =>
  ms > 90_000 ? until.format(Math.ceil(ms / 60_000), 'minute') : until.format(Math.ceil(ms / 1_000), 'second');

/** A wait in minutes and seconds, "0:42". @param ms time left */
export function clock(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`;
}

/** The address that a mail was sent to and that is not confirmed yet; null for none. */
export const waitingAddress = ({ email, emailVerifiedAt, pendingEmail }: Address): string | null =>
  pendingEmail ?? (emailVerifiedAt === null ? email : null);

/** When the same may be tried again; null for at once. @param now epoch ms */
export const waitUntil = ({ retryAfterMs = 0 }: Refusal, now: number): number | null =>
  retryAfterMs > 0 ? now + retryAfterMs : null;

/** What is said about oneself as the server keeps it. */
export const cleanAbout = (typed: string): string => cleanText(typed).trim();

/** Characters left in a field, null while there is no need to tell: from 80 % of the limit on. */
export function charactersLeft(value: string, max: number): number | null {
  const left = max - codePoints(value);
  return left <= max / 5 ? left : null;
}

/** Fields that were left empty are not sent. */
export const withoutEmpty = (typed: Typed): Typed =>
  Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== ''));
