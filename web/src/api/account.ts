/** The user's own token, for phone apps. */
import { get, post } from "./client";
import type { Profile } from "./types";

export const getProfile = () => get<Profile>("/api/profile/");
export const newToken = () => post<string>("/api/profile/generate_auth_token/");
