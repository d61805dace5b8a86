// Generated from docs/openapi.json by `npm run docs`.

export interface paths {
    readonly "/webhooks/province": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * 接收粤工惠的事件，落盘后才答 202；同一编号再来不重复处理
         * @description Take an event of 粤工惠; 202 once it is durable, the same id again has no second effect.
         */
        readonly post: operations["receiveEvent"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/batches": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * 本市最近的批次，最新的在前
         * @description The newest batches of the tenant, newest first.
         */
        readonly get: operations["listBatches"];
        readonly put?: never;
        /**
         * 登记一个批次，答复上传地址；同一清单再发一次还是同一批次（200）
         * @description Announce a batch and learn where to upload it; the same manifest again is the same batch (200).
         */
        readonly post: operations["announceBatch"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/batches/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * 一个批次：进度与收支
         * @description How far a batch is, and its statement.
         */
        readonly get: operations["showBatch"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/batches/{id}/rejects": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * 不通过的行，带原列，CSV
         * @description The rejected rows with their original columns, as CSV.
         */
        readonly get: operations["downloadRejects"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/records": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * 现在就发送至多 100 条记录，不等今夜
         * @description Up to 100 records now instead of tonight, as a batch of their own.
         */
        readonly post: operations["pushRecords"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * 上线前的发放：是否已确认，各次导入的收支
         * @description Payments of before go-live: whether they are signed off, and each import.
         */
        readonly get: operations["showHistory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/batches/{id}/proof": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * 一个批次的签名收支；生成中答 202
         * @description The signed statement of a batch; 202 while it is being made.
         */
        readonly get: operations["showBatchProof"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/batches/{id}/proof/leaves": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * 批次哈希树的叶，逐行
         * @description The leaves of the tree of a batch, row by row.
         */
        readonly get: operations["listBatchLeaves"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/proofs/{date}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * 一个业务日全部批次的签名收支；生成中答 202
         * @description The signed statement of all batches of a business day; 202 while it is being made.
         */
        readonly get: operations["showDayProof"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/proofs/{date}/leaves": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * 业务日哈希树的叶，逐批
         * @description The leaves of the tree of a day, batch by batch.
         */
        readonly get: operations["listDayLeaves"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/proof-keys": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * 验签用的公钥，含已停用的
         * @description The public keys statements are, and were, signed with.
         */
        readonly get: operations["listProofKeys"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/health": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * 是否在运行
         * @description Liveness, no details.
         */
        readonly get: operations["showHealth"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/openapi.json": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * 本接口的说明（OpenAPI 3.1）
         * @description This description (OpenAPI 3.1).
         */
        readonly get: operations["showDescription"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/statements": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * 全部登记，最新的在前
         * @description All that was said, newest first.
         *
         *     角色 roles: viewer, operator, approver, auditor
         */
        readonly get: operations["listStatements"];
        readonly put?: never;
        /**
         * 登记须两人确认的事项：201 已由第二人确认生效，202 待另一人确认，200 没有变化或未生效
         * @description Say what takes effect by the word of two: 201 took effect by this word, 202 waits for another, 200 nothing changed or it was refused.
         *
         *     角色 roles: operator, approver
         */
        readonly post: operations["sayStatement"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/reconciliations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * 每夜对账，最近的在前
         * @description The nightly comparisons, the newest first.
         *
         *     角色 roles: viewer, operator, approver, auditor
         */
        readonly get: operations["listReconciliations"];
        readonly put?: never;
        /**
         * 用两方现有数据把一夜重新比对一次
         * @description Compare a night once more with what both sides hold by now.
         *
         *     角色 roles: operator, approver
         */
        readonly post: operations["compareAgain"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/reconciliations/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * 一次对账：结果、分项总额和报表地址
         * @description One comparison: statement, control totals, where its reports are.
         *
         *     角色 roles: viewer, operator, approver, auditor
         */
        readonly get: operations["showReconciliation"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/discrepancies": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * 差异清单
         * @description Discrepancies and what became of them.
         *
         *     角色 roles: viewer, operator, approver, auditor
         */
        readonly get: operations["listDiscrepancies"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/discrepancies/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * 一件差异，以及两方各怎么说
         * @description One discrepancy, and what both sides say, masked.
         *
         *     角色 roles: viewer, operator, approver, auditor
         */
        readonly get: operations["showDiscrepancy"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/discrepancies/{id}/notes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * 添加备注
         * @description Add a note.
         *
         *     角色 roles: operator, approver
         */
        readonly post: operations["noteDiscrepancy"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/discrepancies/{id}/owner": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * 认领，由本人经办
         * @description Take it in hand, also from another one.
         *
         *     角色 roles: operator, approver
         */
        readonly post: operations["ownDiscrepancy"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/discrepancies/{id}/resolution": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * 了结；资金差异须由经办人以外的另一人
         * @description Close it; money is closed by another than its owner.
         *
         *     角色 roles: operator, approver
         */
        readonly post: operations["resolveDiscrepancy"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/tenants": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * 各市与平台及其凭证
         * @description Tenants and their credentials.
         *
         *     角色 roles: approver, auditor
         */
        readonly get: operations["listTenants"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/tenants/{id}/credentials": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * 给一个市或平台新的凭证；密钥只显示这一次
         * @description Give a tenant a new credential; its secret is shown this once.
         *
         *     角色 roles: approver
         */
        readonly post: operations["giveCredential"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/credentials/{id}/rotation": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * 换密钥：新旧两个在重叠期内都有效，至多两个
         * @description Rotate a secret: new and old both hold for a while, two at most.
         *
         *     角色 roles: approver
         */
        readonly post: operations["rotateCredential"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/credentials/{id}/revocation": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * 收回凭证：一分钟内处处拒绝，不能恢复
         * @description Revoke a credential: refused everywhere within a minute, for good.
         *
         *     角色 roles: approver
         */
        readonly post: operations["revokeCredential"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description 项目代码。 Code of a programme.
         * @enum {string}
         */
        readonly Programme: "GZ-XLBZ" | "SZ-YMJH" | "GD-QXYM" | "GZ-ZGDX" | "GZ-SGXT" | "GZ-WXT" | "SZ-ZYPX" | "SZ-SXGC" | "FS-XLBZ";
        /**
         * @description 记录种类：申领、证书、发放。 Application, certificate, payment.
         * @enum {string}
         */
        readonly Kind: "applicant" | "certificate" | "payment";
        /**
         * @description 市或平台，例如 guangzhou。 A city or platform.
         * @example guangzhou
         */
        readonly Tenant: string;
        readonly AnnouncedBatch: {
            readonly batchId: string;
            /** @description 用 PUT 发送文件。 Where to PUT the file. */
            readonly upload: {
                readonly url: string;
                readonly headers: {
                    readonly [key: string]: string;
                };
                /** Format: date-time */
                readonly expiresAt: string;
            };
        };
        /** @description 一个批次及其收支。 A batch and its statement. */
        readonly Batch: {
            readonly batchId: string;
            readonly system: string;
            /** @enum {string} */
            readonly kind: "applicant" | "certificate" | "payment";
            readonly programmeYear: number | null;
            readonly programmeYears: readonly number[];
            /** Format: date */
            readonly businessDate: string;
            readonly sequence: number;
            readonly fileName: string;
            /** @enum {string} */
            readonly purpose?: "settled-history" | "export";
            /** @enum {string} */
            readonly state: "AWAITING_UPLOAD" | "PROCESSING" | "SETTLED" | "HELD" | "REFUSED";
            readonly problem: string | null;
            /** Format: date-time */
            readonly createdAt: string;
            readonly warnings: number;
            readonly received: number;
            readonly applied: number;
            readonly unchanged: number;
            readonly rejected: number;
            readonly held: number;
            readonly pending: number;
            readonly fen: {
                readonly received: components["schemas"]["Fen"];
                readonly applied: components["schemas"]["Fen"];
                readonly unchanged: components["schemas"]["Fen"];
                readonly rejected: components["schemas"]["Fen"];
                readonly held: components["schemas"]["Fen"];
                readonly pending: components["schemas"]["Fen"];
            };
            /** @description received = applied + unchanged + rejected + held + pending，按行数和金额。 In rows and in 分. */
            readonly conserved: boolean;
        };
        /**
         * @description 金额，单位分，十进制整数文本。 Integer 分 as decimal text.
         * @example 660000000
         */
        readonly Fen: string;
        /** @description 行数与金额（分）。 Rows, and 分. */
        readonly Amount: {
            readonly rows: number;
            readonly fen: components["schemas"]["Fen"];
        };
        /** @description 仍在生成，稍后再取。 Still being made: ask again. */
        readonly ProofInTheMaking: {
            /** @constant */
            readonly state: "MAKING";
            readonly done: number;
            readonly of: number;
        };
        readonly ProofLeaves: {
            readonly leaves: readonly string[];
        };
        readonly StatementRound: {
            readonly statementId: string;
            /**
             * @description SAID：待另一人确认。 SAID waits for another operator.
             * @enum {string}
             */
            readonly state: "SAID" | "AGREED" | "IN_EFFECT" | "REFUSED" | "LAPSED";
            readonly statement: components["schemas"]["Statement"];
            readonly said: readonly {
                readonly by: string;
                /** Format: date-time */
                readonly at: string;
                readonly evidence: string | null;
            }[];
            /** @description 第一人的话何时失效。 When a first word lapses. */
            readonly until: string | null;
            readonly problem: string | null;
            readonly claimedByBoth: readonly {
                readonly grant: string;
                readonly newer: string;
                readonly older: string;
            }[];
        };
        /** @description 登记的内容；证件号只留密钥散列。 What was said; persons as keyed hashes. */
        readonly Statement: {
            /** @constant */
            readonly type: "history.signed-off";
            readonly tenant: components["schemas"]["Tenant"];
            readonly rows: number;
            readonly fen: components["schemas"]["Fen"];
        } | {
            /** @enum {string} */
            readonly type: "payment.arrived" | "payment.not-made";
            readonly recordKey: string;
            readonly source: string;
            readonly attempt: number;
        } | {
            /** @constant */
            readonly type: "claim.released";
            readonly recordKey: string;
            readonly source: string;
        } | {
            /** @constant */
            readonly type: "permit.linked";
            readonly newer: string;
            readonly older: string;
        } | {
            /** @constant */
            readonly type: "ledger.restored";
            /** Format: date-time */
            readonly restoredTo: string;
            /** Format: date-time */
            readonly at: string;
        };
        readonly Reconciliation: {
            /** @example 2026-11-23.GZ-XLBZ.payment.1 */
            readonly reconciliationId: string;
            /** Format: date */
            readonly night: string;
            readonly run: number;
            readonly programme: string;
            readonly kind: components["schemas"]["Kind"];
            /** @enum {string} */
            readonly state: "RUNNING" | "DONE" | "REFUSED";
            readonly problem: string | null;
            readonly notes: readonly {
                /**
                 * @description 问题代码，见 docs/problems.md。 A problem code.
                 * @example citizen-id.check-digit
                 */
                readonly code: string;
                readonly system: string;
                readonly businessDate: string | null;
            }[];
            readonly sides: readonly {
                readonly system: string;
                readonly part: string;
                readonly rows: number;
                readonly fen: components["schemas"]["Fen"];
                readonly businessDate: string | null;
                readonly batchId: string | null;
            }[];
            readonly ranges: number;
            /** @description 列表中不含分项总额。 Without control totals in a list; null until it is done. */
            readonly statement: components["schemas"]["ReconciliationStatement"] | null;
            /** @description 单独查看时给出，数分钟内有效。 Of one by itself: where its reports can be fetched for minutes. */
            readonly reports: {
                readonly xlsx: string;
                readonly html: string;
            } | null;
            /** Format: date-time */
            readonly startedAt: string;
            readonly endedAt: string | null;
        };
        /** @description 一次对账的结果。 What one comparison came to. */
        readonly ReconciliationStatement: {
            readonly kind: components["schemas"]["Kind"];
            readonly matched: number;
            readonly suspense: number;
            readonly city: components["schemas"]["SideTally"];
            readonly province: components["schemas"]["SideTally"];
            readonly discrepancies: readonly {
                /** @enum {string} */
                readonly code: "paid-twice" | "duplicate" | "paid-without-approval" | "paid-without-certificate" | "wrong-payee" | "amount-over" | "amount-under" | "returned-after-success" | "state-mismatch" | "field-mismatch" | "missing-in-province" | "missing-in-city";
                readonly count: number;
                readonly ofCity: components["schemas"]["Amount"];
                readonly ofProvince: components["schemas"]["Amount"];
            }[];
            readonly suspenseAges: readonly {
                /** @enum {string} */
                readonly side: "city" | "province";
                readonly ageDays: number;
                readonly amount: components["schemas"]["Amount"];
            }[];
            readonly totals: readonly {
                readonly city: string;
                readonly programme: string;
                readonly year: number;
                readonly fundingLevel: ("CITY" | "DISTRICT" | "STREET" | "ENTERPRISE" | "PROVINCE") | null;
                readonly day: string | null;
                readonly ofCity: components["schemas"]["Amount"];
                readonly ofProvince: components["schemas"]["Amount"];
                readonly ofHeld: components["schemas"]["Amount"];
            }[];
        };
        /** @description received = matched + discrepant + suspense + rejected + held */
        readonly SideTally: {
            readonly received: components["schemas"]["Amount"];
            readonly matched: components["schemas"]["Amount"];
            readonly discrepant: components["schemas"]["Amount"];
            readonly suspense: components["schemas"]["Amount"];
            readonly rejected: components["schemas"]["Amount"];
            readonly held: components["schemas"]["Amount"];
        };
        readonly Discrepancy: {
            /** @example GZ-XLBZ.payment.5tq….p.GZ-XLBZ.2025.CITY.1 */
            readonly discrepancyId: string;
            readonly recordKey: string;
            /** @enum {string} */
            readonly code: "paid-twice" | "duplicate" | "paid-without-approval" | "paid-without-certificate" | "wrong-payee" | "amount-over" | "amount-under" | "returned-after-success" | "state-mismatch" | "field-mismatch" | "missing-in-province" | "missing-in-city";
            readonly tenant: string;
            readonly fenCity: components["schemas"]["Fen"] | null;
            readonly fenProvince: components["schemas"]["Fen"] | null;
            readonly fields: readonly string[];
            readonly reconciliationId: string;
            /** Format: date */
            readonly night: string;
            readonly run: number;
            readonly programme: string;
            readonly kind: components["schemas"]["Kind"];
            /** @enum {string} */
            readonly state: "OPEN" | "REPAIRING" | "CLOSED";
            /** Format: date */
            readonly firstNight: string;
            /** Format: date */
            readonly lastNight: string;
            readonly repairs: {
                readonly times: number;
                /** Format: date */
                readonly night: string;
            } | null;
            readonly owner: string | null;
            readonly notes: readonly {
                readonly by: string;
                /** Format: date-time */
                readonly at: string;
                readonly text: string;
            }[];
            readonly resolution: {
                /** @enum {string} */
                readonly what: "recovered" | "corrected" | "explained" | "accepted";
                readonly fen: components["schemas"]["Fen"] | null;
                readonly evidence: string;
                /** Format: date */
                readonly night: string;
                readonly run: number;
                readonly by: string;
                /** Format: date-time */
                readonly at: string;
            } | null;
            readonly closedBy: ("run" | "operator") | null;
            /** Format: date-time */
            readonly at: string;
            /** @description 已由人了结，之后仍有差异。 Closed by a person, and found since. */
            readonly stillDiffers: boolean;
        };
        readonly DiscrepancyDetail: {
            /** @example GZ-XLBZ.payment.5tq….p.GZ-XLBZ.2025.CITY.1 */
            readonly discrepancyId: string;
            readonly recordKey: string;
            /** @enum {string} */
            readonly code: "paid-twice" | "duplicate" | "paid-without-approval" | "paid-without-certificate" | "wrong-payee" | "amount-over" | "amount-under" | "returned-after-success" | "state-mismatch" | "field-mismatch" | "missing-in-province" | "missing-in-city";
            readonly tenant: string;
            readonly fenCity: components["schemas"]["Fen"] | null;
            readonly fenProvince: components["schemas"]["Fen"] | null;
            readonly fields: readonly string[];
            readonly reconciliationId: string;
            /** Format: date */
            readonly night: string;
            readonly run: number;
            readonly programme: string;
            readonly kind: components["schemas"]["Kind"];
            /** @enum {string} */
            readonly state: "OPEN" | "REPAIRING" | "CLOSED";
            /** Format: date */
            readonly firstNight: string;
            /** Format: date */
            readonly lastNight: string;
            readonly repairs: {
                readonly times: number;
                /** Format: date */
                readonly night: string;
            } | null;
            readonly owner: string | null;
            readonly notes: readonly {
                readonly by: string;
                /** Format: date-time */
                readonly at: string;
                readonly text: string;
            }[];
            readonly resolution: {
                /** @enum {string} */
                readonly what: "recovered" | "corrected" | "explained" | "accepted";
                readonly fen: components["schemas"]["Fen"] | null;
                readonly evidence: string;
                /** Format: date */
                readonly night: string;
                readonly run: number;
                readonly by: string;
                /** Format: date-time */
                readonly at: string;
            } | null;
            readonly closedBy: ("run" | "operator") | null;
            /** Format: date-time */
            readonly at: string;
            /** @description 已由人了结，之后仍有差异。 Closed by a person, and found since. */
            readonly stillDiffers: boolean;
            readonly evidence: components["schemas"]["DiscrepancyEvidence"] | null;
        };
        /** @description 两方各怎么说，已遮盖。 What both sides say, masked. */
        readonly DiscrepancyEvidence: {
            /** @enum {string} */
            readonly code: "paid-twice" | "duplicate" | "paid-without-approval" | "paid-without-certificate" | "wrong-payee" | "amount-over" | "amount-under" | "returned-after-success" | "state-mismatch" | "field-mismatch" | "missing-in-province" | "missing-in-city";
            readonly recordKey: string;
            readonly programme: string;
            readonly city: components["schemas"]["SideOfDiscrepancy"] | null;
            readonly province: components["schemas"]["SideOfDiscrepancy"] | null;
            readonly differs: readonly {
                readonly field: string;
                readonly city: string;
                readonly province: string;
            }[];
        };
        readonly SideOfDiscrepancy: {
            readonly row: number;
            readonly fields: {
                readonly [key: string]: string;
            };
        };
        /** @description 一份接入凭证；从不含密钥。 A credential; never its secret. */
        readonly Credential: {
            /** @description 凭证编号，写入 bridge-credential。 Goes into `bridge-credential`. */
            readonly credentialId: string;
            readonly tenant: components["schemas"]["Tenant"];
            /** @enum {string} */
            readonly purpose: "calls" | "signing";
            /** @description 签名密钥所属的系统。 The system a signing secret belongs to. */
            readonly system: string | null;
            /** @enum {string} */
            readonly state: "VALID" | "ROTATING" | "REVOKED";
            /** Format: date-time */
            readonly createdAt: string;
            readonly createdBy: string;
            readonly rotatedAt: string | null;
            /** @description 旧密钥有效至。 Until when the older secret holds. */
            readonly previousUntil: string | null;
            readonly revokedAt: string | null;
            readonly revokedBy: string | null;
        };
        readonly GivenSecret: {
            readonly credential: components["schemas"]["Credential"];
            /**
             * @description 只显示这一次。 Shown this once.
             * @example whsec_…
             */
            readonly secret: string;
            /**
             * Format: date-time
             * @description 最迟从这时起处处有效：各函数最多沿用旧值一分钟。 Holds everywhere from then on: functions keep what they read for a minute at most.
             */
            readonly holdsFrom: string;
        };
        /** @description RFC 9457 */
        readonly Problem: {
            /** @example urn:union-bridge:problem:batch.unknown */
            readonly type: string;
            /** @description 是什么问题、怎么办，中英文。 What is wrong, what to do. */
            readonly title: string;
            readonly status: number;
            /**
             * @description 稳定的问题代码。 Stable.
             * @example batch.unknown
             */
            readonly code: string;
            /** @description 字段名，从不含值。 Names of fields, never a value. */
            readonly detail?: string;
        };
    };
    responses: {
        /** @description webhook.header-missing, webhook.id-malformed, webhook.timestamp-malformed, webhook.timestamp-stale, webhook.timestamp-future, webhook.signature-malformed, webhook.signature-mismatch */
        readonly province401: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    readonly code?: "webhook.header-missing" | "webhook.id-malformed" | "webhook.timestamp-malformed" | "webhook.timestamp-stale" | "webhook.timestamp-future" | "webhook.signature-malformed" | "webhook.signature-mismatch";
                };
            };
        };
        /** @description auth.missing, auth.invalid, webhook.header-missing, webhook.id-malformed, webhook.timestamp-malformed, webhook.timestamp-stale, webhook.timestamp-future, webhook.signature-malformed, webhook.signature-mismatch */
        readonly partner401: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    readonly code?: "auth.missing" | "auth.invalid" | "webhook.header-missing" | "webhook.id-malformed" | "webhook.timestamp-malformed" | "webhook.timestamp-stale" | "webhook.timestamp-future" | "webhook.signature-malformed" | "webhook.signature-mismatch";
                };
            };
        };
        /** @description auth.forbidden */
        readonly partner403: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    readonly code?: "auth.forbidden";
                };
            };
        };
        /** @description request.failed */
        readonly partner500: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    readonly code?: "request.failed";
                };
            };
        };
        /** @description auth.missing, auth.token-invalid, auth.token-expired, auth.wrong-audience */
        readonly operator401: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    readonly code?: "auth.missing" | "auth.token-invalid" | "auth.token-expired" | "auth.wrong-audience";
                };
            };
        };
        /** @description auth.forbidden */
        readonly operator403: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    readonly code?: "auth.forbidden";
                };
            };
        };
        /** @description request.failed */
        readonly operator500: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    readonly code?: "request.failed";
                };
            };
        };
        /** @description auth.issuer-unreachable */
        readonly operator503: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    readonly code?: "auth.issuer-unreachable";
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly receiveEvent: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** Format: date-time */
                    readonly timestamp: string;
                    /** @enum {string} */
                    readonly type: "applicant.status-changed" | "certificate.verified" | "certificate.rejected" | "payment.settled" | "payment.failed" | "payment.returned";
                    readonly data: {
                        readonly declarationNo: string;
                        readonly programmeCode: string;
                        readonly programmeYear: number;
                        readonly sequence: number;
                    } & {
                        readonly [key: string]: unknown;
                    };
                } | {
                    /** Format: date-time */
                    readonly timestamp: string;
                    /** @constant */
                    readonly type: "notice.published";
                    readonly data: {
                        readonly [key: string]: unknown;
                    };
                };
            };
        };
        readonly responses: {
            /** @description 已受理，尚未完成 taken in and not done yet */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly webhookId: string;
                    };
                };
            };
            /** @description webhook.body-invalid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "webhook.body-invalid";
                    };
                };
            };
            readonly 401: components["responses"]["province401"];
            /** @description webhook.id-reused */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "webhook.id-reused";
                    };
                };
            };
            /** @description webhook.body-too-large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "webhook.body-too-large";
                    };
                };
            };
        };
    };
    readonly listBatches: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly batches: readonly components["schemas"]["Batch"][];
                    };
                };
            };
            readonly 401: components["responses"]["partner401"];
            readonly 403: components["responses"]["partner403"];
            readonly 500: components["responses"]["partner500"];
        };
    };
    readonly announceBatch: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly system: string;
                    /** @enum {string} */
                    readonly kind: "applicant" | "certificate" | "payment";
                    readonly programmeYear?: number | null;
                    /** Format: date */
                    readonly businessDate: string;
                    readonly sequence: number;
                    readonly fileName: string;
                    readonly bytes: number;
                    readonly sha256: string;
                    readonly rows: number;
                    readonly totalFen?: string | null;
                    readonly purpose?: ("settled-history" | "export") | null;
                };
            };
        };
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AnnouncedBatch"];
                };
            };
            /** @description 已生效 done by this request */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AnnouncedBatch"];
                };
            };
            /** @description batch.manifest-invalid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "batch.manifest-invalid";
                    };
                };
            };
            readonly 401: components["responses"]["partner401"];
            /** @description auth.forbidden */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "auth.forbidden";
                    };
                };
            };
            /** @description history.closed */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "history.closed";
                    };
                };
            };
            readonly 500: components["responses"]["partner500"];
        };
    };
    readonly showBatch: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Batch"];
                };
            };
            readonly 401: components["responses"]["partner401"];
            readonly 403: components["responses"]["partner403"];
            /** @description batch.unknown */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "batch.unknown";
                    };
                };
            };
            readonly 500: components["responses"]["partner500"];
        };
    };
    readonly downloadRejects: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/csv": string;
                };
            };
            readonly 401: components["responses"]["partner401"];
            readonly 403: components["responses"]["partner403"];
            /** @description batch.unknown */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "batch.unknown";
                    };
                };
            };
            /** @description file.too-large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "file.too-large";
                    };
                };
            };
            readonly 500: components["responses"]["partner500"];
        };
    };
    readonly pushRecords: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly system: string;
                    /** @enum {string} */
                    readonly kind: "applicant" | "certificate" | "payment";
                    readonly programmeYear?: number;
                    readonly sequence: number;
                    readonly records: readonly {
                        readonly [key: string]: unknown;
                    }[];
                };
            };
        };
        readonly responses: {
            /** @description 已受理，尚未完成 taken in and not done yet */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly batchId: string;
                        readonly accepted: number;
                        readonly rejects: readonly {
                            readonly row: number;
                            readonly field: string | null;
                            /**
                             * @description 问题代码，见 docs/problems.md。 A problem code.
                             * @example citizen-id.check-digit
                             */
                            readonly code: string;
                            readonly message: string;
                        }[];
                    };
                };
            };
            /** @description batch.manifest-invalid, file.header */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "batch.manifest-invalid" | "file.header";
                    };
                };
            };
            readonly 401: components["responses"]["partner401"];
            /** @description auth.forbidden */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "auth.forbidden";
                    };
                };
            };
            /** @description history.not-signed-off */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "history.not-signed-off";
                    };
                };
            };
            readonly 500: components["responses"]["partner500"];
        };
    };
    readonly showHistory: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly tenant: string;
                        /** @enum {string} */
                        readonly state: "OPEN" | "SIGNED";
                        readonly signed: {
                            readonly rows: number;
                            readonly fen: components["schemas"]["Fen"];
                            readonly at: string | null;
                        } | null;
                        readonly imported: components["schemas"]["Amount"];
                        readonly unfinished: number;
                        readonly imports: readonly components["schemas"]["Batch"][];
                    };
                };
            };
            readonly 401: components["responses"]["partner401"];
            readonly 403: components["responses"]["partner403"];
            readonly 500: components["responses"]["partner500"];
        };
    };
    readonly showBatchProof: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @constant */
                        readonly state: "MADE";
                        readonly statement: {
                            /** @constant */
                            readonly v: 1;
                            /** @constant */
                            readonly type: "batch";
                            readonly tenant: string;
                            readonly batchId: string;
                            readonly run: string;
                            readonly system: string;
                            /** @enum {string} */
                            readonly kind: "applicant" | "certificate" | "payment";
                            readonly purpose: string | null;
                            readonly programmeYears: readonly number[];
                            /** Format: date */
                            readonly businessDate: string;
                            readonly sequence: number;
                            readonly fileName: string;
                            readonly fileSha256: string;
                            /** @enum {string} */
                            readonly state: "SETTLED" | "HELD" | "REFUSED";
                            readonly problem: string | null;
                            readonly received: {
                                readonly rows: number;
                                readonly fen: string;
                            };
                            readonly applied: {
                                readonly rows: number;
                                readonly fen: string;
                            };
                            readonly unchanged: {
                                readonly rows: number;
                                readonly fen: string;
                            };
                            readonly rejected: {
                                readonly rows: number;
                                readonly fen: string;
                            };
                            readonly held: {
                                readonly rows: number;
                                readonly fen: string;
                            };
                            readonly tree: {
                                readonly size: number;
                                readonly root: string;
                            };
                            /** Format: date-time */
                            readonly madeAt: string;
                            readonly keyId: string;
                        };
                        readonly signature: {
                            /** @constant */
                            readonly algorithm: "ed25519";
                            readonly keyId: string;
                            readonly publicKey: string;
                            readonly value: string;
                        };
                        readonly leaves: {
                            readonly pages: number;
                            readonly edition?: string;
                        };
                    };
                };
            };
            /** @description 已受理，尚未完成 taken in and not done yet */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProofInTheMaking"];
                };
            };
            readonly 401: components["responses"]["partner401"];
            readonly 403: components["responses"]["partner403"];
            /** @description batch.unknown */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "batch.unknown";
                    };
                };
            };
            /** @description proof.not-settled, proof.not-kept */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "proof.not-settled" | "proof.not-kept";
                    };
                };
            };
            /** @description proof.differs, request.failed */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "proof.differs" | "request.failed";
                    };
                };
            };
            /** @description proof.key-missing */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "proof.key-missing";
                    };
                };
            };
        };
    };
    readonly listBatchLeaves: {
        readonly parameters: {
            readonly query?: {
                /** @description 页码，从 0 开始。 Page, from 0. */
                readonly page?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProofLeaves"];
                };
            };
            /** @description proof.request-invalid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "proof.request-invalid";
                    };
                };
            };
            readonly 401: components["responses"]["partner401"];
            readonly 403: components["responses"]["partner403"];
            /** @description batch.unknown */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "batch.unknown";
                    };
                };
            };
            /** @description proof.not-settled */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "proof.not-settled";
                    };
                };
            };
            readonly 500: components["responses"]["partner500"];
        };
    };
    readonly showDayProof: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly date: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @constant */
                        readonly state: "MADE";
                        readonly statement: {
                            /** @constant */
                            readonly v: 1;
                            /** @constant */
                            readonly type: "day";
                            readonly tenant: string;
                            /** Format: date */
                            readonly date: string;
                            /** Format: date-time */
                            readonly announcedFrom: string;
                            /** Format: date-time */
                            readonly announcedUntil: string;
                            readonly received: {
                                readonly rows: number;
                                readonly fen: string;
                            };
                            readonly applied: {
                                readonly rows: number;
                                readonly fen: string;
                            };
                            readonly unchanged: {
                                readonly rows: number;
                                readonly fen: string;
                            };
                            readonly rejected: {
                                readonly rows: number;
                                readonly fen: string;
                            };
                            readonly held: {
                                readonly rows: number;
                                readonly fen: string;
                            };
                            readonly reconciliations: readonly {
                                readonly reconciliationId: string;
                                readonly night: string;
                                readonly programme: string;
                                /** @enum {string} */
                                readonly kind: "applicant" | "certificate" | "payment";
                                readonly city: {
                                    readonly received: {
                                        readonly rows: number;
                                        readonly fen: string;
                                    };
                                    readonly matched: {
                                        readonly rows: number;
                                        readonly fen: string;
                                    };
                                    readonly discrepant: {
                                        readonly rows: number;
                                        readonly fen: string;
                                    };
                                    readonly suspense: {
                                        readonly rows: number;
                                        readonly fen: string;
                                    };
                                    readonly rejected: {
                                        readonly rows: number;
                                        readonly fen: string;
                                    };
                                    readonly held: {
                                        readonly rows: number;
                                        readonly fen: string;
                                    };
                                };
                                readonly province: {
                                    readonly received: {
                                        readonly rows: number;
                                        readonly fen: string;
                                    };
                                    readonly matched: {
                                        readonly rows: number;
                                        readonly fen: string;
                                    };
                                    readonly discrepant: {
                                        readonly rows: number;
                                        readonly fen: string;
                                    };
                                    readonly suspense: {
                                        readonly rows: number;
                                        readonly fen: string;
                                    };
                                    readonly rejected: {
                                        readonly rows: number;
                                        readonly fen: string;
                                    };
                                    readonly held: {
                                        readonly rows: number;
                                        readonly fen: string;
                                    };
                                };
                                readonly returns: {
                                    readonly rows: number;
                                    readonly fen: string;
                                } | null;
                            }[];
                            readonly tree: {
                                readonly size: number;
                                readonly root: string;
                            };
                            /** Format: date-time */
                            readonly madeAt: string;
                            readonly keyId: string;
                        };
                        readonly signature: {
                            /** @constant */
                            readonly algorithm: "ed25519";
                            readonly keyId: string;
                            readonly publicKey: string;
                            readonly value: string;
                        };
                        readonly leaves: {
                            readonly pages: number;
                            readonly edition?: string;
                        };
                    };
                };
            };
            /** @description 已受理，尚未完成 taken in and not done yet */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProofInTheMaking"];
                };
            };
            /** @description proof.request-invalid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "proof.request-invalid";
                    };
                };
            };
            readonly 401: components["responses"]["partner401"];
            readonly 403: components["responses"]["partner403"];
            /** @description proof.not-settled, proof.not-kept */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "proof.not-settled" | "proof.not-kept";
                    };
                };
            };
            /** @description proof.differs, request.failed */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "proof.differs" | "request.failed";
                    };
                };
            };
            /** @description proof.key-missing */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "proof.key-missing";
                    };
                };
            };
        };
    };
    readonly listDayLeaves: {
        readonly parameters: {
            readonly query: {
                readonly edition: string;
                /** @description 页码，从 0 开始。 Page, from 0. */
                readonly page?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly date: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProofLeaves"];
                };
            };
            /** @description proof.request-invalid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "proof.request-invalid";
                    };
                };
            };
            readonly 401: components["responses"]["partner401"];
            readonly 403: components["responses"]["partner403"];
            /** @description proof.request-invalid */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "proof.request-invalid";
                    };
                };
            };
            readonly 500: components["responses"]["partner500"];
        };
    };
    readonly listProofKeys: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly keys: readonly {
                            readonly keyId: string;
                            /** @constant */
                            readonly algorithm: "ed25519";
                            readonly publicKey: string;
                            readonly retiredAt: string | null;
                        }[];
                    };
                };
            };
            /** @description proof.key-missing */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "proof.key-missing";
                    };
                };
            };
        };
    };
    readonly showHealth: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @constant */
                        readonly status: "ok";
                    };
                };
            };
        };
    };
    readonly showDescription: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly openapi: string;
                    } & {
                        readonly [key: string]: unknown;
                    };
                };
            };
        };
    };
    readonly listStatements: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly statements: readonly components["schemas"]["StatementRound"][];
                    };
                };
            };
            readonly 401: components["responses"]["operator401"];
            readonly 403: components["responses"]["operator403"];
            readonly 500: components["responses"]["operator500"];
            readonly 503: components["responses"]["operator503"];
        };
    };
    readonly sayStatement: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @constant */
                    readonly type: "history.signed-off";
                    readonly tenant: string;
                    readonly rows: number;
                    readonly fen: string;
                } | {
                    /** @enum {string} */
                    readonly type: "payment.arrived" | "payment.not-made";
                    readonly recordKey: string;
                    readonly source: string;
                    readonly attempt: number;
                    readonly evidence: string;
                } | {
                    /** @constant */
                    readonly type: "claim.released";
                    readonly recordKey: string;
                    readonly source: string;
                    readonly evidence: string;
                } | {
                    /** @constant */
                    readonly type: "permit.linked";
                    readonly newer: string;
                    readonly older: string;
                } | {
                    /** @constant */
                    readonly type: "ledger.restored";
                    /** Format: date-time */
                    readonly restoredTo: string;
                    /** Format: date-time */
                    readonly at: string;
                };
            };
        };
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["StatementRound"];
                };
            };
            /** @description 已生效 done by this request */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["StatementRound"];
                };
            };
            /** @description 已受理，尚未完成 taken in and not done yet */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["StatementRound"];
                };
            };
            /** @description statement.invalid, permit.not-renewable */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "statement.invalid" | "permit.not-renewable";
                    };
                };
            };
            readonly 401: components["responses"]["operator401"];
            readonly 403: components["responses"]["operator403"];
            /** @description record.unknown */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "record.unknown";
                    };
                };
            };
            /** @description payment.not-in-doubt, claim.not-cancelled, claim.under-way, permit.same-number */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "payment.not-in-doubt" | "claim.not-cancelled" | "claim.under-way" | "permit.same-number";
                    };
                };
            };
            readonly 500: components["responses"]["operator500"];
            readonly 503: components["responses"]["operator503"];
        };
    };
    readonly listReconciliations: {
        readonly parameters: {
            readonly query?: {
                readonly night?: string;
                readonly programme?: components["schemas"]["Programme"];
                readonly kind?: components["schemas"]["Kind"];
                /** @description 上一页答复的 next；换了条件就不再有效。 `next` of the page before; of other conditions it is none. */
                readonly cursor?: string;
                /** @description 每页条数。 How many at once. */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly reconciliations: readonly components["schemas"]["Reconciliation"][];
                        /** @description 下一页的 cursor；没有则为 null。 `cursor` of the next page; null at the end. */
                        readonly next: string | null;
                    };
                };
            };
            /** @description request.query-invalid, request.cursor-invalid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "request.query-invalid" | "request.cursor-invalid";
                    };
                };
            };
            readonly 401: components["responses"]["operator401"];
            readonly 403: components["responses"]["operator403"];
            readonly 500: components["responses"]["operator500"];
            readonly 503: components["responses"]["operator503"];
        };
    };
    readonly compareAgain: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** Format: date */
                    readonly night: string;
                    readonly programme?: components["schemas"]["Programme"];
                    readonly kind?: components["schemas"]["Kind"];
                };
            };
        };
        readonly responses: {
            /** @description 已受理，尚未完成 taken in and not done yet */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly begun: readonly string[];
                    };
                };
            };
            /** @description request.body-invalid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "request.body-invalid";
                    };
                };
            };
            readonly 401: components["responses"]["operator401"];
            readonly 403: components["responses"]["operator403"];
            /** @description reconcile.unknown */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "reconcile.unknown";
                    };
                };
            };
            /** @description reconcile.running */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "reconcile.running";
                    };
                };
            };
            readonly 500: components["responses"]["operator500"];
            readonly 503: components["responses"]["operator503"];
        };
    };
    readonly showReconciliation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Reconciliation"];
                };
            };
            readonly 401: components["responses"]["operator401"];
            readonly 403: components["responses"]["operator403"];
            /** @description reconcile.unknown */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "reconcile.unknown";
                    };
                };
            };
            readonly 500: components["responses"]["operator500"];
            readonly 503: components["responses"]["operator503"];
        };
    };
    readonly listDiscrepancies: {
        readonly parameters: {
            readonly query?: {
                readonly code?: "paid-twice" | "duplicate" | "paid-without-approval" | "paid-without-certificate" | "wrong-payee" | "amount-over" | "amount-under" | "returned-after-success" | "state-mismatch" | "field-mismatch" | "missing-in-province" | "missing-in-city";
                readonly programme?: components["schemas"]["Programme"];
                readonly kind?: components["schemas"]["Kind"];
                readonly state?: "OPEN" | "REPAIRING" | "CLOSED";
                /** @description 最近一次发现的那一夜。 The last night it was found. */
                readonly night?: string;
                readonly tenant?: components["schemas"]["Tenant"];
                /** @description csv：全部条目，可直接用表格软件打开。 csv: all of them, for a spreadsheet. */
                readonly format?: "json" | "csv";
                /** @description 上一页答复的 next；换了条件就不再有效。 `next` of the page before; of other conditions it is none. */
                readonly cursor?: string;
                /** @description 每页条数。 How many at once. */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly discrepancies: readonly components["schemas"]["Discrepancy"][];
                        /** @description 下一页的 cursor；没有则为 null。 `cursor` of the next page; null at the end. */
                        readonly next: string | null;
                    };
                    readonly "text/csv": string;
                };
            };
            /** @description request.query-invalid, request.cursor-invalid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "request.query-invalid" | "request.cursor-invalid";
                    };
                };
            };
            readonly 401: components["responses"]["operator401"];
            readonly 403: components["responses"]["operator403"];
            /** @description file.too-large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "file.too-large";
                    };
                };
            };
            readonly 500: components["responses"]["operator500"];
            readonly 503: components["responses"]["operator503"];
        };
    };
    readonly showDiscrepancy: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["DiscrepancyDetail"];
                };
            };
            readonly 401: components["responses"]["operator401"];
            readonly 403: components["responses"]["operator403"];
            /** @description case.unknown */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "case.unknown";
                    };
                };
            };
            readonly 500: components["responses"]["operator500"];
            readonly 503: components["responses"]["operator503"];
        };
    };
    readonly noteDiscrepancy: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly discrepancyId: string;
                    readonly text: string;
                };
            };
        };
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Discrepancy"];
                };
            };
            /** @description 已生效 done by this request */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Discrepancy"];
                };
            };
            /** @description case.invalid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "case.invalid";
                    };
                };
            };
            readonly 401: components["responses"]["operator401"];
            readonly 403: components["responses"]["operator403"];
            /** @description case.unknown */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "case.unknown";
                    };
                };
            };
            /** @description case.notes-full */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "case.notes-full";
                    };
                };
            };
            readonly 500: components["responses"]["operator500"];
            readonly 503: components["responses"]["operator503"];
        };
    };
    readonly ownDiscrepancy: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly discrepancyId: string;
                };
            };
        };
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Discrepancy"];
                };
            };
            /** @description 已生效 done by this request */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Discrepancy"];
                };
            };
            /** @description case.invalid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "case.invalid";
                    };
                };
            };
            readonly 401: components["responses"]["operator401"];
            readonly 403: components["responses"]["operator403"];
            /** @description case.unknown */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "case.unknown";
                    };
                };
            };
            /** @description case.closed */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "case.closed";
                    };
                };
            };
            readonly 500: components["responses"]["operator500"];
            readonly 503: components["responses"]["operator503"];
        };
    };
    readonly resolveDiscrepancy: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly discrepancyId: string;
                    /** @constant */
                    readonly what: "recovered";
                    readonly fen: string;
                    readonly evidence: string;
                } | {
                    readonly discrepancyId: string;
                    /** @enum {string} */
                    readonly what: "corrected" | "explained" | "accepted";
                    readonly evidence: string;
                };
            };
        };
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Discrepancy"];
                };
            };
            /** @description 已生效 done by this request */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Discrepancy"];
                };
            };
            /** @description case.invalid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "case.invalid";
                    };
                };
            };
            readonly 401: components["responses"]["operator401"];
            readonly 403: components["responses"]["operator403"];
            /** @description case.unknown */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "case.unknown";
                    };
                };
            };
            /** @description case.closed, case.second-person, case.not-money, case.amount-beyond */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "case.closed" | "case.second-person" | "case.not-money" | "case.amount-beyond";
                    };
                };
            };
            readonly 500: components["responses"]["operator500"];
            readonly 503: components["responses"]["operator503"];
        };
    };
    readonly listTenants: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly tenants: readonly {
                            readonly tenant: components["schemas"]["Tenant"];
                            readonly systems: readonly string[];
                            readonly credentials: readonly components["schemas"]["Credential"][];
                        }[];
                    };
                };
            };
            readonly 401: components["responses"]["operator401"];
            readonly 403: components["responses"]["operator403"];
            readonly 500: components["responses"]["operator500"];
            readonly 503: components["responses"]["operator503"];
        };
    };
    readonly giveCredential: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @constant */
                    readonly purpose: "calls";
                } | {
                    /** @constant */
                    readonly purpose: "signing";
                    /** @enum {string} */
                    readonly system: "province/yuegonghui" | "guangzhou/degree-subsidy" | "guangzhou/workers-university" | "guangzhou/suigong-academy" | "guangzhou/education-net" | "guangzhou/micro-classroom" | "guangzhou/matching-grants" | "shenzhen/dream-plan" | "shenzhen/talent-platform" | "shenzhen/training-network" | "foshan/grants" | "bank/payout" | "wechat/transfer";
                };
            };
        };
        readonly responses: {
            /** @description 已生效 done by this request */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["GivenSecret"];
                };
            };
            /** @description tenant.request-invalid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "tenant.request-invalid";
                    };
                };
            };
            readonly 401: components["responses"]["operator401"];
            readonly 403: components["responses"]["operator403"];
            /** @description tenant.unknown */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "tenant.unknown";
                    };
                };
            };
            /** @description tenant.credential-exists */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "tenant.credential-exists";
                    };
                };
            };
            readonly 500: components["responses"]["operator500"];
            readonly 503: components["responses"]["operator503"];
        };
    };
    readonly rotateCredential: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /**
                     * @description 旧密钥还有效几天；0 即时作废。 Days the older one still holds; 0 ends it at once.
                     * @default 7
                     */
                    readonly overlapDays?: number;
                };
            };
        };
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["GivenSecret"];
                };
            };
            /** @description tenant.request-invalid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "tenant.request-invalid";
                    };
                };
            };
            readonly 401: components["responses"]["operator401"];
            readonly 403: components["responses"]["operator403"];
            /** @description tenant.credential-unknown */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "tenant.credential-unknown";
                    };
                };
            };
            /** @description tenant.rotation-underway, tenant.credential-revoked, tenant.credential-changed */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "tenant.rotation-underway" | "tenant.credential-revoked" | "tenant.credential-changed";
                    };
                };
            };
            readonly 500: components["responses"]["operator500"];
            readonly 503: components["responses"]["operator503"];
        };
    };
    readonly revokeCredential: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly credential: components["schemas"]["Credential"];
                        /**
                         * Format: date-time
                         * @description 最迟从这时起处处拒绝。 Refused everywhere from then on.
                         */
                        readonly refusedFrom: string;
                    };
                };
            };
            readonly 401: components["responses"]["operator401"];
            readonly 403: components["responses"]["operator403"];
            /** @description tenant.credential-unknown */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "tenant.credential-unknown";
                    };
                };
            };
            /** @description tenant.signing-in-use, tenant.credential-changed */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        readonly code?: "tenant.signing-in-use" | "tenant.credential-changed";
                    };
                };
            };
            readonly 500: components["responses"]["operator500"];
            readonly 503: components["responses"]["operator503"];
        };
    };
}
