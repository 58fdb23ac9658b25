import { MalformedMessage } from '../wire/proto';

/** Throws MalformedMessage for a name that no stream can have. `$$` would be the metadata of the stream without a name. */
export function refuseStreamName(name: string | undefined): string {
  if (name === undefined) throw new MalformedMessage('The options must name a stream.');
  if (name === '') throw new MalformedMessage('The name of a stream must not be empty.');
  if (name === '$$') throw new MalformedMessage('No stream can be called $$.');
  return name;
}
