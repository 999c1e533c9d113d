/** The languages of the CDK: https://docs.aws.amazon.com/cdk/v2/guide/languages.html. Each writes the same lines in its own way. */
import type { Code, LanguageName, Line, Name, PrincipalCode, StatementCode, TextPart } from "./code.ts";

const EXTENSIONS: readonly (readonly [RegExp, LanguageName])[] = [
  [/\.[cm]?jsx?$/, "javascript"],
  [/\.py$/, "python"],
  [/\.java$/, "java"],
  [/\.cs$/, "csharp"],
  [/\.go$/, "go"],
];

/** Of the file's name; TypeScript where nothing else is known, as most apps and AWS's own documentation are in it. */
export function languageOf(file: string | undefined): LanguageName {
  return EXTENSIONS.find(([extension]) => file !== undefined && extension.test(file))?.[1] ?? "typescript";
}

/** `notes`: what its variables stand for. */
export function writeLine(line: Line, notes: readonly string[], name: LanguageName): string {
  const comment = notes.map((note) => `${name === "python" ? "#" : "//"} ${note}`);
  return [...comment, ...LANGUAGES[name](line)].join("\n");
}

/** A variable as the language has it. */
export function writeName(name: Name, language: LanguageName): string {
  return language === "python" ? name.join("_") : name.map((word, index) => (index === 0 ? word : capitalized(word))).join("");
}

function capitalized(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** As TypeScript, Java, C#, Go and Python (in double quotes) read it alike. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function indented(lines: readonly string[], by: string): readonly string[] {
  return lines.map((line) => `${by}${line}`);
}

/** A string that is put together: one part by itself, or all of them as the language joins them. */
function joinedText(parts: readonly TextPart[], one: (part: TextPart) => string, join: (parts: readonly TextPart[]) => string): string {
  const [only, ...others] = parts;
  if (only === undefined) return one("");
  return others.length === 0 ? one(only) : join(parts);
}

// ── TypeScript and JavaScript ────────────────────────────────────────────────────────────────────────────────────────

function typescriptPart(part: TextPart): string {
  if (typeof part === "string") return quoted(part);
  if (part.kind === "pseudo") return `Aws.${part.name}`;
  return `${writeName(part.variable, "typescript")}${part.kind === "role-arn" ? ".roleArn" : ""}`;
}

function typescript(code: Code): string {
  switch (code.kind) {
    case "text":
      return joinedText(code.parts, typescriptPart, (parts) => {
        const inside = parts.map((part) => (typeof part === "string" ? part.replace(/[`\\]|\$(?=\{)/g, "\\$&") : `\${${typescriptPart(part)}}`));
        return `\`${inside.join("")}\``;
      });
    case "texts":
      return `[${code.items.map(typescript).join(", ")}]`;
    case "map":
      return `{ ${code.entries.map(([key, value]) => `${/^[A-Za-z]\w*$/.test(key) ? key : quoted(key)}: ${typescript(value)}`).join(", ")} }`;
    case "principals":
      return `[${code.items.map(({ type, argument }) => `new iam.${type}(${argument === undefined ? "" : typescript(argument)})`).join(", ")}]`;
  }
}

function typescriptLine(line: Line): readonly string[] {
  const variable = writeName(line.variable, "typescript");
  if (line.kind === "override") return [`${variable}.addPropertyOverride(${quoted(line.path)}, ${typescript(line.value)});`];
  const method = { trust: "assumeRolePolicy?.addStatements", role: "addToPolicy", policy: "addStatements" }[line.to];
  const properties = line.statement.map(([name, value]) => `    ${name}: ${typescript(value)},`);
  return [`${variable}.${method}(`, "  new iam.PolicyStatement({", ...properties, "  }),", ");"];
}

// ── Python ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function pythonPart(part: TextPart): string {
  if (typeof part === "string") return quoted(part);
  if (part.kind === "pseudo") return `Aws.${part.name}`;
  return `${writeName(part.variable, "python")}${part.kind === "role-arn" ? ".role_arn" : ""}`;
}

function python(code: Code): string {
  switch (code.kind) {
    case "text":
      return joinedText(code.parts, pythonPart, (parts) => {
        const inside = parts.map((part) => (typeof part === "string" ? quoted(part).slice(1, -1).replace(/[{}]/g, "$&$&") : `{${pythonPart(part)}}`));
        return `f"${inside.join("")}"`;
      });
    case "texts":
      return `[${code.items.map(python).join(", ")}]`;
    case "map":
      return `{${code.entries.map(([key, value]) => `${quoted(key)}: ${python(value)}`).join(", ")}}`;
    case "principals":
      return `[${code.items.map(({ type, argument }) => `iam.${type}(${argument === undefined ? "" : python(argument)})`).join(", ")}]`;
  }
}

function pythonLine(line: Line): readonly string[] {
  const variable = writeName(line.variable, "python");
  if (line.kind === "override") return [`${variable}.add_property_override(${quoted(line.path)}, ${python(line.value)})`];
  const method = { trust: "assume_role_policy.add_statements", role: "add_to_policy", policy: "add_statements" }[line.to];
  const properties = line.statement.map(([name, value]) => `        ${name}=${python(value)},`);
  return [`${variable}.${method}(`, "    iam.PolicyStatement(", ...properties, "    )", ")"];
}

// ── Java ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

function javaPart(part: TextPart): string {
  if (typeof part === "string") return quoted(part);
  if (part.kind === "pseudo") return `Aws.${part.name}`;
  return `${writeName(part.variable, "java")}${part.kind === "role-arn" ? ".getRoleArn()" : ""}`;
}

function java(code: Code): string {
  switch (code.kind) {
    case "text":
      return joinedText(code.parts, javaPart, (parts) => parts.map(javaPart).join(" + "));
    case "texts":
      return `List.of(${code.items.map(java).join(", ")})`;
    case "map":
      return `Map.of(${code.entries.map(([key, value]) => `${quoted(key)}, ${java(value)}`).join(", ")})`;
    case "principals":
      return `List.of(${code.items.map(({ type, argument }) => `new ${type}(${argument === undefined ? "" : java(argument)})`).join(", ")})`;
  }
}

function javaLine(line: Line): readonly string[] {
  const variable = writeName(line.variable, "java");
  if (line.kind === "override") return [`${variable}.addPropertyOverride(${quoted(line.path)}, ${java(line.value)});`];
  const method = { trust: "getAssumeRolePolicy().addStatements", role: "addToPolicy", policy: "addStatements" }[line.to];
  const properties = line.statement.map(([name, value]) => `.${name}(${java(value)})`);
  return [`${variable}.${method}(`, ...indented(["PolicyStatement.Builder.create()", ...indented([...properties, ".build());"], "    ")], "    ")];
}

// ── C# ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

function csharpPart(part: TextPart): string {
  if (typeof part === "string") return quoted(part);
  if (part.kind === "pseudo") return `Aws.${part.name}`;
  return `${writeName(part.variable, "csharp")}${part.kind === "role-arn" ? ".RoleArn" : ""}`;
}

function csharp(code: Code): string {
  switch (code.kind) {
    case "text":
      return joinedText(code.parts, csharpPart, (parts) => {
        const inside = parts.map((part) => (typeof part === "string" ? quoted(part).slice(1, -1).replace(/[{}]/g, "$&$&") : `{${csharpPart(part)}}`));
        return `$"${inside.join("")}"`;
      });
    case "texts":
      return `new[] { ${code.items.map(csharp).join(", ")} }`;
    case "map":
      return `new Dictionary<string, object> { ${code.entries.map(([key, value]) => `[${quoted(key)}] = ${csharp(value)}`).join(", ")} }`;
    case "principals":
      return `new IPrincipal[] { ${code.items.map(({ type, argument }) => `new ${type}(${argument === undefined ? "" : csharp(argument)})`).join(", ")} }`;
  }
}

function csharpLine(line: Line): readonly string[] {
  const variable = writeName(line.variable, "csharp");
  if (line.kind === "override") return [`${variable}.AddPropertyOverride(${quoted(line.path)}, ${csharp(line.value)});`];
  const method = { trust: "AssumeRolePolicy.AddStatements", role: "AddToPolicy", policy: "AddStatements" }[line.to];
  const properties = line.statement.map(([name, value]) => `${capitalized(name)} = ${csharp(value)},`);
  return [`${variable}.${method}(`, "    new PolicyStatement(new PolicyStatementProps", "    {", ...indented(properties, "        "), "    }));"];
}

// ── Go ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** By itself: the CDK takes pointers to strings. */
function goPart(part: TextPart): string {
  if (typeof part === "string") return `jsii.String(${quoted(part)})`;
  if (part.kind === "pseudo") return `awscdk.Aws_${part.name}()`;
  return part.kind === "role-arn" ? `${writeName(part.variable, "go")}.RoleArn()` : `jsii.String(${writeName(part.variable, "go")})`;
}

function goInside(part: TextPart): string {
  if (typeof part === "string") return quoted(part);
  return part.kind === "string" ? writeName(part.variable, "go") : `*${goPart(part)}`;
}

function go(code: Code): string {
  switch (code.kind) {
    case "text":
      return joinedText(code.parts, goPart, (parts) => `jsii.String(${parts.map(goInside).join(" + ")})`);
    case "texts": {
      const plain = code.items.flatMap((item) => (item.kind === "text" && item.parts.every((part) => typeof part === "string") ? [item.parts.join("")] : []));
      return plain.length === code.items.length ? `jsii.Strings(${plain.map(quoted).join(", ")})` : `&[]*string{${code.items.map(go).join(", ")}}`;
    }
    case "map":
      return `map[string]interface{}{${code.entries.map(([key, value]) => `${quoted(key)}: ${go(value)}`).join(", ")}}`;
    case "principals":
      return `&[]awsiam.IPrincipal{${code.items.map(goPrincipal).join(", ")}}`;
  }
}

/** Go has no arguments that may be left out. */
function goPrincipal({ type, argument }: PrincipalCode): string {
  const more = { AnyPrincipal: "", AccountPrincipal: "", ArnPrincipal: "", ServicePrincipal: ", nil", FederatedPrincipal: ", nil, nil" }[type];
  return `awsiam.New${type}(${argument === undefined ? "" : go(argument)}${more})`;
}

function goProperty([name, value]: StatementCode[number]): string {
  return `${capitalized(name)}: ${value.kind === "map" ? "&" : ""}${go(value)},`;
}

function goLine(line: Line): readonly string[] {
  const variable = writeName(line.variable, "go");
  if (line.kind === "override") return [`${variable}.AddPropertyOverride(jsii.String(${quoted(line.path)}), ${go(line.value)})`];
  const method = { trust: "AssumeRolePolicy().AddStatements", role: "AddToPolicy", policy: "AddStatements" }[line.to];
  return [
    `${variable}.${method}(`,
    "    awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{",
    ...indented(line.statement.map(goProperty), "        "),
    "    }),",
    ")",
  ];
}

const LANGUAGES: Readonly<Record<LanguageName, (line: Line) => readonly string[]>> = {
  typescript: typescriptLine,
  javascript: typescriptLine,
  python: pythonLine,
  java: javaLine,
  csharp: csharpLine,
  go: goLine,
};
