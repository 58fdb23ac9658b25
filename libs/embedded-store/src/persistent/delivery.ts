import { bytesField, numberField } from '../wire/proto';
import type { Resolved } from '../service/event-shape';
import { withStructuredId } from '../wire/record';

/** One message as it leaves for a consumer. */
export interface Delivery extends Resolved {
  /** Of the record in the group's stream: for a link, the link's. */
  readonly position: number;
  readonly retries: number;
}

/** The `ReadResp` that carries a message. The recorded bytes go into it as they are. */
export function deliveryMessage(
  { event, link, position, retries }: Delivery,
  hasStructuredIds: boolean,
): Buffer {
  const shape = (recorded: Buffer): Buffer => (hasStructuredIds ? withStructuredId(recorded) : recorded);
  const parts = [numberField(3, position), numberField(5, retries)];
  if (link) parts.unshift(bytesField(2, shape(link)));
  if (event) parts.unshift(bytesField(1, shape(event)));
  return bytesField(1, ...parts);
}

/** The first reply of every subscription to a group. */
export function subscriptionConfirmation(source: string, group: string): Buffer {
  return bytesField(2, bytesField(1, Buffer.from(`${source}::${group}`)));
}
