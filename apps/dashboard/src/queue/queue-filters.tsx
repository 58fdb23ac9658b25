import { Button, Checkbox, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReviewStatus, ReviewSummary } from '@countersign/client';
import { type FormEvent, useEffect, useRef } from 'react';
import { statusWords } from '../parts/status.ts';
import { type QueueAddress, statusesOf, withoutFilters } from './queue-address.ts';

interface FilterProps {
  readonly address: QueueAddress;
  readonly go: (change: Partial<QueueAddress>) => void;
}

const FIELDS = [
  { name: 'kind', label: 'Kind', placeholder: 'changeset' },
  { name: 'group', label: 'Group', placeholder: 'banking' },
  { name: 'requester', label: 'Requester', placeholder: 'alice' },
  { name: 'label', label: 'Label', placeholder: 'risk:high' },
] as const;

const DAYS = [
  { name: 'from', label: 'Asked for from' },
  { name: 'to', label: 'Asked for until' },
] as const;

/** What narrows the list down; sent as a whole, by Enter or the button. */
export function QueueFilters({
  address,
  go,
  rows,
}: FilterProps & { readonly rows: readonly ReviewSummary[] }) {
  const form = useRef<HTMLFormElement>(null);
  const wasAt = useRef<string | null>(null);
  useEffect(() => {
    // Its fields are new ones when the address has changed: whoever was at one of them still is.
    if (wasAt.current === null) return;
    form.current?.querySelector<HTMLElement>(`[name="${wasAt.current}"]`)?.focus();
    wasAt.current = null;
  }, [address]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    wasAt.current = nameOfFocused();
    const given = new FormData(form.current ?? undefined);
    const text = (name: string): string => {
      const value = given.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    go({
      status: given.getAll('status') as ReviewStatus[],
      ...{ kind: text('kind'), group: text('group'), requester: text('requester'), label: text('label') },
      ...{ from: text('from'), to: text('to') },
    });
  };
  const known = knownIn(rows);
  const statuses = statusesOf(address.tab);
  return (
    <form
      id="queue-filters"
      ref={form}
      className="queue-filters"
      onSubmit={submit}
      key={JSON.stringify(address)}
    >
      <div className="queue-filter-fields">
        {FIELDS.map(({ name, label, placeholder }) => (
          <div key={name}>
            <TextInput
              name={name}
              label={label}
              placeholder={`such as ${placeholder}`}
              defaultValue={address[name]}
              list={`known-${name}`}
              autoComplete="off"
              spellCheck={false}
              {...(name === 'label' && {
                pattern: '[^:]+:.*',
                title: 'A name and a value with a colon between',
              })}
            />
            <datalist id={`known-${name}`}>
              {known[name].map((value) => (
                <option key={value} value={value} />
              ))}
            </datalist>
          </div>
        ))}
        {DAYS.map(({ name, label }) => (
          <TextInput key={name} type="date" name={name} label={label} defaultValue={address[name]} />
        ))}
      </div>
      {statuses.length > 0 && (
        <fieldset className="queue-filter-status">
          <legend>Status</legend>
          {statuses.map((status) => (
            <Checkbox
              key={status}
              name="status"
              value={status}
              label={statusWords(status).word}
              defaultChecked={address.status.includes(status)}
            />
          ))}
        </fieldset>
      )}
      <div className="row">
        <Button type="submit" size="sm">
          Apply
        </Button>
        <Button
          variant="default"
          size="sm"
          onClick={() => {
            wasAt.current = FIELDS[0].name;
            go({ ...withoutFilters(address), q: address.q });
          }}
        >
          Clear filters
        </Button>
      </div>
    </form>
  );
}

const nameOfFocused = (): string =>
  document.activeElement instanceof HTMLInputElement ? document.activeElement.name : FIELDS[0].name;

/** What the rows at hand have, to choose from. */
function knownIn(rows: readonly ReviewSummary[]) {
  const kept = (values: readonly string[]) => [...new Set(values)].sort().slice(0, 50);
  const first = rows.slice(0, 500);
  return {
    kind: kept(first.map(({ subjectKind }) => subjectKind)),
    group: kept(first.flatMap(({ groups }) => groups)),
    requester: kept(first.map(({ requester }) => requester.id)),
    label: kept(first.flatMap(({ labels }) => Object.entries(labels).map((pair) => pair.join(':')))),
  };
}

/** Each filter that counts, in words, with a way to take it off. */
export function FilterChips({ address, go }: FilterProps) {
  const chips: { readonly text: string; readonly without: Partial<QueueAddress> }[] = [
    ...FIELDS.flatMap(({ name, label }) =>
      address[name] === '' ? [] : [{ text: `${label}: ${address[name]}`, without: { [name]: '' } }],
    ),
    ...DAYS.flatMap(({ name, label }) =>
      address[name] === '' ? [] : [{ text: `${label} ${address[name]}`, without: { [name]: '' } }],
    ),
    ...address.status.map((status) => ({
      text: statusWords(status).word,
      without: { status: address.status.filter((one) => one !== status) },
    })),
  ];
  if (chips.length === 0) return null;
  return (
    <ul className="queue-chips" aria-label="Filters">
      {chips.map(({ text, without }) => (
        <li key={text}>
          <button type="button" className="chip" onClick={() => go(without)}>
            <bdi>{text}</bdi>
            <IconX aria-hidden size={14} />
            <span className="only-read">, take this filter off</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
