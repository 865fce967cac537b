import { useState } from 'react';
import { Accordion, AccordionPanel, AccordionTrigger } from '@backstage/ui';
import type { FieldTemplateProps, ObjectFieldTemplateProps } from '@rjsf/utils';
import { sameJson } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { FieldErrors } from '../FieldErrors';
import styles from '../form.module.css';
import type { SpecFormContext } from './context';
import { isObject, prune, valueAt } from './json';

/** Widgets and fields show label, help and errors themselves. */
export function FieldTemplate(props: FieldTemplateProps) {
  return props.hidden ? null : props.children;
}

function hasErrors(schema: unknown): boolean {
  return (
    isObject(schema) &&
    Object.entries(schema).some(([key, value]) =>
      key === '__errors'
        ? Array.isArray(value) && value.length > 0
        : hasErrors(value),
    )
  );
}

type Property = ObjectFieldTemplateProps['properties'][number];

function Advanced(props: {
  properties: Property[];
  wrong: boolean;
  changed: boolean;
  showAll: boolean;
}) {
  const { properties, wrong, changed, showAll } = props;
  const [opened, setOpened] = useState<boolean>();
  const marks = [
    wrong && 'something here is wrong',
    changed && 'something here was changed',
  ].filter(Boolean);
  return (
    <Accordion
      className={styles.advanced}
      isExpanded={opened ?? (wrong && showAll)}
      onExpandedChange={setOpened}
    >
      <AccordionTrigger
        title="Advanced"
        subtitle={marks.length ? `– ${marks.join(', ')}` : undefined}
      />
      <AccordionPanel>
        <div className={`${styles.fields} ${styles.folded}`}>
          {properties.map(p => p.content)}
        </div>
      </AccordionPanel>
    </Accordion>
  );
}

/** Fields that belong together; the advanced ones folded away. */
export function ObjectFieldTemplate(
  props: ObjectFieldTemplateProps<any, any, SpecFormContext>,
) {
  const { title, description, properties, uiSchema, errorSchema } = props;
  const { formData, formContext, idSchema, schema } = props;
  const path = String(uiSchema?.['ui:options']?.path ?? '');
  const isAdvanced = (p: Property) =>
    uiSchema?.[p.name]?.['ui:options']?.advanced === true;
  const folded = properties.filter(isAdvanced);
  const before = valueAt(formContext?.initial, path);
  const changed = folded.some(({ name }) => {
    const was = isObject(before) ? before[name] : undefined;
    return !sameJson(prune({ was }).was, prune({ is: formData?.[name] }).is);
  });
  const wrong = folded.some(({ name }) =>
    hasErrors((errorSchema as any)?.[name]),
  );
  const showAll = formContext?.showAll ?? false;
  const own = errorSchema?.__errors ?? [];
  const body = (
    <div className={styles.fields}>
      {properties.filter(p => !isAdvanced(p)).map(p => p.content)}
      {folded.length > 0 && (
        <Advanced
          properties={folded}
          wrong={wrong}
          changed={changed}
          showAll={showAll}
        />
      )}
      {!schema.oneOf && showAll && own.length > 0 && (
        <FieldErrors id={`${idSchema.$id}-errors`} errors={own} />
      )}
    </div>
  );
  if (path === '' && !schema.title) return body;
  if (title === formContext?.heading) {
    return (
      <>
        {description && <p className={styles.status}>{description}</p>}
        {body}
      </>
    );
  }
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      {description && <p className={styles.status}>{description}</p>}
      {body}
    </fieldset>
  );
}
