import { useMemo } from 'react';
import Form from '@rjsf/core';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { workerClustersTranslationRef } from '../../translations';
import { completeSpec, specValidator, toSentences } from './checkSpec';
import type { FormSchema } from './claimSchema';
import type { SpecFormContext } from './context';
import { IntOrString, Raw, ScalarList } from './fields';
import type { Json } from './json';
import { FieldTemplate, ObjectFieldTemplate } from './templates';
import {
  CheckboxWidget,
  CidrWidget,
  OwnerWidget,
  SelectWidget,
  TextWidget,
} from './widgets';

const FIELDS = { IntOrString, Raw, ScalarList };
const TEMPLATES = { FieldTemplate, ObjectFieldTemplate };
const WIDGETS = {
  TextWidget,
  SelectWidget,
  CheckboxWidget,
  EmailWidget: TextWidget,
  URLWidget: TextWidget,
  DateWidget: TextWidget,
  DateTimeWidget: TextWidget,
  cidr: CidrWidget,
  owner: OwnerWidget,
};
/** The XRD's defaults complete the claim in the cluster: they stay out of Git until somebody decides otherwise. */
const DEFAULTS = {
  emptyObjectFields: 'skipDefaults',
  arrayMinItems: { populate: 'never' },
} as const;

/** The spec of a claim as a form. It stands within the form of the template, so it is no `<form>` itself. */
export function SpecForm(props: {
  id: string;
  form: FormSchema;
  value: Json;
  context: SpecFormContext;
  onChange(value: Json): void;
}) {
  const { id, form, value, context, onChange } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const transformErrors = useMemo(() => toSentences(form.schema, t), [form, t]);
  const data = useMemo(() => completeSpec(value, form.schema), [value, form]);
  return (
    <Form
      tagName="div"
      idPrefix={id}
      idSeparator="."
      schema={form.schema}
      uiSchema={form.uiSchema}
      formData={data}
      formContext={context}
      validator={specValidator}
      transformErrors={transformErrors}
      liveValidate
      noHtml5Validate
      showErrorList={false}
      fields={FIELDS}
      templates={TEMPLATES}
      widgets={WIDGETS}
      experimental_defaultFormStateBehavior={DEFAULTS}
      onChange={event => onChange(event.formData ?? {})}
    >
      {/* No submit button of its own. */}
      <></>
    </Form>
  );
}
