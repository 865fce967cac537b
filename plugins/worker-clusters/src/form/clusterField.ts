import type {
  CustomFieldValidator,
  FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';

/** How a field of a form is shown and checked; both frontend systems make their extension of it. */
export interface ClusterField<Value = any, Options = any> {
  component(
    props: FieldExtensionComponentProps<Value, Options>,
  ): JSX.Element | null;
  validation: CustomFieldValidator<Value, Options>;
}

/** Checks the types of a field, whose value and options are those of its schema. */
export function clusterField<Value, Options>(
  field: ClusterField<Value, Options>,
): ClusterField {
  return field;
}
