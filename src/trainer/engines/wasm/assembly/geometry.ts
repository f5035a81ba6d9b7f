/**
 * Geometry of a 2D convolution or pooling. The host writes it (`geometry.ts` there holds the same fields in the same
 * order); padding is what lies above and to the left, for what lies below follows from the sizes.
 */
@unmanaged
export class Geometry {
  batch: i32 = 0;
  inHeight: i32 = 0;
  inWidth: i32 = 0;
  inChannels: i32 = 0;
  outHeight: i32 = 0;
  outWidth: i32 = 0;
  outChannels: i32 = 0;
  filterHeight: i32 = 0;
  filterWidth: i32 = 0;
  strideHeight: i32 = 0;
  strideWidth: i32 = 0;
  dilationHeight: i32 = 0;
  dilationWidth: i32 = 0;
  padTop: i32 = 0;
  padLeft: i32 = 0;
}
