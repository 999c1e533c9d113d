/**
 * What SageMaker tells of a region: its domains, with user profiles, spaces and apps. Lists hold no roles, so each domain and each
 * profile is described.
 */
import type { JsonObject } from "../json.ts";
import type { Asker, Place } from "./asker.ts";
import { describeDomain, describeUserProfile, listApps, listDomains, listSpaces, listUserProfiles } from "./calls.ts";
import { namesIn } from "./lists.ts";

/**
 * The ids of the domains that there are; `domainIds` names those to read, else all are read. `isSearched`: one of several regions, in which
 * it is nothing to tell that there is no such domain.
 */
export async function collectDomains(asker: Asker, here: Place, domainIds: readonly string[], isSearched: boolean): Promise<readonly string[]> {
  const place: Place = isSearched ? { ...here, searched: true } : here;
  const found: string[] = [];
  const readings: Promise<void>[] = [];
  const read = async (domainId: string): Promise<void> => {
    // What a list has told is there: then nothing is searched any more.
    const { kind } = await asker.ask(domainIds.length > 0 ? place : here, describeDomain(domainId));
    if (kind === "gone") return;
    found.push(domainId);
    if (kind === "answered") await collectDomain(asker, here, domainId);
  };
  if (domainIds.length > 0) readings.push(...domainIds.map(read));
  else await asker.list(place, listDomains, (page) => void readings.push(...namesIn(page, "Domains", "DomainId").map(read)));
  await Promise.all(readings);
  return found;
}

/** Profiles are described while further pages of the list are still coming. */
async function collectDomain(asker: Asker, place: Place, domainId: string): Promise<void> {
  const readings: Promise<unknown>[] = [];
  const describe = (page: JsonObject): void => {
    for (const name of namesIn(page, "UserProfiles", "UserProfileName")) readings.push(asker.ask(place, describeUserProfile(domainId, name)));
  };
  await Promise.all([
    asker.list(place, listUserProfiles(domainId), describe),
    asker.list(place, listSpaces(domainId), () => undefined),
    asker.list(place, listApps(domainId), () => undefined),
  ]);
  await Promise.all(readings);
}
