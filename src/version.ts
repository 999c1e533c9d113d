import manifest from "../package.json" with { type: "json" };

/** The version of this package, as users see it and as every report names it. */
export const version: string = manifest.version;
