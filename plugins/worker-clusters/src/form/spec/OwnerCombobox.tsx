import { useEffect, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import { Combobox, TextField } from '@backstage/ui';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';

type Option = { id: string; label: string; description?: string };

const MOST = 20;

/** `group:default/payments` as people read it: `payments`. */
const shortRef = (ref: string) => ref.replace(/^group:(default\/)?/, '');

interface OwnerProps {
  id: string;
  label: string;
  description?: string;
  isRequired?: boolean;
  isInvalid: boolean;
  'aria-describedby': string;
  value?: string;
  onChange(ref: string | undefined): void;
  onBlur(): void;
}

/** A group of the catalog, by its reference; a plain text if the catalog does not answer. */
export function OwnerCombobox({ value, onChange, ...field }: OwnerProps) {
  const catalog = useApi(catalogApiRef);
  const [text, setText] = useState(value ? shortRef(value) : '');
  const [options, setOptions] = useState<Option[]>();
  const [failed, setFailed] = useState(false);
  const [asked, setAsked] = useState('');

  // Typing searches; the name of what is chosen already is no search.
  useDebounce(
    () => setAsked(value && text === shortRef(value) ? '' : text.trim()),
    250,
    [text, value],
  );

  useEffect(() => {
    let current = true;
    catalog
      .queryEntities({
        filter: { kind: 'Group' },
        fields: ['kind', 'metadata', 'spec.profile'],
        fullTextFilter: asked ? { term: asked } : undefined,
        orderFields: { field: 'metadata.name', order: 'asc' },
        limit: MOST,
      })
      .then(
        ({ items }) => {
          if (!current) return;
          setOptions(
            items.map(entity => {
              const id = stringifyEntityRef(entity);
              const profile = entity.spec?.profile as
                | { displayName?: string }
                | undefined;
              const description =
                profile?.displayName ??
                entity.metadata.title ??
                entity.metadata.description;
              return { id, label: shortRef(id), description };
            }),
          );
        },
        () => current && setFailed(true),
      );
    return () => {
      current = false;
    };
  }, [catalog, asked]);

  if (failed) {
    return (
      <TextField
        {...field}
        description={`The catalog does not answer: write the reference of the group, for example group:default/payments. ${
          field.description ?? ''
        }`}
        value={value ?? ''}
        onChange={ref => onChange(ref === '' ? undefined : ref)}
      />
    );
  }
  const known = options ?? [];
  const all =
    !value || known.some(o => o.id === value)
      ? known
      : [{ id: value, label: shortRef(value) }, ...known];
  return (
    <Combobox
      {...field}
      placeholder="Search the teams of the catalog"
      options={all}
      loading={{ state: options ? 'idle' : 'loading' }}
      search={{
        mode: 'server',
        inputValue: text,
        onInputChange: input => {
          setText(input);
          if (input === '' && value) onChange(undefined);
        },
      }}
      value={value ?? null}
      onChange={key => {
        if (key !== null && key !== undefined) {
          setText(shortRef(String(key)));
          onChange(String(key));
        }
      }}
    />
  );
}
