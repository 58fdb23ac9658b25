import { Button, Popover, TextInput } from '@mantine/core';
import { IconBookmark, IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { identityOf, useReader } from '../session/reader.ts';
import { announce } from '../shell/announcer.tsx';
import type { QueueAddress } from './queue-address.ts';
import { isWorthSaving, keepViews, keptViews, searchOf, type View, withView } from './views.ts';

/** Lists that the reader gave a name: kept in this browser. */
export function SavedViews({ address }: { readonly address: QueueAddress }) {
  const id = identityOf(useReader());
  const [views, setViews] = useState(() => keptViews(id));
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const isWorth = isWorthSaving(address);
  const put = (next: readonly View[]): void => {
    setViews(next);
    keepViews(id, next);
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    put(withView(views, name, address));
    announce(`The view ${name.trim()} is saved`);
    setName('');
  };
  if (views.length === 0 && !isWorth) return null;
  const here = searchOf(address);
  return (
    <Popover width={300} position="bottom-start" opened={isOpen} onChange={setOpen} trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconBookmark aria-hidden size={14} />}
          onClick={() => setOpen(!isOpen)}
        >
          Views{views.length > 0 && ` (${views.length})`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Saved views" className="stack">
        {views.length > 0 && (
          <ul className="queue-views">
            {views.map((view) => (
              <li key={view.name}>
                <Link
                  to={{ search: view.search }}
                  aria-current={view.search === here ? 'page' : undefined}
                  onClick={() => setOpen(false)}
                >
                  <bdi>{view.name}</bdi>
                </Link>
                <button
                  type="button"
                  className="icon-button"
                  aria-label={`Forget the view ${view.name}`}
                  onClick={() => put(views.filter((one) => one.name !== view.name))}
                >
                  <IconX aria-hidden size={15} />
                </button>
              </li>
            ))}
          </ul>
        )}
        <form className="stack stack-tight" onSubmit={save}>
          <TextInput
            label="Save this list as"
            size="xs"
            maxLength={60}
            value={name}
            disabled={!isWorth}
            description={isWorth ? 'In this browser only' : 'Filter, search or sort it first'}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <div>
            <Button type="submit" size="xs" disabled={!isWorth || name.trim() === ''}>
              Save
            </Button>
          </div>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
