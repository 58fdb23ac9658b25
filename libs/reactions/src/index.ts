export * from './crystalliser';
