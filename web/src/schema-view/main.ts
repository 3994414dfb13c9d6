/** /api/schema/view/: the OpenAPI document for people. An entry of its own, without a framework. */
import "../styles/tokens.css";
import "./schema-view.css";
import {
  type Answer,
  byTag,
  type Document,
  inWords,
  mentioned,
  nameOf,
  type Operation,
  type Schema,
} from "./openapi";

type Child = Node | string;

function element(tag: string, className: string, ...children: Child[]): HTMLElement {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function link(href: string, text: string): HTMLAnchorElement {
  const made = document.createElement("a");
  made.href = href;
  made.textContent = text;
  return made;
}

function table(head: string, rows: HTMLElement[]): HTMLElement[] {
  return rows.length ? [element("h4", "", head), element("table", "", ...rows)] : [];
}

function row(name: string, required: boolean, schema: Schema): HTMLElement {
  const first = element("th", "", element("code", "", name));
  if (required) first.append(" ", element("span", "required", "required"));
  const about = [inWords(schema), schema.description].filter(Boolean).join(". ");
  return element("tr", "", first, element("td", "", about));
}

function objects(spec: Document, schema: Schema | undefined, seen: Set<string>): HTMLElement[] {
  if (!schema) return [];
  return mentioned(schema).flatMap((name) => {
    const found = spec.components.schemas[name];
    if (!found?.properties || seen.has(name)) return [];
    seen.add(name);
    const rows = Object.entries(found.properties).map(([field, each]) =>
      row(field, found.required?.includes(field) ?? false, each),
    );
    const example =
      found.example === undefined
        ? []
        : [element("pre", "", JSON.stringify(found.example, null, 2))];
    const inside = Object.values(found.properties).flatMap((each) => objects(spec, each, seen));
    return [...table(name, rows), ...example, ...inside];
  });
}

function answers(spec: Document, operation: Operation): HTMLElement[] {
  const rows: HTMLElement[] = [];
  const shown: HTMLElement[] = [];
  for (const [status, answer] of Object.entries(operation.responses)) {
    const found: Answer | undefined = answer.$ref
      ? spec.components.responses[nameOf(answer.$ref)]
      : answer;
    const [type, content] = Object.entries(found?.content ?? {})[0] ?? [];
    const what = content?.schema ? ` ${type}: ${inWords(content.schema)}` : "";
    const about = element("td", "", `${found?.description ?? ""}${what}`);
    rows.push(element("tr", "", element("th", "", status), about));
    if (status < "300") shown.push(...objects(spec, content?.schema, new Set()));
  }
  return [...table("Answers", rows), ...shown];
}

function details(spec: Document, operation: Operation): HTMLElement[] {
  const body = Object.entries(operation.requestBody?.content ?? {});
  const schema = body[0]?.[1].schema;
  return [
    element("p", "", operation.description),
    ...table(
      "Parameters",
      (operation.parameters ?? []).map((each) => row(each.name, !!each.required, each.schema)),
    ),
    ...(body.length ? [element("p", "", `Takes ${body.map(([type]) => type).join(", ")}.`)] : []),
    ...objects(spec, schema, new Set()),
    ...answers(spec, operation),
  ];
}

function shownOperation(
  spec: Document,
  [path, method, operation]: [string, string, Operation],
): HTMLElement {
  const made = document.createElement("details");
  made.id = operation.operationId;
  made.append(
    element(
      "summary",
      "",
      element("span", `method ${method.toLowerCase()}`, method),
      element("code", "", path),
      element("span", "about", operation.summary),
    ),
  );
  made.addEventListener(
    "toggle",
    () => made.append(element("div", "details", ...details(spec, operation))),
    { once: true },
  );
  return made;
}

function shown(spec: Document): HTMLElement[] {
  const wanted = document.createElement("input");
  wanted.type = "search";
  wanted.placeholder = "Search the paths";
  wanted.setAttribute("aria-label", wanted.placeholder);
  const sections = [...byTag(spec)].map(([tag, operations]) =>
    element(
      "section",
      "",
      element("h2", "", tag.replaceAll("_", " ")),
      ...operations.map((each) => shownOperation(spec, each)),
    ),
  );
  wanted.addEventListener("input", () => {
    for (const section of sections) {
      const all = [...section.querySelectorAll("details")];
      for (const each of all) {
        const text = each.querySelector("summary")?.textContent?.toLowerCase() ?? "";
        each.hidden = !text.includes(wanted.value.trim().toLowerCase());
      }
      section.hidden = all.every((each) => each.hidden);
    }
  });
  return [
    element("h1", "", `${spec.info.title} ${spec.info.version}`),
    ...spec.info.description
      .split("\n\n")
      .map((paragraph) => element("p", "", paragraph.replaceAll("\n", " "))),
    element(
      "p",
      "",
      link("/api/schema/?format=json", "JSON"),
      " ",
      link("/api/schema/?format=yaml", "YAML"),
    ),
    wanted,
    ...sections,
  ];
}

const main = document.getElementById("schema");
const response = await fetch("/api/schema/", { headers: { Accept: "application/json" } });
main?.replaceChildren(
  ...(response.ok
    ? shown(await response.json())
    : [element("p", "", "The document is not there.")]),
);
const named = location.hash ? document.getElementById(location.hash.slice(1)) : null;
if (named instanceof HTMLDetailsElement) {
  named.open = true;
  named.scrollIntoView();
}
