import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Gives the text of a source file; throws when there is none. */
export type ReadText = (path: string) => string;

const sources = new WeakMap<ReadText, Map<string, ts.SourceFile>>();

/** The parsed file, parsed once for each `read`. */
export function parse(path: string, read: ReadText): ts.SourceFile {
  const known = sources.get(read) ?? new Map<string, ts.SourceFile>();
  sources.set(read, known);
  const file = known.get(path) ?? ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
  known.set(path, file);
  return file;
}

/** `path:line` of a node. */
export function placeOf(node: ts.Node): string {
  const file = node.getSourceFile();
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

type Bindings = ReadonlyMap<string, string>;
const none: Bindings = new Map();

/** What a module's top level declares under a name: its own constant, or one it imports from another file of ours. */
function declaredIn(file: ts.SourceFile, name: string, read: ReadText): ts.Expression | undefined {
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement) && statement.declarationList.flags & ts.NodeFlags.Const) {
      const found = statement.declarationList.declarations.find((one) => one.name.getText() === name);
      if (found) return found.initializer;
    }
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const from = statement.moduleSpecifier.text;
    const named = statement.importClause?.namedBindings;
    if (!from.startsWith('.') || !named || !ts.isNamedImports(named)) continue;
    const imported = named.elements.find((element) => element.name.text === name);
    if (!imported) continue;
    const path = join(dirname(file.fileName), from.replace(/\.js$/, '.ts'));
    return declaredIn(parse(path, read), (imported.propertyName ?? imported.name).text, read);
  }
  return undefined;
}

/** Whether a function around the node has a parameter or a variable of this name. */
function isLocal(node: ts.Node, name: string): boolean {
  for (let around: ts.Node = node.parent; !ts.isSourceFile(around); around = around.parent) {
    if (ts.isFunctionLike(around) && around.parameters.some((one) => one.name.getText() === name)) return true;
    if (ts.isBlock(around)) {
      const declares = (statement: ts.Statement) =>
        ts.isVariableStatement(statement) &&
        statement.declarationList.declarations.some((one) => one.name.getText() === name);
      if (around.statements.some(declares)) return true;
    }
  }
  return false;
}

/**
 * The text that an expression always has, made of literals, constants of modules, and functions of one expression that
 * are given nothing else.
 * @throws Error naming the place where something else goes into it
 */
export function constantText(node: ts.Expression, read: ReadText, bindings: Bindings = none): string {
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return node.text;
  if (ts.isParenthesizedExpression(node)) return constantText(node.expression, read, bindings);
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.map((span) => constantText(span.expression, read, bindings) + span.literal.text);
    return [node.head.text, ...spans].join('');
  }
  if (ts.isIdentifier(node)) {
    const bound = bindings.get(node.text);
    if (bound !== undefined) return bound;
    const declared = isLocal(node, node.text) ? undefined : declaredIn(node.getSourceFile(), node.text, read);
    if (declared) return constantText(declared, read);
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [node.left, node.right].map((side) => constantText(side, read, bindings));
    // Limits are sums of numbers; text is put together in templates.
    if (!Number.isNaN(Number(left)) && !Number.isNaN(Number(right))) return String(Number(left) + Number(right));
  }
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && !isLocal(node, node.expression.text)) {
    const made = declaredIn(node.getSourceFile(), node.expression.text, read);
    if (made && ts.isArrowFunction(made) && !ts.isBlock(made.body)) {
      const given = node.arguments.map((argument) => constantText(argument, read, bindings));
      const names = made.parameters.map((parameter) => parameter.name.getText());
      return constantText(made.body, read, new Map(names.map((name, index) => [name, given[index] ?? ''])));
    }
  }
  throw new Error(`${placeOf(node)}: ${node.getText()} is not made of constants only`);
}
