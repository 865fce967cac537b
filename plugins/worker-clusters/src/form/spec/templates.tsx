import { useState } from 'react';
import Accordion from '@material-ui/core/Accordion';
import AccordionDetails from '@material-ui/core/AccordionDetails';
import AccordionSummary from '@material-ui/core/AccordionSummary';
import Typography from '@material-ui/core/Typography';
import { RiArrowDownSLine } from '@remixicon/react';
import type { FieldTemplateProps, ObjectFieldTemplateProps } from '@rjsf/utils';
import { sameJson } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { workerClustersTranslationRef } from '../../translations';
import { FieldErrors } from '../FieldErrors';
import type { SpecFormContext } from './context';
import { isObject, prune, valueAt } from './json';
import { useGroupStyles } from './styles';

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
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const classes = useGroupStyles();
  const marks = [
    wrong && t('form.spec.wrongHere'),
    changed && t('form.spec.changedHere'),
  ].filter(Boolean);
  return (
    <Accordion
      variant="outlined"
      className={classes.advanced}
      expanded={opened ?? (wrong && showAll)}
      onChange={(_, expanded) => setOpened(expanded)}
    >
      <AccordionSummary expandIcon={<RiArrowDownSLine />}>
        <Typography component="span">{t('form.spec.advanced')}</Typography>
        {marks.length > 0 && (
          <Typography
            component="span"
            color="textSecondary"
            className={classes.marks}
          >
            – {marks.join(', ')}
          </Typography>
        )}
      </AccordionSummary>
      <AccordionDetails>
        <div className={classes.fields} style={{ flexGrow: 1 }}>
          {properties.map(p => p.content)}
        </div>
      </AccordionDetails>
    </Accordion>
  );
}

/** Fields that belong together; the advanced ones folded away. */
export function ObjectFieldTemplate(
  props: ObjectFieldTemplateProps<any, any, SpecFormContext>,
) {
  const { title, description, properties, uiSchema, errorSchema } = props;
  const { formData, formContext, idSchema, schema } = props;
  const classes = useGroupStyles();
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
    <div className={classes.fields}>
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
  const about = description && (
    <Typography variant="body2" color="textSecondary">
      {description}
    </Typography>
  );
  if (title === formContext?.heading) {
    return (
      <>
        {about}
        {body}
      </>
    );
  }
  const titleId = `${idSchema.$id}-title`;
  return (
    <div role="group" aria-labelledby={titleId} className={classes.group}>
      <Typography
        id={titleId}
        component="h3"
        variant="h6"
        className={classes.title}
      >
        {title}
      </Typography>
      {about}
      {body}
    </div>
  );
}
