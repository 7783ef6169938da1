/** The link mode of a WASM run, as its result tells it. */
import { type LinkMode, linkModeOf } from '../kernel/link-mode.ts';
import type { WasmRun } from './formats.ts';

export const linkMode = (run: WasmRun, requested: boolean): LinkMode =>
  linkModeOf(
    run.benches.map(({ wasm, linked }) => ({ measured: wasm !== null, linked })),
    requested,
  );
