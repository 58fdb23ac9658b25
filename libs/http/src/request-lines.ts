import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { toldRequest } from './told-request';

/** One line for each request that is over, at level `debug`. To be called where that level is told at all. */
export function registerRequestLines(server: FastifyInstance): void {
  const logger = new Logger('Request');
  server.addHook('onResponse', (request, reply, done) => {
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    logger.debug({ ...toldRequest(request), status: reply.raw.statusCode, ms, msg: 'request' });
    done();
  });
}
