export { API_KEY_SECRETS } from './api-key-book';
export { nativeErrors } from './errors';
export { ApiNativeModule } from './native.module';
