export {
  mulberry32,
  type VirtualRuntime,
  virtualRuntime,
} from '../../src/runtime/virtual-runtime.ts';
