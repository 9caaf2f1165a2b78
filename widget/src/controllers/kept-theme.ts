const KEY = 'parley:theme';

/**
 * The look that the person has chosen, from where the session is kept.
 * @param session the attribute as it was written
 * @param chosen is kept first, if that can be
 * @returns nothing when none was chosen
 */
export function keptTheme(session: string | null, chosen?: string): string | null | undefined {
  try {
    const area = session === 'memory' ? null : session === 'tab' ? sessionStorage : localStorage;
    if (chosen) area?.setItem(KEY, chosen);
    return area?.getItem(KEY);
  } catch {
    // Full, or closed to this page: the look lasts as long as the page.
  }
}
