// The options of the packages, as their config.d.ts declare them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../lib.mjs';
import { cell, page, table } from './markdown.mjs';

/** What Backstage gives out of an option, by its tag; what has none stays in the backend. */
const VISIBILITY = {
  frontend: 'frontend',
  secret: 'secret',
  backend: 'backend',
};

export function configuration() {
  const options = ['packages', 'plugins'].flatMap(folder =>
    readdirSync(join(root, folder))
      .map(name => ({ name, file: join(root, folder, name, 'config.d.ts') }))
      .filter(({ file }) => existsSync(file))
      .flatMap(readOptions),
  );
  const sections = Map.groupBy(options, ({ path }) => path.split('.')[0]);
  return page('Configuration', {
    intro:
      'Every option below `workerClusters`, with the package that reads it. A key that no package knows is said in the log when the portal starts, with the nearest one that is known.',
    body: [...sections]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, of]) => [
        `## ${name}`,
        table(
          ['option', 'type', 'description'],
          of.map(option => [
            `\`${option.path}\`${option.required ? ' (required)' : ''}`,
            `\`${cell(option.type)}\``,
            [option.description, `_${option.package}, ${option.visibility}_`]
              .filter(Boolean)
              .join('<br>'),
          ]),
        ),
      ]),
  });
}

function readOptions({ name, file }) {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const config = source.statements.find(
    one => ts.isInterfaceDeclaration(one) && one.name.text === 'Config',
  );
  const ours = config.members.find(
    one => one.name?.getText() === 'workerClusters',
  );
  const found = [];
  // The app of this repository declares others only.
  if (ours) walk(ours.type, '', undefined);
  return found.map(option => ({ ...option, package: name }));

  /** @param around - the visibility that holds for what is below */
  function walk(type, path, around) {
    for (const member of membersOf(type)) {
      const index = ts.isIndexSignatureDeclaration(member);
      const own = index ? '<name>' : member.name.getText();
      const at = path ? `${path}.${own}` : own;
      const { description, visibility, deep } = readComment(member);
      const below = deep ?? around;
      const inner = membersOf(member.type);
      if (inner.length === 0 || description) {
        found.push({
          path: at,
          required: !index && !member.questionToken,
          type: inner.length ? shapeOf(member.type) : textOf(member.type),
          description,
          visibility: VISIBILITY[visibility ?? below ?? 'backend'],
        });
      }
      walk(member.type, isList(member.type) ? `${at}[]` : at, below);
    }
  }
}

const isList = type =>
  ts.isArrayTypeNode(type) ||
  (ts.isTypeReferenceNode(type) && type.typeName.getText() === 'Array');

/** The members of an object, of the items of a list, or of the objects of a union. */
function membersOf(type) {
  if (ts.isTypeLiteralNode(type)) return [...type.members];
  if (ts.isParenthesizedTypeNode(type)) return membersOf(type.type);
  if (ts.isArrayTypeNode(type)) return membersOf(type.elementType);
  if (isList(type)) return membersOf(type.typeArguments[0]);
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(membersOf);
  return [];
}

const textOf = type => type.getText().replace(/\s+/g, ' ');

/** The type of what has members, without these. */
function shapeOf(type) {
  if (ts.isTypeLiteralNode(type)) return 'object';
  if (ts.isParenthesizedTypeNode(type)) return shapeOf(type.type);
  if (isList(type)) return 'list of objects';
  if (ts.isUnionTypeNode(type)) {
    return [...new Set(type.types.map(shapeOf))].join(' | ');
  }
  return textOf(type);
}

function readComment(member) {
  const [comment] = ts.getJSDocCommentsAndTags(member);
  const tags = ts.getJSDocTags(member);
  const tag = name =>
    tags
      .find(({ tagName }) => tagName.text === name)
      ?.comment?.toString()
      .trim();
  return {
    description: cell(ts.getTextOfJSDocComment(comment?.comment) ?? ''),
    visibility: tag('visibility'),
    deep: tag('deepVisibility'),
  };
}
