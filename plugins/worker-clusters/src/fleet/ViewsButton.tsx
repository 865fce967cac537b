import { lazy, Suspense, useState } from 'react';
import {
  Button,
  Menu,
  MenuItem,
  MenuSection,
  MenuSeparator,
  MenuTrigger,
} from '@backstage/ui';
import { RiBookmarkLine } from '@remixicon/react';
import {
  useAppSearchParams,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { useStored } from '../hooks/useStored';
import { workerClustersTranslationRef } from '../translations';
import styles from './fleet.module.css';
import {
  BUILT_IN_VIEWS,
  normalised,
  readSavedViews,
  withView,
} from './savedViews';
import type { TableSettings } from './tableSettings';

const SaveViewDialog = lazy(() =>
  import('./ViewDialogs').then(m => ({ default: m.SaveViewDialog })),
);
const ManageViewsDialog = lazy(() =>
  import('./ViewDialogs').then(m => ({ default: m.ManageViewsDialog })),
);

const BUILT_IN = Object.keys(BUILT_IN_VIEWS) as Array<
  keyof typeof BUILT_IN_VIEWS
>;

/** Chooses, saves, renames and deletes views: filters, order, grouping and columns under a name. */
export function ViewsButton(props: {
  table: TableSettings;
  onTable(table: TableSettings): void;
}) {
  const { table, onTable } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const [params, setParams] = useAppSearchParams();
  const [views, setViews] = useStored('fleet.views', readSavedViews);
  const [dialog, setDialog] = useState<'save' | 'manage'>();
  const current = normalised(params.toString());
  const open = (search: string) => setParams(new URLSearchParams(search));
  const isCurrent = (search: string) => normalised(search) === current;
  const builtIn = BUILT_IN.find(key => isCurrent(BUILT_IN_VIEWS[key]));
  const title =
    views.find(view => isCurrent(view.search))?.name ??
    (builtIn && t(`fleet.views.builtIn.${builtIn}`));
  return (
    <>
      <MenuTrigger>
        <Button
          size="small"
          variant="secondary"
          className={styles.views}
          iconStart={<RiBookmarkLine />}
          aria-label={
            title
              ? t('fleet.views.current', { name: title })
              : t('fleet.views.button')
          }
        >
          {title ?? t('fleet.views.button')}
        </Button>
        <Menu maxWidth="18rem">
          <MenuSection title={t('fleet.views.forAll')}>
            {BUILT_IN.map(key => (
              <MenuItem key={key} onAction={() => open(BUILT_IN_VIEWS[key])}>
                {t(`fleet.views.builtIn.${key}`)}
              </MenuItem>
            ))}
          </MenuSection>
          {views.length > 0 && (
            <MenuSection title={t('fleet.views.own')}>
              {views.map(view => (
                <MenuItem
                  key={view.name}
                  onAction={() => {
                    open(view.search);
                    onTable(view.table);
                  }}
                >
                  {view.name}
                </MenuItem>
              ))}
            </MenuSection>
          )}
          <MenuSeparator />
          <MenuItem onAction={() => setDialog('save')}>
            {t('fleet.views.saveThis')}
          </MenuItem>
          <MenuItem onAction={() => setDialog('manage')}>
            {t('fleet.views.manage')}
          </MenuItem>
        </Menu>
      </MenuTrigger>
      <Suspense fallback={null}>
        {dialog === 'save' && (
          <SaveViewDialog
            taken={views.map(view => view.name)}
            onClose={() => setDialog(undefined)}
            onSave={name =>
              setViews(withView(views, { name, search: current, table }))
            }
          />
        )}
        {dialog === 'manage' && (
          <ManageViewsDialog
            views={views}
            onClose={() => setDialog(undefined)}
            onChange={setViews}
          />
        )}
      </Suspense>
    </>
  );
}
