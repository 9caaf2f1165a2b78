import ts from 'typescript';
import { constantText, parse, placeOf, type ReadText } from './constant-text.js';

/** One SQL statement of a source file. */
export interface Statement {
  /** `Class.method` that runs it. */
  readonly within: string;
  /** `path:line` */
  readonly place: string;
  readonly sql: string;
}

function methodAround(node: ts.Node): ts.MethodDeclaration | undefined {
  return ts.findAncestor(node, ts.isMethodDeclaration);
}

function nameOf(method: ts.MethodDeclaration): string {
  const { parent } = method;
  return `${ts.isClassDeclaration(parent) ? (parent.name?.text ?? '') : ''}.${method.name.getText()}`;
}

function callsIn(node: ts.Node): ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  const visit = (child: ts.Node): void => {
    if (ts.isCallExpression(child)) found.push(child);
    child.forEachChild(visit);
  };
  visit(node);
  return found;
}

const isCallOf = (call: ts.CallExpression, name: string): boolean =>
  ts.isPropertyAccessExpression(call.expression) && call.expression.name.text === name;

/**
 * The statements that a file gives to a `query` or `prepared` method. One that a private method takes as its parameter is looked up
 * where that method is called.
 * @throws Error naming the place where one is not made of constants only
 */
export function statementsOf(path: string, read: ReadText): Statement[] {
  const file = parse(path, read);
  return callsIn(file)
    .filter((call) => isCallOf(call, 'query') || isCallOf(call, 'prepared'))
    .flatMap((call) => {
      const [sql] = call.arguments;
      if (!sql) return [];
      return handedIn(sql) ?? [{ call, sql }];
    })
    .map(({ call, sql }) => {
      const method = methodAround(call);
      return {
        within: method ? nameOf(method) : '',
        place: placeOf(sql),
        sql: constantText(sql, read).replace(/\s+/g, ' ').trim(),
      };
    });
}

/** Where a private method's parameter comes from. */
function handedIn(sql: ts.Expression): { call: ts.CallExpression; sql: ts.Expression }[] | undefined {
  const method = methodAround(sql);
  const index = method?.parameters.findIndex((parameter) => parameter.name.getText() === sql.getText()) ?? -1;
  const isPrivate = method?.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.PrivateKeyword);
  if (!method || index < 0 || !isPrivate) return undefined;
  return callsIn(method.parent)
    .filter((call) => isCallOf(call, method.name.getText()))
    .flatMap((call) => {
      const given = call.arguments[index];
      return given ? [{ call, sql: given }] : [];
    });
}

/** SQL as it stands in a text: a verb and what can only follow it there. */
const sqlText =
  /\b(SELECT\s+[\w*(]|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|(CREATE|ALTER|DROP)\s+(TABLE|INDEX|ROLE|POLICY)\b|GRANT\s+\w+)/;

/** Places where a file holds SQL in a text, or asks a database for a query of its own making. */
export function sqlPlaces(path: string, read: ReadText): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
    if (isText && sqlText.test(node.getText())) found.push(placeOf(node));
    const calls = ['createQueryBuilder', 'getRepository'];
    if (ts.isCallExpression(node) && calls.some((name) => isCallOf(node, name))) found.push(placeOf(node));
    if (!isText) node.forEachChild(visit);
  };
  visit(parse(path, read));
  return found;
}
