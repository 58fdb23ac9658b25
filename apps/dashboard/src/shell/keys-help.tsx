import { Button, Modal } from '@mantine/core';
import { KEY_TABLE } from './key-table.ts';
import { setSingleKeys, usePreferences } from './preferences.ts';

/** All keys, and whether the single letters among them count. */
export function KeysHelp({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { singleKeys } = usePreferences();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title="Keys"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close the list of keys' }}
    >
      <div className="stack stack-loose">
        <div className="row row-apart">
          <p>
            Single letters are <strong>{singleKeys ? 'on' : 'off'}</strong>. Arrows, Enter and Esc always
            work.
          </p>
          <Button variant="default" size="xs" onClick={() => setSingleKeys(!singleKeys)}>
            {singleKeys ? 'Switch single letters off' : 'Switch single letters on'}
          </Button>
        </div>
        <div className="keys-help">
          {KEY_TABLE.map(({ title, keys }) => (
            <section key={title} className="stack stack-tight">
              <h3>{title}</h3>
              <dl className="keys-list">
                {keys.map(({ press, does }) => (
                  <div key={does}>
                    <dt>
                      {press.map((key) => (
                        <kbd key={key}>{key}</kbd>
                      ))}
                    </dt>
                    <dd>{does}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </div>
    </Modal>
  );
}
