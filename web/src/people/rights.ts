/** What people may do: sets of the API's codenames that go together. */

/** Each thing that can be seen, added, changed and deleted. */
export const THINGS = [
  "document",
  "tag",
  "correspondent",
  "documenttype",
  "storagepath",
  "customfield",
  "savedview",
  "note",
  "sharelink",
  "paperlesstask",
  "user",
  "group",
] as const;
export type Thing = (typeof THINGS)[number];

export const VERBS = ["view", "add", "change", "delete"] as const;
export type Verb = (typeof VERBS)[number];

export const codename = (verb: Verb, thing: Thing): string => `${verb}_${thing}`;

const OWN_SETTINGS = ["view_uisettings", "add_uisettings", "change_uisettings"];
const FILED: readonly Thing[] = [
  "tag",
  "correspondent",
  "documenttype",
  "storagepath",
  "customfield",
  "savedview",
  "note",
];
const every = (things: readonly Thing[], verbs: readonly Verb[]) =>
  things.flatMap((thing) => verbs.map((verb) => codename(verb, thing)));

/** Usual choices, so that nobody has to tick fifty boxes. */
export const PRESETS = {
  reader: [...every(["document", ...FILED, "user"], ["view"]), ...OWN_SETTINGS],
  member: [
    ...every(["document", ...FILED, "sharelink"], VERBS),
    ...every(["paperlesstask"], ["view", "change"]),
    ...every(["user", "group"], ["view"]),
    ...OWN_SETTINGS,
  ],
} as const satisfies Record<string, readonly string[]>;
export type Preset = keyof typeof PRESETS;

export function toggled(rights: readonly string[], name: string): string[] {
  return rights.includes(name) ? rights.filter((other) => other !== name) : [...rights, name];
}
