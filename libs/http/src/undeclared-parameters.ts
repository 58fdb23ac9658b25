import type { CanActivate, ExecutionContext, Type } from '@nestjs/common';
import { decodableQuery, takesQuery } from './exchange';
import { exactQuery } from './validate';

class NoParameters {}

/**
 * Refuses, as `ExactQuery` does, whatever stands in the query of handlers that declare no parameters; for these
 * controllers only.
 */
export class UndeclaredParameters implements CanActivate {
  private readonly controllers: ReadonlySet<unknown>;

  constructor(controllers: readonly Type[]) {
    this.controllers = new Set(controllers);
  }

  canActivate(context: ExecutionContext): boolean {
    const controller = context.getClass();
    if (this.controllers.has(controller) && !takesQuery(controller, context.getHandler()))
      exactQuery(NoParameters, decodableQuery(context));
    return true;
  }
}
