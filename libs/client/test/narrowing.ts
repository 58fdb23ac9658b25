import { createClient, isProblem, type Review, type ReviewStatus, type StreamMessage } from '../src';

/** Checked by `npm run check:types` and never run: what the types let a caller say, and what they do not. */
// ts-unused-exports:disable-next-line
export async function narrowed(): Promise<void> {
  const client = createClient({ url: '', token: async () => '' });

  const error: unknown = null;
  if (isProblem(error, 'lease-lost', 'expired')) error.type satisfies 'lease-lost' | 'expired';
  if (isProblem(error)) error.currentStatus satisfies ReviewStatus | null;
  // @ts-expect-error There is no such problem.
  isProblem(error, 'lease-found');

  for await (const message of client.events({ status: ['PENDING'] })) tell(message);
  // @ts-expect-error There is no such status.
  client.events({ status: ['pending'] });

  const { result } = await client.execute('', ({ payload }) => Object.keys(payload));
  result satisfies string[];

  // @ts-expect-error A decision has a verdict.
  await client.reviews.decide('', { note: 'Fine' });
  // @ts-expect-error Nothing is asked for without its content.
  await client.reviews.ask({ subjectKind: 'changeset', action: 'apply' });
  // @ts-expect-error A row of a list has no content.
  for await (const { payload } of client.reviews.all()) void payload;

  const [first] = await client.reviews.decideMany([]);
  if (first !== undefined && 'review' in first) first.review.status satisfies ReviewStatus;
  const review: Review = await client.reviews.get('', { atRevision: 1 });
  for (const { holder } of review.slots) if (holder.kind === 'group') holder.group satisfies string;
}

function tell(message: StreamMessage): string {
  switch (message.event) {
    case 'review':
      return message.data.review.title;
    case 'memories':
      if (message.data.forgotten === undefined) return message.data.memoryIds.join();
      return message.data.forgotten.join();
    case 'reset':
      return message.data.position;
  }
}
