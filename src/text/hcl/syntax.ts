/**
 * The syntax tree of HCL (https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md): what the parser makes of a `.tf` file, and of a
 * `.tf.json` file. Every node keeps its range in the text: the parser has them anyway, so a place costs nothing.
 */
import type { TextRange } from "../positions.ts";

export interface Body {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly Block[];
}

export interface Attribute {
  readonly name: string;
  readonly nameRange: TextRange;
  readonly expression: Expression;
}

export interface Block {
  /** `resource`, `statement`, `dynamic`. */
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
  /** From the type to the last label: the place to show for a whole block. */
  readonly header: TextRange;
  readonly range: TextRange;
}

export type Expression =
  | LiteralExpression
  | TemplateExpression
  | VariableExpression
  | AttributeExpression
  | IndexExpression
  | SplatExpression
  | CallExpression
  | TupleExpression
  | ObjectExpression
  | ForExpression
  | ConditionalExpression
  | BinaryExpression
  | UnaryExpression;

/** A number, `true`, `false`, `null`, or a quoted string or heredoc in which nothing is interpolated (decoded). */
export interface LiteralExpression {
  readonly kind: "literal";
  readonly value: string | number | boolean | null;
  /** Of a string with its quotes; of a heredoc from `<<` to its end marker. */
  readonly range: TextRange;
}

/** A quoted string or heredoc with interpolations or directives. */
export interface TemplateExpression {
  readonly kind: "template";
  readonly parts: readonly TemplatePart[];
  readonly range: TextRange;
  /** Nothing but one `${…}` in a quoted string: its value is that of the expression, of whatever type. */
  readonly unwrapped: boolean;
}

export type TemplatePart =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "interpolation"; readonly expression: Expression }
  /** `%{ if c }…%{ else }…%{ endif }` */
  | { readonly kind: "if"; readonly condition: Expression; readonly then: readonly TemplatePart[]; readonly otherwise: readonly TemplatePart[] }
  /** `%{ for k, v in c }…%{ endfor }` */
  | {
      readonly kind: "for";
      readonly keyName: string | undefined;
      readonly valueName: string;
      readonly collection: Expression;
      readonly body: readonly TemplatePart[];
    };

/** A bare name: the root of a reference, an unquoted object key's text is no such thing (see ObjectExpression). */
export interface VariableExpression {
  readonly kind: "variable";
  readonly name: string;
  readonly range: TextRange;
}

/** `of.name` */
export interface AttributeExpression {
  readonly kind: "attribute";
  readonly of: Expression;
  readonly name: string;
  readonly range: TextRange;
}

/** `of[key]`; the legacy `of.0` too. */
export interface IndexExpression {
  readonly kind: "index";
  readonly of: Expression;
  readonly key: Expression;
  readonly range: TextRange;
}

/** `of[*].a.b[0]` (all steps that follow are taken for each item) or `of.*.a` (attribute steps only; an index then applies to the result). */
export interface SplatExpression {
  readonly kind: "splat";
  readonly of: Expression;
  readonly steps: readonly SplatStep[];
  readonly range: TextRange;
}

export type SplatStep =
  | { readonly kind: "attribute"; readonly name: string }
  | { readonly kind: "index"; readonly key: Expression }
  /** A splat of what the steps before it gave: `of[*].a[*].b` gives a list of lists. */
  | { readonly kind: "splat"; readonly steps: readonly SplatStep[] };

export interface CallExpression {
  readonly kind: "call";
  /** With its namespace, if it has one: `provider::aws::arn_parse`. */
  readonly name: string;
  readonly arguments: readonly Expression[];
  /** `f(list...)`: the last argument is spread. */
  readonly spread: boolean;
  readonly range: TextRange;
}

export interface TupleExpression {
  readonly kind: "tuple";
  readonly items: readonly Expression[];
  readonly range: TextRange;
}

export interface ObjectExpression {
  readonly kind: "object";
  readonly entries: readonly ObjectEntry[];
  readonly range: TextRange;
}

export interface ObjectEntry {
  /** An unquoted name is a literal string here; `(expression)` is the expression. */
  readonly key: Expression;
  readonly value: Expression;
}

export interface ForExpression {
  readonly kind: "for";
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly collection: Expression;
  /** Present in `{for … : key => value}`, absent in `[for … : value]`. */
  readonly key: Expression | undefined;
  readonly value: Expression;
  /** `value...`: values of equal keys are collected in lists. */
  readonly grouped: boolean;
  readonly condition: Expression | undefined;
  readonly range: TextRange;
}

export interface ConditionalExpression {
  readonly kind: "conditional";
  readonly condition: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
  readonly range: TextRange;
}

export type BinaryOperator = "==" | "!=" | "<" | ">" | "<=" | ">=" | "+" | "-" | "*" | "/" | "%" | "&&" | "||";

export interface BinaryExpression {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly range: TextRange;
}

export interface UnaryExpression {
  readonly kind: "unary";
  readonly operator: "!" | "-";
  readonly operand: Expression;
  readonly range: TextRange;
}
