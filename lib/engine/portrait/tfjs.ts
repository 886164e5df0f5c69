/** The three networks that read a portrait, run by TensorFlow.js in WebAssembly on this thread. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';

/** A network with one picture as input and the outputs that were asked for by name. */
export type Network = {
  /**
   * @param input `[side, side, 3]`, in the range that the network was trained on
   * @returns one flat array per output name, in the order asked for
   */
  run(input: Float32Array, side: number, outputs: readonly string[]): Float32Array[];
};

export type Networks = { detector: Network; mesh: Network; segmenter: Network };

let loading: Promise<Networks> | null = null;

/**
 * Loads the networks once per thread; later calls give the same ones.
 * @param modelsDir the folder of the weights; without it, the one beside these sources
 */
export function loadNetworks(modelsDir?: string): Promise<Networks> {
  loading ??= load(modelsDir ?? fileURLToPath(new URL('../models', import.meta.url))).catch((error: unknown) => {
    // The next task tries again.
    loading = null;
    throw error;
  });
  return loading;
}

async function load(modelsDir: string): Promise<Networks> {
  const library = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(`${join(dirname(library), 'dist')}/`);
  // The pool's threads are the parallelism: one network never spreads over several.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await tf.setBackend('wasm');
  await tf.ready();
  castIntegerMatrices();
  const [detector, mesh, segmenter] = await Promise.all(
    ['blazeface-back', 'facemesh-attention', 'selfie'].map((name) => network(modelsDir, name)),
  );
  if (!detector || !mesh || !segmenter) throw new Error('A network is missing.');
  return { detector, mesh, segmenter };
}

/**
 * facemesh-attention multiplies int32 by float32 matrices, which the wasm kernel refuses:
 * both sides are cast to float32 first.
 */
function castIntegerMatrices(): void {
  const multiply = tf.getKernel('BatchMatMul', 'wasm').kernelFunc;
  const cast = tf.getKernel('Cast', 'wasm').kernelFunc;
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({
    kernelName: 'BatchMatMul',
    backendName: 'wasm',
    kernelFunc: (call) => {
      const inputs: tf.NamedTensorInfoMap = { ...call.inputs };
      for (const [name, matrix] of Object.entries(inputs)) {
        if (matrix === undefined || matrix.dtype === 'float32') continue;
        const result = cast({ inputs: { x: matrix }, backend: call.backend, attrs: { dtype: 'float32' } });
        const [float] = Array.isArray(result) ? result : [result];
        inputs[name] = float;
      }
      return multiply({ ...call, inputs });
    },
  });
}

type ModelFile = {
  modelTopology: object;
  weightsManifest: { paths: string[]; weights: tf.io.WeightsManifestEntry[] }[];
};

async function network(modelsDir: string, name: string): Promise<Network> {
  const file: ModelFile = JSON.parse(await readFile(join(modelsDir, `${name}.json`), 'utf8'));
  const parts = await Promise.all(
    file.weightsManifest.flatMap(({ paths }) => paths.map((path) => readFile(join(modelsDir, path)))),
  );
  const model = await loadGraphModel({
    load: async () => ({
      modelTopology: file.modelTopology,
      weightSpecs: file.weightsManifest.flatMap(({ weights }) => weights),
      weightData: new Uint8Array(Buffer.concat(parts)).buffer,
    }),
  });
  return { run: (input, side, outputs) => execute(model, input, side, outputs) };
}

function execute(model: GraphModel, input: Float32Array, side: number, outputs: readonly string[]): Float32Array[] {
  const tensor = tf.tensor4d(input, [1, side, side, 3]);
  const result = model.execute(tensor, [...outputs]);
  const tensors = Array.isArray(result) ? result : [result];
  const values = tensors.map((output) => Float32Array.from(output.dataSync()));
  tf.dispose([tensor, ...tensors]);
  return values;
}
