import { cell, page, table } from './markdown.mjs';
import { fields, typeOf } from './schema.mjs';

const METHODS = ['get', 'post', 'put', 'delete'];

/** The backend's REST API. */
export function api({ spec }) {
  return page('REST API', {
    intro:
      'What the backend serves below `/api/worker-clusters`. Each request needs a token of Backstage, and is answered with what its caller may see. Errors are those of Backstage: `{ error: { name, message } }`.',
    body: [
      '## Routes',
      ...Object.entries(spec.paths).flatMap(([path, methods]) =>
        METHODS.filter(method => methods[method]).flatMap(method => [
          `### ${method.toUpperCase()} ${path}`,
          ...operation(methods[method], methods.parameters),
        ]),
      ),
      '## Schemas',
      ...Object.entries(spec.components.schemas).flatMap(([name, schema]) => [
        `### ${name}`,
        ...(schema.description ? [schema.description] : []),
        fields(schema),
      ]),
    ],
  });
}

function operation(of, shared = []) {
  const parameters = [...shared, ...(of.parameters ?? [])];
  const body = of.requestBody?.content?.['application/json']?.schema;
  return [
    [of.summary, of.description].filter(Boolean).join('. '),
    ...(parameters.length
      ? [
          table(
            ['parameter', 'in', 'type', 'description'],
            parameters.map(one => [
              `\`${one.name}\`${one.required ? ' (required)' : ''}`,
              one.in,
              typeOf(one.schema),
              cell(one.description ?? ''),
            ]),
          ),
        ]
      : []),
    ...(body ? ['Body:', fields(body.$ref ? { $ref: body.$ref } : body)] : []),
    table(
      ['status', 'answer'],
      Object.entries(of.responses).map(([status, answer]) => {
        const schema = Object.values(answer.content ?? {})[0]?.schema;
        return [
          status,
          [cell(answer.description ?? ''), schema && typeOf(schema)]
            .filter(Boolean)
            .join(': '),
        ];
      }),
    ),
  ];
}
