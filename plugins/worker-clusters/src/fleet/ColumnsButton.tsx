import {
  Button,
  ButtonIcon,
  Checkbox,
  DialogTrigger,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Radio,
  RadioGroup,
} from '@backstage/ui';
import {
  RiArrowDownLine,
  RiArrowUpLine,
  RiLayoutColumnLine,
} from '@remixicon/react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { workerClustersTranslationRef } from '../translations';
import type { FleetColumn } from './columns';
import styles from './fleet.module.css';
import {
  choosableColumns,
  FIXED_COLUMN,
  moveColumn,
  type TableSettings,
} from './tableSettings';

/** Which columns the table has, in which order, and how high its rows are. Each change shows at once, and is kept. */
export function ColumnsButton(props: {
  columns: readonly FleetColumn[];
  settings: TableSettings;
  onChange(settings: TableSettings): void;
}) {
  const { columns, settings, onChange } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const choices = choosableColumns(columns, settings.columns);
  const shown = choices.flatMap(c => (c.shown ? [c.column.id] : []));
  const choose = (ids: string[]) => onChange({ ...settings, columns: ids });
  return (
    <DialogTrigger>
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiLayoutColumnLine />}
      >
        {t('fleet.columns.button')}
      </Button>
      <Dialog width={420}>
        <DialogHeader>{t('fleet.columns.title')}</DialogHeader>
        <DialogBody>
          <RadioGroup
            label={t('fleet.columns.density')}
            orientation="horizontal"
            value={settings.density}
            onChange={value =>
              onChange({
                ...settings,
                density: value === 'comfortable' ? 'comfortable' : 'dense',
              })
            }
          >
            <Radio value="dense">{t('fleet.columns.dense')}</Radio>
            <Radio value="comfortable">{t('fleet.columns.comfortable')}</Radio>
          </RadioGroup>
          <ul className={styles.choices}>
            {choices.map(({ column: { id, title }, shown: isShown }) => {
              const name = title(t);
              const at = shown.indexOf(id);
              return (
                <li key={id} className={styles.choice}>
                  <Checkbox
                    isSelected={isShown}
                    isDisabled={id === FIXED_COLUMN}
                    onChange={selected =>
                      choose(
                        selected
                          ? [...shown, id]
                          : shown.filter(other => other !== id),
                      )
                    }
                  >
                    {name}
                  </Checkbox>
                  {isShown && id !== FIXED_COLUMN && (
                    <span className={styles.moves}>
                      <ButtonIcon
                        size="small"
                        variant="tertiary"
                        icon={<RiArrowUpLine />}
                        aria-label={t('fleet.columns.up', { name })}
                        isDisabled={at === 1}
                        onPress={() => choose(moveColumn(shown, id, -1))}
                      />
                      <ButtonIcon
                        size="small"
                        variant="tertiary"
                        icon={<RiArrowDownLine />}
                        aria-label={t('fleet.columns.down', { name })}
                        isDisabled={at === shown.length - 1}
                        onPress={() => choose(moveColumn(shown, id, 1))}
                      />
                    </span>
                  )}
                </li>
              );
            })}
          </ul>
        </DialogBody>
        <DialogFooter>
          <Button
            variant="secondary"
            onPress={() => onChange({ density: settings.density })}
          >
            {t('fleet.columns.reset')}
          </Button>
          <Button variant="primary" slot="close">
            {t('fleet.columns.done')}
          </Button>
        </DialogFooter>
      </Dialog>
    </DialogTrigger>
  );
}
