import {
  createFormField,
  FormFieldBlueprint,
} from '@backstage/plugin-scaffolder-react/alpha';
import { FORM_FIELDS } from './fields';

/** The fields for templates, for the new frontend system. */
export const formFields = FORM_FIELDS.map(({ id, name, schema, load }) =>
  FormFieldBlueprint.make({
    name: id,
    params: {
      field: async () => createFormField({ name, schema, ...(await load()) }),
    },
  }),
);
