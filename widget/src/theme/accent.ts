/** The rule that carries an accent written as an attribute; empty for anything that is no single colour. */
export const accentRule = (accent: string | null): string =>
  accent && CSS.supports('color', accent) ? `:host{--parley-accent:${accent}}` : '';
