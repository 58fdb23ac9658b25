export { CRYSTALLISER_STEPS } from './crystallisation';
export { outputsErrors } from './errors';
export { ApiOutputsModule } from './outputs.module';
