export { nativeErrors } from './errors';
export { ApiNativeModule } from './native.module';
