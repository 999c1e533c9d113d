import { accessDoubts, actionCovers, type ChainGraph, type RoleNode } from "../../src/lint/evidence.ts";
import { type Lack, NOTHING_KNOWN } from "./lacks.ts";

/** Callers whom a trust policy lets in by `*` and whose own policies know neither action: of each such group one was judged. */
export function lacksByOpenTrust(graph: ChainGraph): readonly Lack[] {
  const implied = graph.hops.filter((hop) => !hop.explicit && hop.exists !== "no" && !hop.setIdentity.authorization.required.includes("identity"));
  return implied.flatMap((hop) => {
    const groups = (graph.alsoCallers.get(hop.target) ?? []).filter(([first]) => first === hop.caller);
    return groups.flat().flatMap((caller) => {
      // Its own sessions get in by `*`, too; nobody goes that way.
      if (!caller.inInput || caller === hop.target || mayAllow(graph, caller)) return [];
      const { arn, subject } = hop.target.role;
      const doubts = accessDoubts(hop.assume.authorization);
      return [
        {
          ...NOTHING_KNOWN,
          caller,
          target: hop.target,
          resource: arn,
          at: caller.role.at,
          part: `permissions/${subject}`,
          doubts,
          certainty: doubts.length > 0 ? "undetermined" : "definite",
        } as const,
      ];
    });
  });
}

/** Some Allow is about one of the actions, or a policy's text is not known: then other evidence speaks, or none can. */
function mayAllow(graph: ChainGraph, caller: RoleNode): boolean {
  const policies = graph.permissions.get(caller) ?? [];
  return policies.some(
    (policy) =>
      !("document" in policy) ||
      policy.document.statements.some(
        (statement) => statement.effect !== "Deny" && (actionCovers(statement, "sts:AssumeRole") || actionCovers(statement, "sts:SetSourceIdentity")),
      ),
  );
}
