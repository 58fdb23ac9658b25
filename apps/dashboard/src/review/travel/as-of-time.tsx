import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Place } from './place-in-time.ts';
import type { Travel } from './use-travel.ts';

/** The review as it was at a time of the reader's clock. */
export function AsOfTime({ travel, place }: { readonly travel: Travel; readonly place: Place }) {
  const [text, setText] = useState(() =>
    localOf(place.kind === 'time' ? place.at : (travel.review ?? travel.now).updatedAt),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const time = Date.parse(text);
    if (!Number.isNaN(time)) travel.go({ kind: 'time', at: new Date(time).toISOString() });
  };
  return (
    <form className="row travel-time" onSubmit={submit}>
      <TextInput
        type="datetime-local"
        size="xs"
        step={1}
        required
        label="As it was at"
        min={localOf(travel.now.requestedAt)}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" variant="default">
        Show it
      </Button>
    </form>
  );
}

/** As an input of a date and a time takes it: without a zone, in the reader's. Rounded up, to be not before it. */
function localOf(time: string): string {
  const date = new Date(Math.ceil(Date.parse(time) / 1_000) * 1_000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
