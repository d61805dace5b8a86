import { refused } from './problem-text.ts';

/** Why there is no proof of conservation, or why one does not hold. */
export const PROOF_PROBLEMS = {
  'proof.not-settled': refused(
    '还有行没有处理完，或文件还没有送到，现在不能出具证明',
    'some rows are still under way, or the file has not come yet, so nothing can be proved of it',
    '等批次处理完再取证明',
    'ask for the proof when the batch has settled',
  ),
  'proof.not-kept': refused(
    '这个批次没有留存逐行摘要，出具不了证明：它在启用证明之前处理，或文件空行过多',
    'no digests were kept of this batch: it was taken in before there were proofs, or its file has too many empty lines',
    '之后的批次都有证明；这一批请用 bridge status 查看合计',
    'later batches have one; see the totals of this one with bridge status',
  ),
  'proof.differs': refused(
    '逐行结果与批次合计对不上，没有签名',
    'the rows, one by one, differ from the totals of the batch; nothing was signed',
    '立即告知运维人员：可能有行丢失或重复计数',
    'tell the operators at once: rows may be lost or counted twice',
  ),
  'proof.key-missing': refused(
    '尚未设置签名密钥',
    'there is no key to sign with',
    '告知运维人员设置证明签名密钥',
    'have the operators set up the signing key',
  ),
  'proof.no-batches': refused(
    '这一天没有批次',
    'there are no batches of this day',
    '核对业务日期',
    'check the business date',
  ),
  'proof.request-invalid': refused(
    '日期、版本或页码不对',
    'the date, the edition or the page is none',
    '日期写作 2026-11-22；页码从 0 起',
    'a date is 2026-11-22; pages count from 0',
  ),
  'proof.unreadable': refused(
    '这不是一份证明文件，或已被截断、改写',
    'this is no proof, or it was cut off or rewritten',
    '用 bridge proof get 重新取一份',
    'get it once more with bridge proof get',
  ),
  'proof.signature-mismatch': refused(
    '签名不符：声明的文字在签名之后被改过，或签名不是这把密钥作出的',
    'the signature does not fit: the statement was altered after it was signed, or another key signed it',
    '这份证明不可信。重新取一份；仍不符时告知省平台运维人员',
    'trust nothing it says; get it once more, and tell the operators if it still fails',
  ),
  'proof.key-differs': refused(
    '签名的密钥不是给出的公钥',
    'the key that signed is not the one that was given',
    '核对公钥来源；换过密钥的，用声明当时的公钥（GET /v1/proof-keys）',
    'check where the public key came from; after a rotation use the key of that time (GET /v1/proof-keys)',
  ),
  'proof.parts-differ': refused(
    '收到的不等于入账、未变、不通过、暂挂之和',
    'received is not applied + unchanged + rejected + held',
    '有行或金额没有交代。连同证明文件告知运维人员',
    'rows or money are unaccounted for; hand the proof to the operators',
  ),
  'proof.leaves-differ': refused(
    '逐行清单与声明的行数不符',
    'the rows listed differ from those counted in the statement',
    '清单被增删或改写。重新取一份',
    'rows were added, removed or rewritten; get the proof once more',
  ),
  'proof.root-mismatch': refused(
    '由逐行清单算出的根与签名的根不同：清单被改过',
    'the root of the rows listed is not the root that was signed: the list was altered',
    '重新取一份；仍不符时告知运维人员',
    'get the proof once more, and tell the operators if it still fails',
  ),
  'proof.file-differs': refused(
    '本地文件不是送来的那个文件（摘要不同）',
    'the local file is not the one that was sent: its digest differs',
    '找出当时送出的原文件再核对；换过编码、重新导出的文件不算原文件',
    'compare with the very file that was sent; one exported anew is another file',
  ),
  'proof.row-differs': refused(
    '本地文件的这一行与收到的不同',
    'the row of the local file is not the row that was received',
    '对照送出的原文件：该行在送出前后被改过',
    'compare with the file that was sent: the row was changed before or after',
  ),
  'proof.row-missing': refused(
    '本地文件的这一行不在证明里：没有收到',
    'the row of the local file is not in the proof: it was not received',
    '把文件与证明一并交给运维人员；确属遗漏的重新报送',
    'hand file and proof to the operators, and send again what is missing',
  ),
  'proof.row-added': refused(
    '证明里的这一行不在本地文件里',
    'the proof has a row that the local file does not have',
    '核对是否拿错了文件；否则告知运维人员',
    'check that it is the right file; if it is, tell the operators',
  ),
  'proof.amounts-differ': refused(
    '按本地文件逐行相加的金额与声明不符',
    'the amounts of the local file, added up by what became of each row, differ from the statement',
    '连同文件与证明告知运维人员',
    'hand file and proof to the operators',
  ),
} as const;
