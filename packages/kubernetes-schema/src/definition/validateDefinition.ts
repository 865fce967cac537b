import { tooLarge } from '../bounds';
import { dns1035Label, dns1123Subdomain } from '../names';
import { equalValues, isObject, Schema } from '../Schema';
import {
  forbidden,
  invalid,
  notSupported,
  required,
  StatusCause,
} from '../StatusCause';
import { InvalidSchemaError } from '../validateObject';
import { checkDefaults } from './defaultValues';
import { checkKeywords } from './keywords';
import { isSet } from './schemaParts';
import { checkStructural } from './structural';

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = [
  'byte',
  'date',
  'date-time',
  'double',
  'float',
  'int32',
  'int64',
  'password',
];

/** What may stand at the root of a schema beside a status subresource: `status` is validated by its part alone. */
const ROOT_KEYWORDS = [
  'description',
  'type',
  'format',
  'title',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'multipleOf',
  'required',
  'items',
  'properties',
  'externalDocs',
  'example',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-validations',
];

const ROOT_FIELDS =
  '[Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations]';

/**
 * Says why an API server refuses a CustomResourceDefinition (apiextensions.k8s.io/v1), in its words: names and versions,
 * schemas that are not structural, defaults that do not fit their schema or its CEL rules, rules that do not compile.
 * Not checked: the estimated cost of rules, conversion webhooks, selectable fields.
 *
 * @param definition - as `readCustomResourceDefinition` returns it
 * @param before - the definition as it was, for an update
 * @returns the causes; none for a definition that a server takes
 * @public
 */
export function validateCustomResourceDefinition(
  definition: object,
  before?: object,
): StatusCause[] {
  const { metadata = {}, spec = {} } = definition as Schema;
  const old: Schema | undefined = (before as Schema | undefined)?.spec;
  if (equalValues(spec, old)) return [];
  const large = tooLarge(spec);
  if (large) return [invalid('spec', '', large)];
  return [
    ...checkName(metadata, spec),
    ...checkSpec(spec),
    ...(old ? checkUnchanged(spec, old, before as Schema) : []),
  ];
}

function checkName(metadata: Schema, spec: Schema): StatusCause[] {
  const name = metadata.name ?? '';
  const details = dns1123Subdomain(name);
  if (name !== `${spec.names?.plural}.${spec.group}`) {
    details.push('must be spec.names.plural+"."+spec.group');
  }
  return details.map(detail => invalid('metadata.name', name, detail));
}

function checkSpec(spec: Schema): StatusCause[] {
  const { group = '', scope = '', names = {} } = spec;
  const versions: Schema[] = Array.isArray(spec.versions)
    ? spec.versions.filter(isObject)
    : [];
  const causes: StatusCause[] = [];
  if (!group) causes.push(required('spec.group'));
  else if (dns1123Subdomain(group).length) {
    causes.push(
      invalid('spec.group', group, dns1123Subdomain(group).join(',')),
    );
  } else if (!group.includes('.')) {
    causes.push(
      invalid('spec.group', group, 'should be a domain with at least one dot'),
    );
  }
  if (!scope) causes.push(required('spec.scope'));
  else if (!['Cluster', 'Namespaced'].includes(scope)) {
    causes.push(notSupported('spec.scope', scope, ['Cluster', 'Namespaced']));
  }
  if (spec.preserveUnknownFields === true) {
    causes.push(
      invalid(
        'spec.preserveUnknownFields',
        true,
        'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
      ),
    );
  }
  versions.forEach((version, i) => {
    const path = `spec.versions[${i}]`;
    if (!version.schema?.openAPIV3Schema) {
      causes.push(required(`${path}.schema.openAPIV3Schema`));
    }
    const wrong = dns1035Label(version.name ?? '');
    if (wrong.length) {
      causes.push(invalid(`${path}.name`, version.name ?? '', wrong.join(',')));
    }
  });
  causes.push(
    ...eachShared(versions, 'schema', 'validation', (schema, path, version) =>
      checkSchema(
        schema.openAPIV3Schema,
        `${path}.openAPIV3Schema`,
        Boolean(version.subresources?.status),
      ),
    ),
    ...eachShared(
      versions,
      'additionalPrinterColumns',
      'additionalPrinterColumns',
      (columns, path) => checkColumns(columns, path),
    ),
    ...eachShared(versions, 'subresources', 'subresources', (parts, path) =>
      checkScale(parts.scale, path),
    ),
  );
  if (new Set(versions.map(v => v.name)).size < versions.length) {
    causes.push(
      invalid('spec.versions', versions, 'must contain unique version names'),
    );
  }
  if (versions.filter(v => v.storage === true).length !== 1) {
    causes.push(
      invalid(
        'spec.versions',
        versions,
        'must have exactly one version marked as storage version',
      ),
    );
  }
  return [...causes, ...checkNames(names)];
}

/** Calls a check on a part of each version, or once on the part that all versions share, as a server names it. */
function eachShared(
  versions: Schema[],
  part: string,
  sharedName: string,
  check: (value: any, path: string, version: Schema) => StatusCause[],
): StatusCause[] {
  const [first, ...others] = versions;
  if (first && others.every(v => equalValues(v[part], first[part]))) {
    return first[part] ? check(first[part], `spec.${sharedName}`, first) : [];
  }
  return versions.flatMap((version, i) =>
    version[part]
      ? check(version[part], `spec.versions[${i}].${part}`, version)
      : [],
  );
}

function checkSchema(
  schema: unknown,
  path: string,
  hasStatus: boolean,
): StatusCause[] {
  if (!isObject(schema)) return [];
  const causes: StatusCause[] = [];
  if (hasStatus) {
    const strange = Object.keys(schema).filter(
      keyword => isSet(schema[keyword]) && !ROOT_KEYWORDS.includes(keyword),
    );
    if (strange.length) {
      causes.push(
        invalid(
          path,
          schema,
          `only ${ROOT_FIELDS} fields are allowed at the root of the schema if the status subresource is enabled`,
        ),
      );
    }
  }
  if (schema.nullable === true) {
    causes.push(
      forbidden(`${path}.nullable`, 'nullable cannot be true at the root'),
    );
  }
  let faults = checkStructural(schema, path);
  if (!faults.length) {
    try {
      faults = checkDefaults(schema, path);
    } catch (error) {
      if (!(error instanceof InvalidSchemaError)) throw error;
      faults = [
        invalid(path, '', `error building validator: ${error.message}`),
      ];
    }
  }
  return [
    ...causes,
    ...faults,
    ...checkKeywords(schema, path, { rules: !faults.length }),
  ];
}

function checkNames(names: Schema): StatusCause[] {
  const causes: StatusCause[] = [];
  for (const field of ['plural', 'singular', 'kind', 'listKind']) {
    const path = `spec.names.${field}`;
    const name = names[field] ?? '';
    const mixed = field === 'kind' || field === 'listKind';
    const wrong = dns1035Label(mixed ? name.toLowerCase() : name);
    if (!name) causes.push(required(path));
    else if (wrong.length) {
      causes.push(
        invalid(
          path,
          name,
          `${
            mixed ? 'may have mixed case, but should otherwise match: ' : ''
          }${wrong.join(',')}`,
        ),
      );
    }
  }
  for (const field of ['shortNames', 'categories']) {
    (names[field] ?? []).forEach((name: string, i: number) => {
      const wrong = dns1035Label(name);
      if (wrong.length) {
        causes.push(
          invalid(`spec.names.${field}[${i}]`, name, wrong.join(',')),
        );
      }
    });
  }
  if (names.kind && names.kind === names.listKind) {
    causes.push(
      invalid(
        'spec.names.listKind',
        names.listKind,
        'kind and listKind may not be the same',
      ),
    );
  }
  return causes;
}

function checkColumns(columns: Schema[], path: string): StatusCause[] {
  return columns.flatMap((column, i) => {
    const at = `${path}[${i}]`;
    const { name, type, format, jsonPath } = column;
    const causes: StatusCause[] = [];
    const types = `must be one of ${COLUMN_TYPES.join(',')}`;
    if (!name) causes.push(required(`${at}.name`));
    if (!type) causes.push(required(`${at}.type`, types));
    else if (!COLUMN_TYPES.includes(type)) {
      causes.push(invalid(`${at}.type`, type, types));
    }
    if (format && !COLUMN_FORMATS.includes(format)) {
      causes.push(
        invalid(
          `${at}.format`,
          format,
          `must be one of ${COLUMN_FORMATS.join(',')}`,
        ),
      );
    }
    if (!jsonPath) causes.push(required(`${at}.JSONPath`));
    else causes.push(...checkJsonPath(jsonPath, `${at}.JSONPath`));
    return causes;
  });
}

function checkJsonPath(text: string, path: string): StatusCause[] {
  return text.startsWith('.')
    ? []
    : [invalid(path, text, 'must be a simple json path starting with .')];
}

function checkScale(scale: unknown, path: string): StatusCause[] {
  if (!isObject(scale)) return [];
  return ['spec', 'status'].flatMap(part => {
    const field = `${part}ReplicasPath`;
    const at = `${path}.scale.${field}`;
    const text: string = scale[field] ?? '';
    if (!text) return [required(at)];
    if (text.startsWith(`.${part}.`)) return [];
    const causes = checkJsonPath(text, at);
    return causes.length
      ? causes
      : [invalid(at, text, `should be a json path under .${part}`)];
  });
}

/** What an update may not change. */
function checkUnchanged(
  spec: Schema,
  old: Schema,
  before: Schema,
): StatusCause[] {
  const established = before.status?.conditions?.some(
    (c: Schema) => c.type === 'Established' && c.status === 'True',
  );
  const fixed: Array<[path: string, now: unknown, was: unknown]> = [
    ['spec.group', spec.group, old.group],
    ['spec.names.plural', spec.names?.plural, old.names?.plural],
  ];
  if (established) {
    fixed.push(
      ['spec.scope', spec.scope, old.scope],
      ['spec.names.kind', spec.names?.kind, old.names?.kind],
    );
  }
  const causes = fixed
    .filter(([, now, was]) => now !== was)
    .map(([path, now]) => invalid(path, now ?? '', 'field is immutable'));
  const versions: Schema[] = spec.versions ?? [];
  const stored: string[] = before.status?.storedVersions ?? [];
  stored.forEach((version, i) => {
    if (versions.some(v => v.name === version)) return;
    causes.push(
      invalid(
        `status.storedVersions[${i}]`,
        version,
        `missing from spec.versions; ${version} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${version} and removes ${version} from status.storedVersions`,
      ),
    );
  });
  return causes;
}
