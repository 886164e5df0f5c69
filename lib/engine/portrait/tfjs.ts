/** Networks and their weights, run by TensorFlow.js in WebAssembly on this thread. */
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

/** The networks that read a portrait. */
export type Networks = { detector: Network; mesh: Network; segmenter: Network };

let modelsDir = fileURLToPath(new URL('../models', import.meta.url));

/** Tells this thread where the weights are; without it, they are looked for beside these sources. */
export function setModelsFolder(folder: string): void {
  modelsDir = folder;
}

/** Work done once per thread and asked for often; after a failure the next one who asks tries again. */
export function oncePerThread<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | null = null;
  return () => {
    done ??= work().catch((error: unknown) => {
      done = null;
      throw error;
    });
    return done;
  };
}

/** The networks that read a portrait; loaded once per thread. */
export const loadNetworks = oncePerThread(async (): Promise<Networks> => {
  await startBackend();
  const [detector, mesh, segmenter] = await Promise.all(
    ['blazeface-back', 'facemesh-attention', 'selfie'].map((name) => network(name)),
  );
  if (!detector || !mesh || !segmenter) throw new Error('A network is missing.');
  return { detector, mesh, segmenter };
});

/** Readies WebAssembly for tensors of this thread. */
export const startBackend = oncePerThread(async (): Promise<void> => {
  const library = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(`${join(dirname(library), 'dist')}/`);
  // The pool's threads are the parallelism: one network never spreads over several.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await tf.setBackend('wasm');
  await tf.ready();
  castIntegerMatrices();
});

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
  /** Of a graph model; absent where the network is written out here and only its weights are stored. */
  modelTopology?: object;
  weightsManifest: { paths: string[]; weights: tf.io.WeightsManifestEntry[] }[];
};

type StoredNetwork = { topology: object | undefined; specs: tf.io.WeightsManifestEntry[]; data: ArrayBuffer };

async function readNetwork(name: string): Promise<StoredNetwork> {
  const file: ModelFile = JSON.parse(await readFile(join(modelsDir, `${name}.json`), 'utf8'));
  const parts = await Promise.all(
    file.weightsManifest.flatMap(({ paths }) => paths.map((path) => readFile(join(modelsDir, path)))),
  );
  const specs = file.weightsManifest.flatMap(({ weights }) => weights);
  return { topology: file.modelTopology, specs, data: new Uint8Array(Buffer.concat(parts)).buffer };
}

async function network(name: string): Promise<Network> {
  const { topology, specs, data } = await readNetwork(name);
  if (topology === undefined) throw new Error(`${name} has no topology.`);
  const stored: tf.io.ModelArtifacts = { modelTopology: topology, weightSpecs: specs, weightData: data };
  const model = await loadGraphModel({ load: async () => stored });
  // A loaded model keeps what it was made from, to be saved again: weights twice, and objects for every collection.
  Object.assign(stored, { modelTopology: undefined, weightSpecs: undefined, weightData: undefined });
  return { run: (input, side, outputs) => execute(model, input, side, outputs) };
}

/** The weights alone of a network whose layers are written out in code, by name. */
export async function readWeights(name: string): Promise<tf.NamedTensorMap> {
  const [{ specs, data }] = await Promise.all([readNetwork(name), startBackend()]);
  return tf.io.decodeWeights(data, specs);
}

function execute(model: GraphModel, input: Float32Array, side: number, outputs: readonly string[]): Float32Array[] {
  const tensor = tf.tensor4d(input, [1, side, side, 3]);
  const result = model.execute(tensor, [...outputs]);
  const tensors = Array.isArray(result) ? result : [result];
  const values = tensors.map((output) => Float32Array.from(output.dataSync()));
  tf.dispose([tensor, ...tensors]);
  return values;
}
