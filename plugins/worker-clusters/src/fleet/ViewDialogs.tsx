import { useState } from 'react';
import {
  Button,
  ButtonIcon,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Text,
  TextField,
} from '@backstage/ui';
import { RiDeleteBinLine } from '@remixicon/react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { workerClustersTranslationRef } from '../translations';
import styles from './fleet.module.css';
import { MAX_NAME, type SavedView, withName } from './savedViews';

const WIDTH = 420;

/** Gives the current view a name. */
export function SaveViewDialog(props: {
  taken: string[];
  onClose(): void;
  onSave(name: string): void;
}) {
  const { taken, onClose, onSave } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const [name, setName] = useState('');
  const given = name.trim();
  const save = () => {
    if (!given) return;
    onSave(given);
    setName('');
    onClose();
  };
  return (
    <Dialog isOpen onOpenChange={open => !open && onClose()} width={WIDTH}>
      <DialogHeader>{t('fleet.views.saveTitle')}</DialogHeader>
      <DialogBody>
        <form
          onSubmit={event => {
            event.preventDefault();
            save();
          }}
        >
          <TextField
            // eslint-disable-next-line jsx-a11y/no-autofocus -- the only field of a dialog
            autoFocus
            label={t('fleet.views.name')}
            description={
              taken.includes(given)
                ? t('fleet.views.replaces')
                : t('fleet.views.keeps')
            }
            maxLength={MAX_NAME}
            value={name}
            onChange={setName}
          />
        </form>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          {t('fleet.views.cancel')}
        </Button>
        <Button variant="primary" isDisabled={!given} onPress={save}>
          {t('fleet.views.save')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

/** The name of a view, which is changed when its field is left or Enter is pressed. */
function ViewRow(props: {
  view: SavedView;
  onRename(name: string): void;
  onDelete(): void;
}) {
  const { view, onRename, onDelete } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const [name, setName] = useState(view.name);
  const rename = () => {
    if (!name.trim()) setName(view.name);
    else if (name.trim() !== view.name) onRename(name);
  };
  return (
    <li className={styles.choice}>
      <form
        className={styles.viewName}
        onSubmit={event => {
          event.preventDefault();
          rename();
        }}
      >
        <TextField
          aria-label={t('fleet.views.nameOf', { name: view.name })}
          maxLength={MAX_NAME}
          value={name}
          onChange={setName}
          onBlur={rename}
        />
      </form>
      <ButtonIcon
        size="small"
        variant="tertiary"
        icon={<RiDeleteBinLine />}
        aria-label={t('fleet.views.delete', { name: view.name })}
        onPress={onDelete}
      />
    </li>
  );
}

/** Renames and deletes views. */
export function ManageViewsDialog(props: {
  views: SavedView[];
  onClose(): void;
  onChange(views: SavedView[]): void;
}) {
  const { views, onClose, onChange } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <Dialog isOpen onOpenChange={open => !open && onClose()} width={WIDTH}>
      <DialogHeader>{t('fleet.views.own')}</DialogHeader>
      <DialogBody>
        {views.length === 0 && <Text as="p">{t('fleet.views.none')}</Text>}
        <ul className={styles.choices}>
          {views.map(view => (
            <ViewRow
              key={view.name}
              view={view}
              onRename={name => onChange(withName(views, view.name, name))}
              onDelete={() => onChange(views.filter(v => v !== view))}
            />
          ))}
        </ul>
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onPress={onClose}>
          {t('fleet.views.done')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
