import { type BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import { Status } from '@eventstore/db-client/generated/status_pb';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';

/** How a server that shuts down answers an append in a batch: code 0, and details that no client knows. */
export function notReady(request: BatchAppendReq): Buffer {
  const details = new Any();
  details.pack(new Empty().serializeBinary(), 'google.protobuf.Empty');
  const status = new Status();
  status.setMessage('Server Is Not Ready');
  status.setDetails(details);
  const answer = new BatchAppendResp();
  answer.setCorrelationId(request.getCorrelationId());
  answer.setStreamIdentifier(request.getOptions()?.getStreamIdentifier());
  answer.setError(status);
  return Buffer.from(answer.serializeBinary());
}
