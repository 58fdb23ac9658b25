export * from './people';
export * from './builders';
export * from './given-when-then';
export * from './rules';
export * from './api-keys';
export * from './cells';
export * from './told-history';
