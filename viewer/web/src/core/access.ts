/** The access key that was given in this tab, and what its holder may do. Closing the tab forgets it. */
const PLACE = "zicht-key";

export type Role = "public" | "reader" | "modeller" | "admin";

export interface Principal {
  name: string;
  role: Role;
  workspace: string;
  /** Open: everybody on this machine is modeller. Guarded: who has no key is public. */
  mode: "open" | "guarded";
}

const withKey = (key: string | null): Record<string, string> => (key ? { Authorization: `Bearer ${key}` } : {});

/** Headers that tell the service who asks; none without a key. */
export const credentials = (): Record<string, string> => withKey(sessionStorage.getItem(PLACE));

export const hasKey = (): boolean => sessionStorage.getItem(PLACE) !== null;

/** Who the service takes us for, with the key at hand or with another. */
export async function whoAmI(api: string, key?: string): Promise<Principal | null> {
  const headers = key === undefined ? credentials() : withKey(key);
  const response = await fetch(`${api}/principal`, { headers, cache: "no-store" });
  if (response.status === 401) return null;
  if (!response.ok) throw new Error(response.statusText);
  return (await response.json()) as Principal;
}

/** Whether who asks may see all of what is offered. */
export const isOpen = ({ access }: { access?: string }): boolean => (access ?? "full") === "full";

export const keep = (key: string): void => sessionStorage.setItem(PLACE, key);

export const forget = (): void => sessionStorage.removeItem(PLACE);
