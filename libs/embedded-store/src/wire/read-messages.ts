import { bytesField, numberField } from './proto';

/** `ReadResp` messages that are not events. */
export const CAUGHT_UP = bytesField(8);

export function confirmation(subscriptionId: string): Buffer {
  return bytesField(2, bytesField(1, Buffer.from(subscriptionId)));
}

export function streamNotFound(stream: string): Buffer {
  return bytesField(4, bytesField(1, bytesField(3, Buffer.from(stream))));
}

/** Everything up to this position was looked at. */
export function checkpoint(position: number): Buffer {
  return bytesField(3, numberField(1, position), numberField(2, position));
}
