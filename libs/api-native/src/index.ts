export { API_KEY_SECRETS } from './api-key-book';
export { DEMO_CAST, type DemoCast, type Player, PLAYERS } from './demo/demo-cast';
export { nativeErrors } from './errors';
export { type EventLoopDelay, GATEWAY_STATUS, type GatewayStatus, type StoreStatus } from './gateway-status';
export { ApiNativeModule } from './native.module';
