import { lazy } from 'react';
import {
  createScaffolderFieldExtension,
  type FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import { FORM_FIELDS } from '../form/fields';
import { inLegacyApp } from './Compat';

type FieldProps = FieldExtensionComponentProps<any, any>;

/** The fields for templates, each loaded when a template is opened. */
export const fieldExtensions = FORM_FIELDS.map(({ name, schema, load }) => ({
  name,
  extension: createScaffolderFieldExtension<any, any>({
    name,
    schema: schema.schema,
    component: inLegacyApp(
      lazy(async () => {
        const { component: Field } = await load();
        return { default: (props: FieldProps) => <Field {...props} /> };
      }),
    ),
    validation: async (...args) => (await load()).validation(...args),
  }),
}));
