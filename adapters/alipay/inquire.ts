import type { Instruction } from '../../src/contract/adapter.ts';
import { BIZ_SCENE, productFor } from './tables/products.ts';

/** The `biz_content` of an inquiry by our number, which must repeat product and scene. */
export function inquiryContent(instruction: Instruction): string {
  return JSON.stringify({
    out_biz_no: instruction.partnerKey,
    product_code: productFor(instruction).productCode,
    biz_scene: BIZ_SCENE,
  });
}
