import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';

export const root = join(__dirname, '../..');

export interface Source {
  /** From the root, with slashes. */
  readonly file: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** Everything that runs in production: what is under apps and libs, without specs and what was built. */
export function productionSources(): Source[] {
  return ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter(
        (one) =>
          one.isFile() && /\.(ts|mjs|mts|tsx)$/.test(one.name) && !/\.(spec|e2e-spec)\.ts$|\.d\.ts$/.test(one.name),
      )
      .map((one) => join(one.parentPath, one.name))
      .filter((path) => !/node_modules|apps\/web\/dist/.test(path))
      .toSorted()
      .map((path) => {
        const text = readFileSync(path, 'utf8');
        const file = relative(root, path).split(sep).join('/');
        return { file, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true) };
      }),
  );
}

/** Every node of a file that is of a kind, in order. */
export function nodesOf<T extends ts.Node>({ tree }: Source, is: (node: ts.Node) => node is T): T[] {
  const found: T[] = [];
  const visit = (node: ts.Node) => {
    if (is(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** The modules a file imports, types left out. */
export const importsOf = (source: Source): string[] =>
  nodesOf(source, ts.isImportDeclaration)
    .filter(({ importClause }) => importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword)
    .map(({ moduleSpecifier }) => (ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : ''));

/** Calls of a function or method, by its name. */
export const callsOf = (source: Source, name: string): ts.CallExpression[] =>
  nodesOf(source, ts.isCallExpression).filter(({ expression }) =>
    ts.isIdentifier(expression)
      ? expression.text === name
      : ts.isPropertyAccessExpression(expression) && expression.name.text === name,
  );
