/** The user's own account: names, password, second factor, token for phone apps. */
import { get, patch, post, remove } from "./client";
import type { Profile } from "./types";

const PATH = "/api/profile/";

export const getProfile = () => get<Profile>(PATH);
export const saveProfile = (
  changes: Partial<Pick<Profile, "email" | "first_name" | "last_name">> & { password?: string },
) => patch<Profile>(PATH, changes);
export const newToken = () => post<string>(`${PATH}generate_auth_token/`);

export interface NewSecret {
  url: string;
  /** An image; shown as one, never put into the page as markup. */
  qr_svg: string;
  secret: string;
}

interface Activation {
  success: boolean;
  recovery_codes: string[] | null;
}

export const newSecret = () => get<NewSecret>(`${PATH}totp/`);
export const activateTotp = (secret: string, code: string) =>
  post<Activation>(`${PATH}totp/`, { secret, code });
export const deactivateTotp = () => remove<boolean>(`${PATH}totp/`);
