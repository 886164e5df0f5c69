/**
 * Who a face is, as 128 numbers: dlib's `dlib_face_recognition_resnet_model_v1` (Davis King, 2017), a ResNet of 29
 * layers with half the usual filters. The weights are those that @vladmandic/face-api ships; the layers are written
 * out here, with each layer's scale folded into its filters.
 */
import * as tf from '@tensorflow/tfjs-core';
import { oncePerThread, readWeights } from './tfjs.ts';

/** Pixels of the aligned face's side. */
export const CHIP_SIDE = 150;
/** What is taken from each channel, and what the rest is divided by. */
const MEAN_RGB = [122.782, 117.001, 104.298] as const;
const RANGE = 255;

/** In the order in which they follow; `down` halves the picture. */
const BLOCKS = [
  { name: 'conv32_1', down: false },
  { name: 'conv32_2', down: false },
  { name: 'conv32_3', down: false },
  { name: 'conv64_down', down: true },
  { name: 'conv64_1', down: false },
  { name: 'conv64_2', down: false },
  { name: 'conv64_3', down: false },
  { name: 'conv128_down', down: true },
  { name: 'conv128_1', down: false },
  { name: 'conv128_2', down: false },
  { name: 'conv256_down', down: true },
  { name: 'conv256_1', down: false },
  { name: 'conv256_2', down: false },
  { name: 'conv256_down_out', down: true },
] as const;

type Layer = { filters: tf.Tensor4D; bias: tf.Tensor1D };
type Block = { first: Layer; second: Layer; down: boolean };

/**
 * Describes one aligned face.
 * @param chip `[150, 150, 3]` RGB, 0–255; changed in place
 * @returns 128 numbers; two pictures of one person lie less than 0.6 apart (Euclid)
 */
export type Recogniser = (chip: Float32Array) => Float32Array;

/** The recognition network; loaded once per thread. */
export const loadRecogniser = oncePerThread(async (): Promise<Recogniser> => {
  const weights = await readWeights('face-recognition');
  const entry = tf.tidy(() => foldedLayer(weights, 'conv32_down'));
  const blocks = BLOCKS.map(({ name, down }): Block => {
    const layer = (part: string) => tf.tidy(() => foldedLayer(weights, `${name}/${part}`));
    return { first: layer('conv1'), second: layer('conv2'), down };
  });
  const { fc, ...folded } = weights;
  if (fc === undefined) throw new Error('The recognition network has no last layer.');
  tf.dispose(folded);
  return (chip) => tf.tidy(() => describe(chip, entry, blocks, fc as tf.Tensor2D));
});

/** A convolution, its bias, and the scale that follows it, as one convolution. */
function foldedLayer(weights: tf.NamedTensorMap, name: string): Layer {
  const part = (suffix: string) => {
    const tensor = weights[`${name}/${suffix}`];
    if (tensor === undefined) throw new Error(`The recognition network has no ${name}/${suffix}.`);
    return tensor;
  };
  const scale = part('scale/weights');
  return {
    filters: tf.mul(part('conv/filters'), scale),
    bias: tf.add(tf.mul(part('conv/bias'), scale), part('scale/biases')),
  };
}

function describe(chip: Float32Array, entry: Layer, blocks: readonly Block[], fc: tf.Tensor2D): Float32Array {
  for (let i = 0; i < chip.length; i++) chip[i] = ((chip[i] as number) - (MEAN_RGB[i % 3] as number)) / RANGE;
  const input = tf.tensor4d(chip, [1, CHIP_SIDE, CHIP_SIDE, 3]);
  let face = tf.maxPool(convolve(input, entry, { down: true, relu: true }), 3, 2, 'valid');
  for (const block of blocks) face = block.down ? halved(face, block) : kept(face, block);
  const descriptor = tf.matMul(tf.mean<tf.Tensor2D>(face, [1, 2]), fc);
  return Float32Array.from(descriptor.dataSync());
}

function convolve(x: tf.Tensor4D, { filters, bias }: Layer, { down, relu }: { down: boolean; relu: boolean }) {
  return tf.fused.conv2d({
    x,
    filter: filters,
    bias,
    strides: down ? 2 : 1,
    pad: down ? 'valid' : 'same',
    activation: relu ? 'relu' : 'linear',
  });
}

/** A residual block that keeps size and depth. */
function kept(x: tf.Tensor4D, { first, second }: Block): tf.Tensor4D {
  const inner = convolve(x, first, { down: false, relu: true });
  return tf.relu(tf.add<tf.Tensor4D>(convolve(inner, second, { down: false, relu: false }), x));
}

/** A residual block at half the size: the way around it is averaged, and filled up with empty channels. */
function halved(x: tf.Tensor4D, { first, second }: Block): tf.Tensor4D {
  const inner = convolve(x, first, { down: true, relu: true });
  const through = convolve(inner, second, { down: false, relu: false });
  const around = tf.avgPool(x, 2, 2, 'valid');
  const [, height, width, depth] = around.shape;
  const missing = through.shape[3] - depth;
  const [tall, wide] = [height - through.shape[1], width - through.shape[2]];
  const filled = tf.pad4d(around, [
    [0, 0],
    [0, 0],
    [0, 0],
    [0, missing],
  ]);
  const grown = tf.pad4d(through, [
    [0, 0],
    [0, tall],
    [0, wide],
    [0, 0],
  ]);
  return tf.relu(tf.add<tf.Tensor4D>(filled, grown));
}
