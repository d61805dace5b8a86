import { refusal, type Codec } from './codec.ts';
import { normalIdentifier } from './text.ts';

/**
 * A certificate number of its issuer's own (结业, 学习, 培训): an identifier of 1 to 32 characters, none of them white space
 * or a control character. Which layout a degree's or a skill's number has is their own codecs' business.
 */
export const certificateNumberCodec: Codec<string> = {
  name: 'certificate-number',
  decode: (text) => {
    const number = normalIdentifier(text);
    return NUMBER.test(number) ? number : FORMAT;
  },
  encode: (number) => number,
};

const NUMBER = /^[^\s\p{C}]{1,32}$/u;
const FORMAT = refusal('certificate.format');
