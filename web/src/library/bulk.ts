/** What a change to many documents does, before it is made, and the way back. */
import type { BulkStep, Filed } from "../api/bulk";

export interface Wanted {
  addTags: readonly number[];
  removeTags: readonly number[];
  /** Undefined: stays as it is. Null: none. */
  correspondent?: number | null;
  type?: number | null;
}

export const NOTHING: Wanted = { addTags: [], removeTags: [] };

export interface Work {
  ids: number[];
  step: BulkStep;
}

/** The documents that change at all. */
export function affected(wanted: Wanted, documents: readonly Filed[]): Filed[] {
  return documents.filter(
    (each) =>
      wanted.addTags.some((tag) => !each.tags.includes(tag)) ||
      wanted.removeTags.some((tag) => each.tags.includes(tag)) ||
      (wanted.correspondent !== undefined && wanted.correspondent !== each.correspondent) ||
      (wanted.type !== undefined && wanted.type !== each.document_type),
  );
}

export function stepsOf(wanted: Wanted): BulkStep[] {
  const steps: BulkStep[] = [];
  if (wanted.addTags.length + wanted.removeTags.length > 0) {
    const parameters = { add_tags: [...wanted.addTags], remove_tags: [...wanted.removeTags] };
    steps.push({ method: "modify_tags", parameters });
  }
  if (wanted.correspondent !== undefined) {
    const parameters = { correspondent: wanted.correspondent };
    steps.push({ method: "set_correspondent", parameters });
  }
  if (wanted.type !== undefined) {
    steps.push({ method: "set_document_type", parameters: { document_type: wanted.type } });
  }
  return steps;
}

/** From how documents are filed now back to how they were: one step for those alike. */
export function wayBack(before: readonly Filed[], now: readonly Filed[]): Work[] {
  const groups = new Map<string, Work>();
  const add = (id: number, step: BulkStep) => {
    const key = JSON.stringify(step);
    const work = groups.get(key) ?? { ids: [], step };
    work.ids.push(id);
    groups.set(key, work);
  };
  const current = new Map(now.map((each) => [each.id, each]));
  for (const was of before) {
    const is = current.get(was.id);
    if (!is) continue;
    const add_tags = was.tags.filter((tag) => !is.tags.includes(tag));
    const remove_tags = is.tags.filter((tag) => !was.tags.includes(tag));
    if (add_tags.length + remove_tags.length > 0) {
      add(was.id, { method: "modify_tags", parameters: { add_tags, remove_tags } });
    }
    if (was.correspondent !== is.correspondent) {
      const parameters = { correspondent: was.correspondent };
      add(was.id, { method: "set_correspondent", parameters });
    }
    if (was.document_type !== is.document_type) {
      const parameters = { document_type: was.document_type };
      add(was.id, { method: "set_document_type", parameters });
    }
  }
  return [...groups.values()];
}
