/**
 * Takes away what this tab keeps of what did not arrive, in whatever room of a tenant: whoever wrote it has left.
 * @param key public key of the tenant
 */
export function forgetUnsent(key: string | null): void {
  try {
    for (const name of Object.keys(sessionStorage))
      if (name.startsWith(`parley:unsent:${key}:`)) sessionStorage.removeItem(name);
  } catch {
    // Closed to this page: nothing was kept.
  }
}
