import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useKeys } from '../shell/keys.ts';
import type { Fields } from './audit-address.ts';

export interface Field<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly placeholder?: string;
  readonly as?: 'text' | 'day';
  /** What can be chosen; left out, anything can be written. */
  readonly choices?: Readonly<Record<string, string>>;
  /** What may be written, to choose from. */
  readonly known?: readonly string[];
}

interface FiltersProps<Name extends string> {
  readonly fields: readonly Field<Name>[];
  readonly values: Fields<Name>;
  readonly onChange: (values: Partial<Fields<Name>>) => void;
  /** Beside the button that opens the fields. */
  readonly children?: ReactNode;
}

const isWide = (): boolean => matchMedia('(min-width: 980px)').matches;

/** What narrows a list down, and in words what does so now. It counts from Enter or the button on. */
export function Filters<Name extends string>({ fields, values, onChange, children }: FiltersProps<Name>) {
  const [isOpen, setOpen] = useState(isWide);
  const id = useId();
  const active = fields.filter(({ name }) => values[name] !== '');
  const none = Object.fromEntries(fields.map(({ name }) => [name, ''])) as Fields<Name>;
  useKeys({ f: () => setOpen(!isOpen) });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string): string => {
      const value = given.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    onChange(Object.fromEntries(fields.map(({ name }) => [name, text(name)])) as Fields<Name>);
  };
  return (
    <div className="stack">
      <div className="row">
        <Button
          variant="default"
          leftSection={<IconFilter aria-hidden size={16} />}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          Filter{active.length > 0 && ` (${active.length})`}
        </Button>
        {children}
      </div>
      <div id={id} hidden={!isOpen}>
        {isOpen && (
          <form className="panel audit-filters" key={JSON.stringify(values)} onSubmit={submit}>
            {fields.map((field) => (
              <FilterField key={field.name} field={field} value={values[field.name]} />
            ))}
            <div className="row audit-filters-end">
              <Button type="submit" size="sm">
                Apply
              </Button>
              <Button variant="default" size="sm" onClick={() => onChange(none)}>
                Clear
              </Button>
            </div>
          </form>
        )}
      </div>
      {active.length > 0 && (
        <ul className="row" aria-label="Filters">
          {active.map(({ name, label, choices }) => (
            <li key={name}>
              <button
                type="button"
                className="chip"
                onClick={() => onChange({ [name]: '' } as unknown as Partial<Fields<Name>>)}
              >
                <bdi>
                  {label}: {choices?.[values[name]] ?? values[name]}
                </bdi>
                <IconX aria-hidden size={14} />
                <span className="only-read">, take this filter off</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function FilterField<Name extends string>({
  field,
  value,
}: {
  readonly field: Field<Name>;
  readonly value: string;
}) {
  const { name, label, placeholder, as = 'text', choices, known } = field;
  const list = useId();
  if (choices !== undefined)
    return (
      <NativeSelect
        name={name}
        label={label}
        defaultValue={value}
        data={[
          { value: '', label: 'Any' },
          ...Object.entries(choices).map(([one, words]) => ({ value: one, label: words })),
        ]}
      />
    );
  if (as === 'day') return <TextInput type="date" name={name} label={label} defaultValue={value} />;
  return (
    <div>
      <TextInput
        name={name}
        label={label}
        defaultValue={value}
        maxLength={255}
        autoComplete="off"
        spellCheck={false}
        {...(placeholder !== undefined && { placeholder: `such as ${placeholder}` })}
        {...(known !== undefined && { list })}
      />
      {known !== undefined && (
        <datalist id={list}>
          {known.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </div>
  );
}
