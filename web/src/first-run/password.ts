const SHORTEST = 8;

/** What can be told before the daemon is asked. */
export function passwordProblem(password: string, again: string) {
  if ([...password].length < SHORTEST) {
    return { field: "password", text: "setup.too_short" } as const;
  }
  if (password !== again) return { field: "again", text: "setup.mismatch" } as const;
  return null;
}
