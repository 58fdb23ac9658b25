import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconFilter, IconSearch, IconX } from '@tabler/icons-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { narrowings, type QueueAddress, type Sort, SORTS, sortOf } from './queue-address.ts';

const SORT_NAMES: Readonly<Record<Sort, string>> = {
  oldest: 'Longest waiting first',
  newest: 'Newest first',
  deadline: 'Soonest deadline first',
  updated: 'Latest change first',
};

const TYPING_MS = 300;

interface ToolbarProps {
  readonly address: QueueAddress;
  readonly go: (change: Partial<QueueAddress>, how?: { readonly replace?: boolean }) => void;
  readonly search: RefObject<HTMLInputElement | null>;
  readonly isFilterOpen: boolean;
  readonly onFilter: () => void;
}

export function QueueToolbar({ address, go, search, isFilterOpen, onFilter }: ToolbarProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const latest = useRef(go);
  useEffect(() => {
    latest.current = go;
  });
  useEffect(() => {
    if (typed === null) return undefined;
    const timer = setTimeout(() => latest.current({ q: typed }, { replace: true }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  // As it was typed, until somebody is done with it: what is searched for has no blanks at its end.
  const settle = (): void => {
    if (typed !== null) go({ q: typed }, { replace: true });
    setTyped(null);
  };
  const active = narrowings({ ...address, q: '' });
  const text = typed ?? address.q;
  return (
    <div className="queue-toolbar" role="search">
      <TextInput
        ref={search}
        className="queue-search"
        aria-label="Search in titles, notes and contents"
        placeholder="Search"
        value={text}
        maxLength={256}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          event.currentTarget.blur();
        }}
        leftSection={<IconSearch aria-hidden size={16} />}
        rightSectionWidth={36}
        rightSection={
          text !== '' && (
            <button
              type="button"
              className="icon-button"
              aria-label="Clear the search"
              onClick={() => {
                setTyped('');
                search.current?.focus();
              }}
            >
              <IconX aria-hidden size={16} />
            </button>
          )
        }
      />
      <Button
        variant="default"
        leftSection={<IconFilter aria-hidden size={16} />}
        aria-expanded={isFilterOpen}
        aria-controls="queue-filters"
        onClick={onFilter}
      >
        Filter{active > 0 && ` (${active})`}
      </Button>
      <NativeSelect
        aria-label="Order"
        value={sortOf(address)}
        disabled={address.q !== ''}
        onChange={(event) => go({ sort: event.currentTarget.value as Sort })}
        data={SORTS.map((sort) => ({ value: sort, label: SORT_NAMES[sort] }))}
      />
    </div>
  );
}
