/** Users and groups, for who looks after the box. */
import { get, patch, post, remove } from "./client";
import type { Group, Page, Person } from "./types";

const ALL = { page_size: 100_000 };

export type PersonEdit = Omit<Person, "id" | "is_mfa_enabled"> & { password?: string };
export type GroupEdit = Omit<Group, "id">;

export const listPeople = () =>
  get<Page<Person>>("/api/users/", { query: ALL }).then((page) => page.results);
export const savePerson = (id: number | null, values: PersonEdit) =>
  id === null ? post("/api/users/", values) : patch(`/api/users/${id}/`, values);
export const deletePerson = (id: number) => remove(`/api/users/${id}/`);
/** For somebody who lost the phone. */
export const endSecondFactor = (id: number) => post(`/api/users/${id}/deactivate_totp/`);

export const listGroups = () =>
  get<Page<Group>>("/api/groups/", { query: ALL }).then((page) => page.results);
export const saveGroup = (id: number | null, values: GroupEdit) =>
  id === null ? post("/api/groups/", values) : patch(`/api/groups/${id}/`, values);
export const deleteGroup = (id: number) => remove(`/api/groups/${id}/`);
