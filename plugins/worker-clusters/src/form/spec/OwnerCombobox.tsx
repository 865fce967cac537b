import { useEffect, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import useLatest from 'react-use/esm/useLatest';
import { stringifyEntityRef } from '@backstage/catalog-model';
import {
  identityApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import type { InputProps } from '../inputs/InputFrame';
import { SearchInput, type SearchOption } from '../inputs/SearchInput';
import { TextInput } from '../inputs/TextInput';
import { shortOwner } from '../../format';
import {
  type Translate,
  workerClustersTranslationRef,
} from '../../translations';

const MOST = 20;

function ownersHelp(owners: string[] | undefined, t: Translate): string {
  const help = t('form.spec.owner.help');
  if (!owners) return help;
  return `${help} ${t(
    owners.length > 0 ? 'form.spec.owner.own' : 'form.spec.owner.noTeam',
  )}`;
}

/** A group of which no more than the reference is known. */
const bare = (id: string): SearchOption => ({ id, label: shortOwner(id) });

interface OwnerProps extends InputProps {
  /** The only ones that are offered; undefined for all groups of the catalog. */
  owners?: string[];
  value?: string;
  onChange(ref: string | undefined): void;
}

/** A group of the catalog, by its reference; a plain text if the catalog does not answer. */
export function OwnerCombobox({
  value,
  onChange,
  owners,
  ...field
}: OwnerProps) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const catalog = useApi(catalogApiRef);
  const identity = useApi(identityApiRef);
  const [text, setText] = useState(value ? shortOwner(value) : '');
  const [options, setOptions] = useState<SearchOption[]>();
  const [failed, setFailed] = useState(false);
  const [asked, setAsked] = useState('');
  const [own, setOwn] = useState<string[]>([]);
  const latest = useLatest({ value, onChange });

  // Typing searches; the name of what is chosen already is no search.
  useDebounce(
    () => setAsked(value && text === shortOwner(value) ? '' : text.trim()),
    250,
    [text, value],
  );

  useEffect(() => {
    let current = true;
    identity.getBackstageIdentity().then(
      ({ ownershipEntityRefs }) => {
        if (!current) return;
        const groups = ownershipEntityRefs.filter(r => r.startsWith('group:'));
        setOwn(groups);
        // A member of one team usually requests for that team.
        if (groups.length === 1 && !latest.current.value) {
          setText(shortOwner(groups[0]));
          latest.current.onChange(groups[0]);
        }
      },
      // Without an answer the groups are not sorted, nothing else.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [identity, latest]);

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
              return { id, label: shortOwner(id), description };
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
      <TextInput
        {...field}
        description={`${t('form.spec.owner.help')} ${t(
          'form.spec.owner.noCatalog',
        )}`}
        value={value ?? ''}
        onChange={ref => onChange(ref === '' ? undefined : ref)}
      />
    );
  }
  // The own teams first, each once; what the catalog knows of a team replaces what is bare.
  const all = [
    ...(asked ? [] : own.map(bare)),
    ...(value ? [bare(value)] : []),
    ...(options ?? []),
  ];
  const offered = [...new Map(all.map(o => [o.id, o])).values()].filter(
    ({ id }) => !owners || id === value || owners.includes(id),
  );
  return (
    <SearchInput
      {...field}
      description={ownersHelp(owners, t)}
      placeholder={t('form.spec.owner.placeholder')}
      options={offered}
      value={value ? bare(value) : undefined}
      text={text}
      onText={setText}
      onChange={onChange}
    />
  );
}
