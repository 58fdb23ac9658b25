import { ServerInterceptingCall, type Metadata, type ServerInterceptor } from '@grpc/grpc-js';
import { CallRefused } from '../wire/status';
import type { Access } from './access';

/** No call of any service begins with credentials that are wrong. */
export function authenticated(access: Access): ServerInterceptor {
  return (_method, call) =>
    new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (headers: Metadata, proceed: (headers: Metadata) => void) => {
            try {
              access.admit(headers);
            } catch (error) {
              if (!(error instanceof CallRefused)) throw error;
              call.sendStatus(error.refusal);
              return;
            }
            proceed(headers);
          },
        }),
    });
}
