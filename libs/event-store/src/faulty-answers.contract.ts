import { type BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import { Status } from '@eventstore/db-client/generated/status_pb';
import { Metadata } from '@grpc/grpc-js';
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

/** What an error tells that a node gives which does not lead. */
export function notLeader(leader: { readonly port: number }): Metadata {
  const trailers = new Metadata();
  trailers.set('exception', 'not-leader');
  trailers.set('leader-endpoint-host', '127.0.0.1');
  trailers.set('leader-endpoint-port', String(leader.port));
  return trailers;
}
