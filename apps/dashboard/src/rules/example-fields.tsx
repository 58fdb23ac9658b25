import { Button, TagsInput, TextInput } from '@mantine/core';
import { IconUserPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Example, Principal } from './example.ts';
import type { Previewing } from './use-previewing.ts';

/** The example that is asked about, and who else is asked about. */
export function ExampleFields({ previewing }: { readonly previewing: Previewing }) {
  const { example, isOwn, setExample } = previewing;
  const change = (part: Partial<Example>): void => setExample({ ...example, ...part });
  return (
    <div className="stack stack-tight" role="group" aria-label="The example">
      <p className="small muted">A request like this, made by you:</p>
      <div className="rule-pair rule-pair-close">
        <TextInput
          label="Kind"
          size="xs"
          value={example.subjectKind}
          onChange={(event) => change({ subjectKind: event.currentTarget.value })}
        />
        <TextInput
          label="Action"
          size="xs"
          value={example.action}
          onChange={(event) => change({ action: event.currentTarget.value })}
        />
      </div>
      <TagsInput
        label="Labels"
        size="xs"
        placeholder="name:value"
        value={Object.entries(example.labels).map((pair) => pair.join(':'))}
        onChange={(labels) => change({ labels: Object.fromEntries(labels.map(pairOf)) })}
        acceptValueOnBlur
      />
      <div className="row">
        {isOwn && (
          <Button variant="subtle" size="compact-xs" onClick={() => setExample(null)}>
            As the rule has it
          </Button>
        )}
        <People previewing={previewing} />
      </div>
    </div>
  );
}

function pairOf(label: string): readonly [string, string] {
  const colon = label.indexOf(':');
  return colon < 0 ? [label, ''] : [label.slice(0, colon), label.slice(colon + 1)];
}

function People({ previewing }: { readonly previewing: Previewing }) {
  const { added, setAdded } = previewing;
  const [isOpen, setOpen] = useState(false);
  const [id, setId] = useState('');
  const [groups, setGroups] = useState<string[]>([]);
  const add = (): void => {
    const name = id.trim();
    if (name === '') return;
    const person: Principal = { id: name, groups };
    setAdded([...added.filter((one) => one.id !== name), person]);
    setId('');
    setGroups([]);
    setOpen(false);
  };
  return (
    <>
      {added.map(({ id: name }) => (
        <button
          key={name}
          type="button"
          className="chip"
          onClick={() => setAdded(added.filter((one) => one.id !== name))}
        >
          <bdi>{name}</bdi>
          <IconX aria-hidden size={14} />
          <span className="only-read">, ask no more about them</span>
        </button>
      ))}
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconUserPlus aria-hidden size={14} />}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        Ask about somebody
      </Button>
      {isOpen && (
        <div className="stack stack-tight rule-somebody">
          <TextInput
            label="Their id"
            size="xs"
            value={id}
            maxLength={256}
            onChange={(event) => setId(event.currentTarget.value)}
          />
          <TagsInput label="Their groups" size="xs" value={groups} onChange={setGroups} acceptValueOnBlur />
          <div>
            <Button size="xs" variant="default" disabled={id.trim() === ''} onClick={add}>
              Add
            </Button>
          </div>
        </div>
      )}
    </>
  );
}
