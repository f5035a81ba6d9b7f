import { Geometry } from "./geometry";
import { FLOAT } from "./simd";

/**
 * Images `first` to `end` of the gradient of max pooling: each value of dy goes to the first largest input of its window, as in TensorFlow.
 *
 * @param x what was pooled
 */
export function maxPoolGradient(g: Geometry, x: usize, dy: usize, gradient: usize, first: i32, end: i32): void {
  const channels = g.inChannels;
  const pixel = (<usize>channels) << FLOAT;
  const image = pixel * <usize>(g.inHeight * g.inWidth);
  memory.fill(gradient + image * <usize>first, 0, image * <usize>(end - first));
  dy += pixel * <usize>(first * g.outHeight * g.outWidth);
  for (let b = first; b < end; b++) {
    for (let y = 0; y < g.outHeight; y++) {
      const row = y * g.strideHeight - g.padTop;
      const top = max(0, row);
      const bottom = min(g.inHeight, row + g.filterHeight);
      for (let x0 = 0; x0 < g.outWidth; x0++) {
        const column = x0 * g.strideWidth - g.padLeft;
        const left = max(0, column);
        const right = min(g.inWidth, column + g.filterWidth);
        for (let c = 0; c < channels; c += 4) {
          const offset = (<usize>c) << FLOAT;
          let largest = f32x4.splat(-Infinity);
          // In a window of nothing but −∞ (or NaN) none is larger: the first one takes the gradient.
          let place = i32x4.splat((b * g.inHeight + top) * g.inWidth + left);
          for (let i = top; i < bottom; i++) {
            for (let j = left; j < right; j++) {
              const here = (b * g.inHeight + i) * g.inWidth + j;
              const value = v128.load(x + pixel * <usize>here + offset);
              const larger = f32x4.gt(value, largest);
              largest = v128.bitselect(value, largest, larger);
              place = v128.bitselect(i32x4.splat(here), place, larger);
            }
          }
          const share = dy + offset;
          const target = gradient + offset;
          addTo(target + pixel * <usize>i32x4.extract_lane(place, 0), share);
          if (channels - c > 1) addTo(target + pixel * <usize>i32x4.extract_lane(place, 1) + 4, share + 4);
          if (channels - c > 2) addTo(target + pixel * <usize>i32x4.extract_lane(place, 2) + 8, share + 8);
          if (channels - c > 3) addTo(target + pixel * <usize>i32x4.extract_lane(place, 3) + 12, share + 12);
        }
        dy += pixel;
      }
    }
  }
}

function addTo(target: usize, share: usize): void {
  f32.store(target, f32.load(target) + f32.load(share));
}
