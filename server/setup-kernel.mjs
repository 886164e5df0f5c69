/** How the engine's image kernel becomes WebAssembly: lib/engine/kernel/wasm/ is AssemblyScript, typed and compiled ahead. */
import { existsSync, writeFileSync } from 'node:fs';
import { at, root, SetupError } from './setup-process.mjs';

const NAMES = ['blur', 'distance', 'fill', 'guided', 'memory', 'resample'];
const SOURCES = NAMES.map((name) => `lib/engine/kernel/wasm/${name}.ts`);
const COMPILED = at('lib', 'engine', 'kernel', 'compiled.ts');
const OPTIONS = ['--baseDir', root, '--outFile', 'kernel.wasm', '--enable', 'simd', '--runtime', 'stub', '-O3'];

export function isKernelCompiled() {
  return existsSync(COMPILED);
}

/** Makes lib/engine/kernel/compiled.ts, the program as text. @throws SetupError with the compiler's words */
export async function compileKernel() {
  const { main } = await import('assemblyscript/asc');
  let program = null;
  const { error, stderr } = await main([...SOURCES, ...OPTIONS, '--noAssert'], {
    writeFile: (_name, contents) => {
      program = Buffer.from(contents);
    },
  });
  if (error || program === null)
    throw new SetupError(`lib/engine/kernel/wasm can't be compiled:\n${stderr}`, { cause: error });
  const text = program.toString('base64');
  writeFileSync(COMPILED, `// Made from wasm/ by the set-up.\nexport const KERNEL = '${text}';\n`);
}
