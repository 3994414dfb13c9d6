// What a program with the npm package paperless-ngx does, as JSON on stdout.
//
// The package sends JSON and reads JSON. Uploads and downloads go by fetch with its token, and an
// answer without a body, as after deleting, makes it fail after the fact.

import { readFileSync } from "node:fs";
import { PaperlessClient } from "paperless-ngx";

const [url, username, password, paper, word] = process.argv.slice(2);
const EVERYTHING = "?page_size=100000";

const stranger = new PaperlessClient(url, "");
const login = await stranger.request("POST", "/api/token/", { username, password });
const client = new PaperlessClient(url, login.token);
const bytes = readFileSync(paper);

async function gone(deleting) {
  try {
    await deleting;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return true;
}

async function refused(asking) {
  try {
    await asking;
    return false;
  } catch (error) {
    return error.message;
  }
}

async function uploaded(fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("document", new Blob([bytes], { type: "application/pdf" }), `${word}.pdf`);
  const answer = await fetch(`${url}/api/documents/post_document/`, {
    method: "POST",
    headers: { Authorization: `Token ${client.token}` },
    body: form,
  });
  if (!answer.ok) throw new Error(await answer.text());
  const taskId = await answer.json();
  for (;;) {
    const [task] = await client.request("GET", `/api/tasks/?task_id=${taskId}`);
    if (task.status === "SUCCESS") return Number(task.related_document);
    if (task.status === "FAILURE") throw new Error(task.result);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function downloaded(id) {
  const answer = await fetch(`${url}/api/documents/${id}/download/?original=true`, {
    headers: { Authorization: `Token ${client.token}` },
  });
  return Buffer.from(await answer.arrayBuffer()).equals(bytes);
}

/** Make, read, change, find in the list and delete one object of a kind. */
async function round(kind, values, change) {
  const made = await client[`create${kind}`]({ name: `Kind ${word}`, ...values });
  const read = await client[`get${kind}`](made.id);
  const changed = await client[`update${kind}`](made.id, change);
  const [name, value] = Object.entries(change)[0];
  const listed = await client.request("GET", `${paths[kind]}${EVERYTHING}`);
  await gone(client[`delete${kind}`](made.id));
  return [
    read.id === made.id,
    changed[name] === value,
    listed.results.some((each) => each.id === made.id),
    await refused(client[`get${kind}`](made.id)),
  ];
}

const paths = {
  Tag: "/api/tags/",
  Correspondent: "/api/correspondents/",
  DocumentType: "/api/document_types/",
  StoragePath: "/api/storage_paths/",
  CustomField: "/api/custom_fields/",
  Group: "/api/groups/",
  User: "/api/users/",
  Workflow: "/api/workflows/",
};
const renamed = { name: `Other ${word}` };
const told = {
  rounds: {
    Tag: await round("Tag", { color: "#1f78b4" }, renamed),
    Correspondent: await round("Correspondent", {}, renamed),
    DocumentType: await round("DocumentType", {}, renamed),
    StoragePath: await round("StoragePath", { path: "{created_year}/{title}" }, renamed),
    CustomField: await round("CustomField", { data_type: "string" }, renamed),
    Group: await round("Group", { permissions: ["view_document"] }, renamed),
    User: await round("User", { username: `user-${word}` }, { first_name: word }),
    Workflow: await round(
      "Workflow",
      { triggers: [{ type: 2, match: word }], actions: [{ type: 1, assign_title: word }] },
      { enabled: false },
    ),
  },
};

const tag = await client.createTag({ name: `Water ${word}` });
const field = await client.createCustomField({ name: `Meter ${word}`, data_type: "integer" });
const id = await uploaded({ title: `Bill ${word}`, tags: String(tag.id) });
told.id = id;
told.first = (await client.getDocuments()).results.some((each) => each.id === id);
const filter = `?tags__id__all=${tag.id}&title__icontains=${word}&ordering=-created`;
const filtered = await client.request("GET", `/api/documents/${filter}`);
told.filtered = filtered.results.map((each) => each.id);
const changed = await client.updateDocument(id, {
  title: `Paid ${word}`,
  custom_fields: [{ field: field.id, value: 31 }],
});
told.changed = [changed.title, changed.custom_fields[0].value];
told.title = (await client.getDocument(id)).title;
const notes = await client.request("POST", `/api/documents/${id}/notes/`, { note: "paid" });
told.notes = notes.map((each) => each.note);
told.bulk = await client.request("POST", "/api/documents/bulk_edit/", {
  documents: [id],
  method: "remove_tag",
  parameters: { tag: tag.id },
});
told.tags = (await client.getDocument(id)).tags;
told.download = await downloaded(id);
const link = await client.createShareLink({ document: id, file_version: "original" });
told.link = [
  (await client.getShareLink(link.id)).slug === link.slug,
  (await client.getShareLinks()).results.some((each) => each.id === link.id),
  await gone(client.deleteShareLink(link.id)),
];
await gone(client.deleteDocument(id));
told.deleted = await refused(client.getDocument(id));
await client.request("POST", "/api/trash/", { action: "restore", documents: [id] });
told.restored = (await client.getDocument(id)).title;
await gone(client.deleteDocument(id));
await gone(client.deleteTag(tag.id));
await gone(client.deleteCustomField(field.id));
console.log(JSON.stringify(told));
