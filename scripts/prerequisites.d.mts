/** The browser that tests use, or `undefined` when none is there. */
export function browserPath(): Promise<string | undefined>;
