import { get } from "./client";

/** Counts of what the user may see; up to ten minutes old. */
export interface Statistics {
  correspondent_count: number;
  document_type_count: number;
  tag_count: number;
}

export const getStatistics = () => get<Statistics>("/api/statistics/");
