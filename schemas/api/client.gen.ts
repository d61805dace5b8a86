// Generated from docs/openapi.json by `npm run docs`.

export interface paths {
    "/webhooks/province": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 接收粤工惠的事件，落盘后才答 202；同一编号再来不重复处理
         * @description Take an event of 粤工惠; 202 once it is durable, the same id again has no second effect.
         */
        post: operations["receiveEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 本市最近的批次，最新的在前
         * @description The newest batches of the tenant, newest first.
         */
        get: operations["listBatches"];
        put?: never;
        /**
         * 登记一个批次，答复上传地址；同一清单再发一次还是同一批次（200）
         * @description Announce a batch and learn where to upload it; the same manifest again is the same batch (200).
         */
        post: operations["announceBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一个批次：进度与收支
         * @description How far a batch is, and its statement.
         */
        get: operations["showBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batches/{id}/rejects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 不通过的行，带原列，CSV
         * @description The rejected rows with their original columns, as CSV.
         */
        get: operations["downloadRejects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 现在就发送至多 100 条记录，不等今夜
         * @description Up to 100 records now instead of tonight, as a batch of their own.
         */
        post: operations["pushRecords"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 上线前的发放：是否已确认，各次导入的收支
         * @description Payments of before go-live: whether they are signed off, and each import.
         */
        get: operations["showHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batches/{id}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一个批次的签名收支；生成中答 202
         * @description The signed statement of a batch; 202 while it is being made.
         */
        get: operations["showBatchProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batches/{id}/proof/leaves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 批次哈希树的叶，逐行
         * @description The leaves of the tree of a batch, row by row.
         */
        get: operations["listBatchLeaves"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/proofs/{date}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一个业务日全部批次的签名收支；生成中答 202
         * @description The signed statement of all batches of a business day; 202 while it is being made.
         */
        get: operations["showDayProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/proofs/{date}/leaves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 业务日哈希树的叶，逐批
         * @description The leaves of the tree of a day, batch by batch.
         */
        get: operations["listDayLeaves"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/proof-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 验签用的公钥，含已停用的
         * @description The public keys statements are, and were, signed with.
         */
        get: operations["listProofKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 是否在运行
         * @description Liveness, no details.
         */
        get: operations["showHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 本接口的说明（OpenAPI 3.1）
         * @description This description (OpenAPI 3.1).
         */
        get: operations["showDescription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/failures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 现在有哪些问题
         * @description What is wrong now.
         *
         *     角色 roles: viewer, operator, approver, auditor
         */
        get: operations["listFailures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/failures/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 按证件号码查找问题
         * @description What is wrong with one person’s records.
         *
         *     角色 roles: viewer, operator, approver, auditor
         */
        post: operations["searchFailures"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一条记录的来龙去脉（记录编号或申领编号）
         * @description What became of a record, by its key or 申领编号, masked.
         *
         *     角色 roles: viewer, operator, approver, auditor
         */
        get: operations["showRecord"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{key}/unmask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 说明理由后查看未遮盖的内容，留痕
         * @description Its values unmasked, once, with a reason that is kept.
         *
         *     角色 roles: operator, auditor
         */
        post: operations["unmaskRecord"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一个事件处理得怎样
         * @description What became of an event that came as a webhook.
         *
         *     角色 roles: viewer, operator, approver, auditor
         */
        get: operations["showMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 全部登记，最新的在前
         * @description All that was said, newest first.
         *
         *     角色 roles: viewer, operator, approver, auditor
         */
        get: operations["listStatements"];
        put?: never;
        /**
         * 登记须两人确认的事项：201 已由第二人确认生效，202 待另一人确认，200 没有变化或未生效
         * @description Say what takes effect by the word of two: 201 took effect by this word, 202 waits for another, 200 nothing changed or it was refused.
         *
         *     角色 roles: operator, approver
         */
        post: operations["sayStatement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reconciliations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 每夜对账，最近的在前
         * @description The nightly comparisons, the newest first.
         *
         *     角色 roles: viewer, operator, approver, auditor
         */
        get: operations["listReconciliations"];
        put?: never;
        /**
         * 用两方现有数据把一夜重新比对一次
         * @description Compare a night once more with what both sides hold by now.
         *
         *     角色 roles: operator, approver
         */
        post: operations["compareAgain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reconciliations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一次对账：结果、分项总额和报表地址
         * @description One comparison: statement, control totals, where its reports are.
         *
         *     角色 roles: viewer, operator, approver, auditor
         */
        get: operations["showReconciliation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/discrepancies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 差异清单
         * @description Discrepancies and what became of them.
         *
         *     角色 roles: viewer, operator, approver, auditor
         */
        get: operations["listDiscrepancies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/discrepancies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一件差异，以及两方各怎么说
         * @description One discrepancy, and what both sides say, masked.
         *
         *     角色 roles: viewer, operator, approver, auditor
         */
        get: operations["showDiscrepancy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/discrepancies/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 添加备注
         * @description Add a note.
         *
         *     角色 roles: operator, approver
         */
        post: operations["noteDiscrepancy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/discrepancies/{id}/owner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 认领，由本人经办
         * @description Take it in hand, also from another one.
         *
         *     角色 roles: operator, approver
         */
        post: operations["ownDiscrepancy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/discrepancies/{id}/resolution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 了结；资金差异须由经办人以外的另一人
         * @description Close it; money is closed by another than its owner.
         *
         *     角色 roles: operator, approver
         */
        post: operations["resolveDiscrepancy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/replays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 重放计划，最新的在前
         * @description Plans of replays, newest first.
         *
         *     角色 roles: viewer, operator, approver, auditor
         */
        get: operations["listReplays"];
        put?: never;
        /**
         * 制定重放计划：冻结清单，不发送任何内容
         * @description Plan a replay: a frozen list, nothing is sent.
         *
         *     角色 roles: operator, approver
         */
        post: operations["planReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/replays/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一个重放计划：笔数、金额、复核与进度
         * @description A plan: counts, money, approval and progress.
         *
         *     角色 roles: viewer, operator, approver, auditor
         */
        get: operations["showReplay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/replays/{id}/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 计划逐条的差异（脱敏）
         * @description A plan line by line: what would change, masked.
         *
         *     角色 roles: viewer, operator, approver, auditor
         */
        get: operations["listReplayLines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/replays/{id}/approval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 复核计划：须非制定人，认可的是清单的散列，30 分钟内有效、只用一次
         * @description Approve or refuse a plan: another person than its author, of this very hash, for 30 minutes, once.
         *
         *     角色 roles: approver
         */
        post: operations["approveReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/replays/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 执行计划
         * @description Run a plan.
         *
         *     角色 roles: operator, approver
         */
        post: operations["runReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/replays/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 暂停执行；已交出的继续
         * @description Pause a run; what was handed over goes on.
         *
         *     角色 roles: operator, approver
         */
        post: operations["pauseReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/replays/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 继续执行
         * @description Go on with a paused run.
         *
         *     角色 roles: operator, approver
         */
        post: operations["resumeReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 各市与平台及其凭证
         * @description Tenants and their credentials.
         *
         *     角色 roles: approver, auditor
         */
        get: operations["listTenants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tenants/{id}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 给一个市或平台新的凭证；密钥只显示这一次
         * @description Give a tenant a new credential; its secret is shown this once.
         *
         *     角色 roles: approver
         */
        post: operations["giveCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/credentials/{id}/rotation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 换密钥：新旧两个在重叠期内都有效，至多两个
         * @description Rotate a secret: new and old both hold for a while, two at most.
         *
         *     角色 roles: approver
         */
        post: operations["rotateCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/credentials/{id}/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 收回凭证：一分钟内处处拒绝，不能恢复
         * @description Revoke a credential: refused everywhere within a minute, for good.
         *
         *     角色 roles: approver
         */
        post: operations["revokeCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 操作记录：谁在什么时候做了什么，每个单位最近的在前
         * @description Acts: who did what and when, the newest of each tenant first.
         *
         *     角色 roles: auditor
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/chains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 有哪些审计链，各到哪里
         * @description The chains there are, and where each ends.
         *
         *     角色 roles: auditor
         */
        get: operations["listAuditChains"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/anchors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 每日锚点原文，按日期排列
         * @description The daily anchors as they were locked away, by date.
         *
         *     角色 roles: auditor
         */
        get: operations["listAuditAnchors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一条审计链的全部记录，按序号，用于离线核对
         * @description All entries of a chain by their sequence, to be verified offline.
         *
         *     角色 roles: auditor
         */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一天的资金流水（不含个人信息），用于离线核对
         * @description A day of the money journal, without personal data, to be verified offline.
         *
         *     角色 roles: auditor
         */
        get: operations["exportJournal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/seals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 封存当日流水时锁定的清单：每条的键与哈希
         * @description What was locked away when a day was sealed: key and hash of each leaf.
         *
         *     角色 roles: auditor
         */
        get: operations["exportSeal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description 市或平台，例如 guangzhou。 A city or platform.
         * @example guangzhou
         */
        Tenant: string;
        /**
         * @description 记录种类：申领、证书、发放。 Application, certificate, payment.
         * @enum {string}
         */
        Kind: "applicant" | "certificate" | "payment";
        /**
         * @description 项目代码。 Code of a programme.
         * @enum {string}
         */
        Programme: "GZ-XLBZ" | "SZ-YMJH" | "GD-QXYM" | "GZ-ZGDX" | "GZ-SGXT" | "GZ-WXT" | "SZ-ZYPX" | "SZ-SXGC" | "FS-XLBZ";
        /**
         * @description 金额，单位分，十进制整数文本。 Integer 分 as decimal text.
         * @example 660000000
         */
        Fen: string;
        ReplayRequest: {
            filter?: components["schemas"]["ReplayFilter"];
            keys?: {
                recordKey: string;
                system?: string;
            }[];
            /** @default [] */
            overlays?: components["schemas"]["ReplayOverlay"][];
            /**
             * @description current：按现行映射重新生成；original：按上次发出的原样重发（发放除外）。 current: by today’s mapping; original: as it was last sent, to the letter (never of payments).
             * @default current
             * @enum {string}
             */
            mapping?: "current" | "original";
            reason: string;
        };
        /** @description 选取条件，须同时满足。 What is to be replayed: all conditions hold. */
        ReplayFilter: {
            tenant?: components["schemas"]["Tenant"];
            system?: string;
            kind?: components["schemas"]["Kind"];
            /** @enum {string} */
            state?: "HELD" | "REJECTED" | "QUARANTINED";
            /**
             * @description 问题代码，见 docs/problems.md。 A problem code.
             * @example citizen-id.check-digit
             */
            code?: string;
            /** @description 该批次的全部记录；已办结的会列出并注明。 Every record of that batch; what is settled is listed as such. */
            batchId?: string;
            /**
             * Format: date-time
             * @description 问题发生不早于此时。 The problem is not older than this.
             */
            from?: string;
            /**
             * Format: date-time
             * @description 问题发生早于此时。 The problem is older than this.
             */
            to?: string;
        };
        /** @description 对一条记录的更正，不改原始数据；不得涉及金额、收款人、账户、身份与状态。 An edit laid over one record; never on amount, payee, account, identity or state. */
        ReplayOverlay: {
            recordKey: string;
            system?: string;
            edits: components["schemas"]["ReplayEdit"][];
        };
        ReplayEdit: {
            /** @enum {string} */
            op: "add" | "replace" | "remove";
            path: string;
            value?: string | boolean;
        };
        /** @description SHA-256，十六进制。 SHA-256 in hex. */
        Hash: string;
        AnnouncedBatch: {
            batchId: string;
            /** @description 用 PUT 发送文件。 Where to PUT the file. */
            upload: {
                url: string;
                headers: {
                    [key: string]: string;
                };
                /** Format: date-time */
                expiresAt: string;
            };
        };
        /** @description 一个批次及其收支。 A batch and its statement. */
        Batch: {
            batchId: string;
            system: string;
            /** @enum {string} */
            kind: "applicant" | "certificate" | "payment";
            programmeYear: number | null;
            programmeYears: number[];
            /** Format: date */
            businessDate: string;
            sequence: number;
            fileName: string;
            /** @enum {string} */
            purpose?: "settled-history" | "repair" | "replay" | "export";
            /** @enum {string} */
            state: "AWAITING_UPLOAD" | "PROCESSING" | "SETTLED" | "HELD" | "REFUSED";
            problem: string | null;
            /** Format: date-time */
            createdAt: string;
            warnings: number;
            received: number;
            applied: number;
            unchanged: number;
            rejected: number;
            held: number;
            pending: number;
            fen: {
                received: components["schemas"]["Fen"];
                applied: components["schemas"]["Fen"];
                unchanged: components["schemas"]["Fen"];
                rejected: components["schemas"]["Fen"];
                held: components["schemas"]["Fen"];
                pending: components["schemas"]["Fen"];
            };
            /** @description received = applied + unchanged + rejected + held + pending，按行数和金额。 In rows and in 分. */
            conserved: boolean;
        };
        /** @description 行数与金额（分）。 Rows, and 分. */
        Amount: {
            rows: number;
            fen: components["schemas"]["Fen"];
        };
        ProofMade: {
            /** @constant */
            state: "MADE";
            /** @description 签名的原文（JSON 文本）；验签须逐字节用它。 The signed text, JSON: what the signature is over, to the byte. */
            statement: string;
            signature: {
                /** @constant */
                algorithm: "ed25519";
                keyId: string;
                publicKey: string;
                value: string;
            };
            leaves: {
                pages: number;
                edition?: string;
            };
        };
        /** @description 仍在生成，稍后再取。 Still being made: ask again. */
        ProofInTheMaking: {
            /** @constant */
            state: "MAKING";
            done: number;
            of: number;
        };
        ProofLeaves: {
            leaves: string[];
        };
        /** @description 最新的在前。一页可能不满、甚至为空而 next 不为空：读取有上限，接着翻即可。 Newest first. A page may be short, or empty, and yet have a next one. */
        FailurePage: {
            failures: components["schemas"]["Failure"][];
            /** @description 下一页的 cursor；没有则为 null。 `cursor` of the next page; null at the end. */
            next: string | null;
        };
        Failure: {
            /**
             * @description 记录、事件、未成为记录的行、整批。 A record, an event, a row that became none, a whole batch.
             * @enum {string}
             */
            type: "record" | "event" | "row" | "batch";
            recordKey: string | null;
            webhookId: string | null;
            batchId: string | null;
            row: number | null;
            field: string | null;
            tenant: string;
            system: string;
            kind: components["schemas"]["Kind"] | null;
            programme: string | null;
            /** @enum {string} */
            state: "PENDING" | "SENDING" | "DELIVERED" | "HELD" | "REJECTED" | "QUARANTINED" | "IN_DOUBT" | "IMPORTED" | "REFUSED";
            /**
             * @description 问题代码，见 docs/problems.md。 A problem code.
             * @example citizen-id.check-digit
             */
            code: string;
            /** @description 是什么问题，怎么办。 What is wrong, what to do. */
            text: {
                zh: string;
                en: string;
            };
            fen: components["schemas"]["Fen"] | null;
            attempts: number;
            /** Format: date-time */
            at: string;
        };
        /** @description 一条记录的来龙去脉，已遮盖。 What became of one record, masked. */
        Story: {
            recordKey: string;
            kind: components["schemas"]["Kind"];
            records: components["schemas"]["StorySource"][];
            timeline: components["schemas"]["StoryMoment"][];
            claim: components["schemas"]["StoryClaim"] | null;
            cases: components["schemas"]["StoryCase"][];
            proof: components["schemas"]["StoryProof"] | null;
            /** @enum {string} */
            waitingEventsSeen: "all" | "some";
        };
        StorySource: {
            recordKey: string;
            source: string;
            name: {
                zh: string;
                en: string;
            };
            kind: components["schemas"]["Kind"];
            tenant: string;
            programme: string;
            state: string;
            status: string;
            problem: string | null;
            cause: {
                zh: string;
                en: string;
            };
            batchId: string | null;
            row: number;
            attempt: number;
            attemptId: string;
            fen: components["schemas"]["Fen"] | null;
            sequence: number;
            /** Format: date-time */
            at: string;
            fileName: string | null;
            mappingVersion: number | null;
            rawFrom: ("file" | "record") | null;
            sentFrom: ("delivery" | "record") | null;
            destination: string | null;
            fields: components["schemas"]["StoryField"][];
            otherColumns: string[];
            deliveries: components["schemas"]["StoryDelivery"][];
        };
        StoryField: {
            field: string;
            name: {
                zh: string;
                en: string;
            };
            column: string | null;
            raw: string | null;
            canonical: string | null;
            member: string | null;
            sent: string | null;
            /** @enum {string} */
            toCanonical: "same" | "translated" | "normalised" | "added" | "absent";
            toSent: ("same" | "translated" | "changed" | "left-out" | "added" | "absent") | null;
        };
        StoryDelivery: {
            destination: string;
            /** @enum {string} */
            state: "OPEN" | "DONE";
            tries: number;
            calls: number;
            dueAt: string | null;
            code: string | null;
        };
        StoryMoment: {
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            what: "batch" | "state" | "money" | "event" | "case";
            source: string | null;
            state: string | null;
            code: string | null;
            text: {
                zh: string;
                en: string;
            };
            fen: components["schemas"]["Fen"] | null;
            /** @description 批次、事件或差异的编号。 Id of a batch, an event or a discrepancy. */
            about: string | null;
        };
        StoryClaim: {
            grant: string;
            /** @enum {string} */
            heldBy: "this" | "other" | "nobody";
            recordKey: string | null;
            source: string | null;
            beside: number;
        };
        StoryCase: {
            discrepancyId: string;
            /**
             * @description 问题代码，见 docs/problems.md。 A problem code.
             * @example citizen-id.check-digit
             */
            code: string;
            state: string;
            /** Format: date */
            firstNight: string;
            /** Format: date */
            lastNight: string;
            owner: string | null;
            fields: string[];
        };
        /** @description root 为 null：证明尚未生成。 root null: not made yet. */
        StoryProof: {
            batchId: string;
            row: number;
            run: string | null;
            root: string | null;
        };
        Unmasked: {
            recordKey: string;
            records: {
                source: string;
                fields: components["schemas"]["StoryField"][];
            }[];
        };
        Message: {
            messageId: string;
            /** @enum {string} */
            state: "RECEIVED" | "PARKED" | "APPLIED" | "QUARANTINED";
            /** Format: date-time */
            receivedAt: string;
            problem: string | null;
            type: string | null;
            sequence: number | null;
            recordKeys: string[];
        };
        StatementRound: {
            statementId: string;
            /**
             * @description SAID：待另一人确认。 SAID waits for another operator.
             * @enum {string}
             */
            state: "SAID" | "AGREED" | "IN_EFFECT" | "REFUSED" | "LAPSED";
            statement: components["schemas"]["Statement"];
            said: {
                by: string;
                /** Format: date-time */
                at: string;
                evidence: string | null;
            }[];
            /** @description 第一人的话何时失效。 When a first word lapses. */
            until: string | null;
            problem: string | null;
            claimedByBoth: {
                grant: string;
                newer: string;
                older: string;
            }[];
        };
        /** @description 登记的内容；证件号只留密钥散列。 What was said; persons as keyed hashes. */
        Statement: {
            /** @constant */
            type: "history.signed-off";
            tenant: components["schemas"]["Tenant"];
            rows: number;
            fen: components["schemas"]["Fen"];
        } | {
            /** @enum {string} */
            type: "payment.arrived" | "payment.not-made";
            recordKey: string;
            source: string;
            attempt: number;
        } | {
            /** @constant */
            type: "claim.released";
            recordKey: string;
            source: string;
        } | {
            /** @constant */
            type: "permit.linked";
            newer: string;
            older: string;
        } | {
            /** @constant */
            type: "ledger.restored";
            /** Format: date-time */
            restoredTo: string;
            /** Format: date-time */
            at: string;
        };
        Reconciliation: {
            /** @example 2026-11-23.GZ-XLBZ.payment.1 */
            reconciliationId: string;
            /** Format: date */
            night: string;
            run: number;
            programme: string;
            kind: components["schemas"]["Kind"];
            /** @enum {string} */
            state: "RUNNING" | "DONE" | "REFUSED";
            problem: string | null;
            notes: {
                /**
                 * @description 问题代码，见 docs/problems.md。 A problem code.
                 * @example citizen-id.check-digit
                 */
                code: string;
                system: string;
                businessDate: string | null;
            }[];
            sides: {
                system: string;
                part: string;
                rows: number;
                fen: components["schemas"]["Fen"];
                businessDate: string | null;
                batchId: string | null;
            }[];
            ranges: number;
            /** @description 列表中不含分项总额。 Without control totals in a list; null until it is done. */
            statement: components["schemas"]["ReconciliationStatement"] | null;
            /** @description 单独查看时给出，数分钟内有效。 Of one by itself: where its reports can be fetched for minutes. */
            reports: {
                xlsx: string;
                html: string;
            } | null;
            /** Format: date-time */
            startedAt: string;
            endedAt: string | null;
        };
        /** @description 一次对账的结果。 What one comparison came to. */
        ReconciliationStatement: {
            kind: components["schemas"]["Kind"];
            matched: number;
            suspense: number;
            city: components["schemas"]["SideTally"];
            province: components["schemas"]["SideTally"];
            discrepancies: {
                /** @enum {string} */
                code: "paid-twice" | "duplicate" | "paid-without-approval" | "paid-without-certificate" | "wrong-payee" | "amount-over" | "amount-under" | "returned-after-success" | "state-mismatch" | "field-mismatch" | "missing-in-province" | "missing-in-city";
                count: number;
                ofCity: components["schemas"]["Amount"];
                ofProvince: components["schemas"]["Amount"];
            }[];
            suspenseAges: {
                /** @enum {string} */
                side: "city" | "province";
                ageDays: number;
                amount: components["schemas"]["Amount"];
            }[];
            totals: {
                city: string;
                programme: string;
                year: number;
                fundingLevel: ("CITY" | "DISTRICT" | "STREET" | "ENTERPRISE" | "PROVINCE") | null;
                day: string | null;
                ofCity: components["schemas"]["Amount"];
                ofProvince: components["schemas"]["Amount"];
                ofHeld: components["schemas"]["Amount"];
            }[];
        };
        /** @description received = matched + discrepant + suspense + rejected + held */
        SideTally: {
            received: components["schemas"]["Amount"];
            matched: components["schemas"]["Amount"];
            discrepant: components["schemas"]["Amount"];
            suspense: components["schemas"]["Amount"];
            rejected: components["schemas"]["Amount"];
            held: components["schemas"]["Amount"];
        };
        Discrepancy: {
            /** @example GZ-XLBZ.payment.5tq….p.GZ-XLBZ.2025.CITY.1 */
            discrepancyId: string;
            recordKey: string;
            /** @enum {string} */
            code: "paid-twice" | "duplicate" | "paid-without-approval" | "paid-without-certificate" | "wrong-payee" | "amount-over" | "amount-under" | "returned-after-success" | "state-mismatch" | "field-mismatch" | "missing-in-province" | "missing-in-city";
            tenant: string;
            fenCity: components["schemas"]["Fen"] | null;
            fenProvince: components["schemas"]["Fen"] | null;
            fields: string[];
            reconciliationId: string;
            /** Format: date */
            night: string;
            run: number;
            programme: string;
            kind: components["schemas"]["Kind"];
            /** @enum {string} */
            state: "OPEN" | "REPAIRING" | "CLOSED";
            /** Format: date */
            firstNight: string;
            /** Format: date */
            lastNight: string;
            repairs: {
                times: number;
                /** Format: date */
                night: string;
            } | null;
            owner: string | null;
            notes: {
                by: string;
                /** Format: date-time */
                at: string;
                text: string;
            }[];
            resolution: {
                /** @enum {string} */
                what: "recovered" | "corrected" | "explained" | "accepted";
                fen: components["schemas"]["Fen"] | null;
                evidence: string;
                /** Format: date */
                night: string;
                run: number;
                by: string;
                /** Format: date-time */
                at: string;
            } | null;
            closedBy: ("run" | "operator") | null;
            /** Format: date-time */
            at: string;
            /** @description 已由人了结，之后仍有差异。 Closed by a person, and found since. */
            stillDiffers: boolean;
        };
        DiscrepancyDetail: {
            /** @example GZ-XLBZ.payment.5tq….p.GZ-XLBZ.2025.CITY.1 */
            discrepancyId: string;
            recordKey: string;
            /** @enum {string} */
            code: "paid-twice" | "duplicate" | "paid-without-approval" | "paid-without-certificate" | "wrong-payee" | "amount-over" | "amount-under" | "returned-after-success" | "state-mismatch" | "field-mismatch" | "missing-in-province" | "missing-in-city";
            tenant: string;
            fenCity: components["schemas"]["Fen"] | null;
            fenProvince: components["schemas"]["Fen"] | null;
            fields: string[];
            reconciliationId: string;
            /** Format: date */
            night: string;
            run: number;
            programme: string;
            kind: components["schemas"]["Kind"];
            /** @enum {string} */
            state: "OPEN" | "REPAIRING" | "CLOSED";
            /** Format: date */
            firstNight: string;
            /** Format: date */
            lastNight: string;
            repairs: {
                times: number;
                /** Format: date */
                night: string;
            } | null;
            owner: string | null;
            notes: {
                by: string;
                /** Format: date-time */
                at: string;
                text: string;
            }[];
            resolution: {
                /** @enum {string} */
                what: "recovered" | "corrected" | "explained" | "accepted";
                fen: components["schemas"]["Fen"] | null;
                evidence: string;
                /** Format: date */
                night: string;
                run: number;
                by: string;
                /** Format: date-time */
                at: string;
            } | null;
            closedBy: ("run" | "operator") | null;
            /** Format: date-time */
            at: string;
            /** @description 已由人了结，之后仍有差异。 Closed by a person, and found since. */
            stillDiffers: boolean;
            evidence: components["schemas"]["DiscrepancyEvidence"] | null;
        };
        /** @description 两方各怎么说，已遮盖。 What both sides say, masked. */
        DiscrepancyEvidence: {
            /** @enum {string} */
            code: "paid-twice" | "duplicate" | "paid-without-approval" | "paid-without-certificate" | "wrong-payee" | "amount-over" | "amount-under" | "returned-after-success" | "state-mismatch" | "field-mismatch" | "missing-in-province" | "missing-in-city";
            recordKey: string;
            programme: string;
            city: components["schemas"]["SideOfDiscrepancy"] | null;
            province: components["schemas"]["SideOfDiscrepancy"] | null;
            differs: {
                field: string;
                city: string;
                province: string;
            }[];
        };
        SideOfDiscrepancy: {
            row: number;
            fields: {
                [key: string]: string;
            };
        };
        Replay: {
            replayId: string;
            /** @enum {string} */
            state: "PLANNING" | "PLANNED" | "APPROVED" | "RUNNING" | "PAUSED" | "DONE" | "REFUSED" | "EXPIRED";
            /** @description 为何被拒绝或暂停。 Why it was refused or paused. */
            problem: string | null;
            filter: components["schemas"]["ReplayFilterOutput"] | null;
            /** @description 指定的记录数。 How many records were chosen by key. */
            keys: number;
            overlays: number;
            /**
             * @description current：按现行映射重新生成；original：按上次发出的原样重发（发放除外）。 current: by today’s mapping; original: as it was last sent, to the letter (never of payments).
             * @enum {string}
             */
            mapping: "current" | "original";
            reason: string;
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
            plannedAt: string | null;
            /** @description 此后不能再执行。 It can’t be run after this. */
            expiresAt: string | null;
            tenants: string[];
            /** @description 计划清单的 SHA-256（十六进制）；复核的就是它。 SHA-256 of the list, hex: what is approved. */
            hash: string | null;
            /** @description 清单中的全部记录。 All records of the list. */
            records: components["schemas"]["Amount"];
            /** @description 其中将重放的。 Those of them that go again. */
            toReplay: components["schemas"]["Amount"];
            counts: components["schemas"]["ReplayCount"][];
            movesMoney: boolean;
            needsApproval: boolean;
            approval: {
                by: string;
                /** Format: date-time */
                at: string;
                hash: string;
                reason: string;
                /** Format: date-time */
                expiresAt: string;
                usedAt: string | null;
            } | null;
            refusedBy: {
                by: string;
                /** Format: date-time */
                at: string;
                reason: string;
            } | null;
            progress: components["schemas"]["ReplayProgress"];
            /** @description 重放所用的批次（最近 20 个）。 The last 20 batches it went in. */
            batches: string[];
            startedAt: string | null;
            endedAt: string | null;
        };
        ReplayCount: {
            /** @enum {string} */
            action: "replay" | "nothing" | "refused";
            /** @description 为何不重放。 Why it is not replayed. */
            code: string | null;
            kind: components["schemas"]["Kind"];
            /** @description 台账中的状态；NONE = 台账没有。 State in the ledger; NONE = it has none. */
            state: string;
            destination: string | null;
            rows: number;
            fen: components["schemas"]["Fen"];
        };
        ReplayProgress: {
            done: number;
            total: number;
            replayed: number;
            /** @description 计划后有变动，未重放。 Changed since it was planned: not replayed. */
            changed: number;
            nothing: number;
            refused: number;
            failed: number;
        };
        ReplayLine: {
            recordKey: string;
            system: string;
            kind: components["schemas"]["Kind"];
            tenant: string;
            state: string;
            /** @description 计划时的版本。 The version it was planned by. */
            fence: number | null;
            /** @enum {string} */
            action: "replay" | "nothing" | "refused";
            code: string | null;
            /** @description 记录当前的问题。 What is wrong with the record. */
            problem: string | null;
            destination: string | null;
            fen: components["schemas"]["Fen"];
            movesMoney: boolean;
            /** @description 更正的字段。 Fields that are edited. */
            overlaid: string[];
            /** @description 是否发出过。 Whether it was ever sent. */
            wasSent: boolean;
            /** @description 与上次发出相比会变的字段，已脱敏。 Fields that differ from what was last sent, masked. */
            changes: {
                field: string;
                before: string | null;
                after: string | null;
            }[];
            /** @description 执行结果；未执行为 null。 null until it has run. */
            verdict: ("replayed" | "changed" | "nothing" | "refused" | "failed") | null;
            batchId: string;
            row: number;
        };
        /** @description 一份接入凭证；从不含密钥。 A credential; never its secret. */
        Credential: {
            /** @description 凭证编号，写入 bridge-credential。 Goes into `bridge-credential`. */
            credentialId: string;
            tenant: components["schemas"]["Tenant"];
            /** @enum {string} */
            purpose: "calls" | "signing";
            /** @description 签名密钥所属的系统。 The system a signing secret belongs to. */
            system: string | null;
            /** @enum {string} */
            state: "VALID" | "ROTATING" | "REVOKED";
            /** Format: date-time */
            createdAt: string;
            createdBy: string;
            rotatedAt: string | null;
            /** @description 旧密钥有效至。 Until when the older secret holds. */
            previousUntil: string | null;
            revokedAt: string | null;
            revokedBy: string | null;
        };
        GivenSecret: {
            credential: components["schemas"]["Credential"];
            /**
             * @description 只显示这一次。 Shown this once.
             * @example whsec_…
             */
            secret: string;
            /**
             * Format: date-time
             * @description 最迟从这时起处处有效：各函数最多沿用旧值一分钟。 Holds everywhere from then on: functions keep what they read for a minute at most.
             */
            holdsFrom: string;
        };
        /** @description 审计链中的一条。 An act in the chain of its tenant. */
        AuditEntry: {
            tenant: string;
            sequence: number;
            id: string;
            /** Format: date-time */
            at: string;
            /** @description 谁：登录身份的 sub；bridge 为系统自身。 Who: the subject; `bridge` is by itself. */
            by: string;
            /** @example replay.approved */
            action: string;
            about: string;
            detail: {
                [key: string]: string | number | boolean | null;
            };
            previous: components["schemas"]["Hash"];
            hash: components["schemas"]["Hash"];
        };
        AuditChain: {
            tenant: string;
            sequence: number;
            hash: components["schemas"]["Hash"];
            sealed: string | null;
        };
        /** @description 选取条件，须同时满足。 What is to be replayed: all conditions hold. */
        ReplayFilterOutput: {
            tenant?: components["schemas"]["Tenant"];
            system?: string;
            kind?: components["schemas"]["Kind"];
            /** @enum {string} */
            state?: "HELD" | "REJECTED" | "QUARANTINED";
            /**
             * @description 问题代码，见 docs/problems.md。 A problem code.
             * @example citizen-id.check-digit
             */
            code?: string;
            /** @description 该批次的全部记录；已办结的会列出并注明。 Every record of that batch; what is settled is listed as such. */
            batchId?: string;
            /**
             * Format: date-time
             * @description 问题发生不早于此时。 The problem is not older than this.
             */
            from?: string;
            /**
             * Format: date-time
             * @description 问题发生早于此时。 The problem is older than this.
             */
            to?: string;
        };
        /** @description RFC 9457 */
        Problem: {
            /** @example urn:union-bridge:problem:batch.unknown */
            type: string;
            /** @description 是什么问题、怎么办，中英文。 What is wrong, what to do. */
            title: string;
            status: number;
            /**
             * @description 稳定的问题代码。 Stable.
             * @example batch.unknown
             */
            code: string;
            /** @description 字段名，从不含值。 Names of fields, never a value. */
            detail?: string;
        };
    };
    responses: {
        /** @description webhook.header-missing, webhook.id-malformed, webhook.timestamp-malformed, webhook.timestamp-stale, webhook.timestamp-future, webhook.signature-malformed, webhook.signature-mismatch */
        province401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "webhook.header-missing" | "webhook.id-malformed" | "webhook.timestamp-malformed" | "webhook.timestamp-stale" | "webhook.timestamp-future" | "webhook.signature-malformed" | "webhook.signature-mismatch";
                };
            };
        };
        /** @description auth.missing, auth.invalid, webhook.header-missing, webhook.id-malformed, webhook.timestamp-malformed, webhook.timestamp-stale, webhook.timestamp-future, webhook.signature-malformed, webhook.signature-mismatch */
        partner401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "auth.missing" | "auth.invalid" | "webhook.header-missing" | "webhook.id-malformed" | "webhook.timestamp-malformed" | "webhook.timestamp-stale" | "webhook.timestamp-future" | "webhook.signature-malformed" | "webhook.signature-mismatch";
                };
            };
        };
        /** @description auth.forbidden */
        partner403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "auth.forbidden";
                };
            };
        };
        /** @description request.failed */
        partner500: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "request.failed";
                };
            };
        };
        /** @description auth.missing, auth.token-invalid, auth.token-expired, auth.wrong-audience */
        operator401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "auth.missing" | "auth.token-invalid" | "auth.token-expired" | "auth.wrong-audience";
                };
            };
        };
        /** @description auth.forbidden */
        operator403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "auth.forbidden";
                };
            };
        };
        /** @description request.failed */
        operator500: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "request.failed";
                };
            };
        };
        /** @description auth.issuer-unreachable, audit.unavailable */
        operator503: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "auth.issuer-unreachable" | "audit.unavailable";
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
    receiveEvent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date-time */
                    timestamp: string;
                    /** @enum {string} */
                    type: "applicant.status-changed" | "certificate.verified" | "certificate.rejected" | "payment.settled" | "payment.failed" | "payment.returned";
                    data: {
                        declarationNo: string;
                        programmeCode: string;
                        programmeYear: number;
                        sequence: number;
                    } & {
                        [key: string]: unknown;
                    };
                } | {
                    /** Format: date-time */
                    timestamp: string;
                    /** @constant */
                    type: "notice.published";
                    data: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        responses: {
            /** @description 已受理，尚未完成 taken in and not done yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        webhookId: string;
                    };
                };
            };
            /** @description webhook.body-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "webhook.body-invalid";
                    };
                };
            };
            401: components["responses"]["province401"];
            /** @description webhook.id-reused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "webhook.id-reused";
                    };
                };
            };
            /** @description webhook.body-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "webhook.body-too-large";
                    };
                };
            };
        };
    };
    listBatches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        batches: components["schemas"]["Batch"][];
                    };
                };
            };
            401: components["responses"]["partner401"];
            403: components["responses"]["partner403"];
            500: components["responses"]["partner500"];
        };
    };
    announceBatch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    system: string;
                    /** @enum {string} */
                    kind: "applicant" | "certificate" | "payment";
                    programmeYear?: number | null;
                    /** Format: date */
                    businessDate: string;
                    sequence: number;
                    fileName: string;
                    bytes: number;
                    sha256: string;
                    rows: number;
                    totalFen?: string | null;
                    purpose?: ("settled-history" | "export") | null;
                };
            };
        };
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnnouncedBatch"];
                };
            };
            /** @description 已生效 done by this request */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnnouncedBatch"];
                };
            };
            /** @description batch.manifest-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "batch.manifest-invalid";
                    };
                };
            };
            401: components["responses"]["partner401"];
            /** @description auth.forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "auth.forbidden";
                    };
                };
            };
            /** @description history.closed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "history.closed";
                    };
                };
            };
            500: components["responses"]["partner500"];
        };
    };
    showBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            401: components["responses"]["partner401"];
            403: components["responses"]["partner403"];
            /** @description batch.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "batch.unknown";
                    };
                };
            };
            500: components["responses"]["partner500"];
        };
    };
    downloadRejects: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            401: components["responses"]["partner401"];
            403: components["responses"]["partner403"];
            /** @description batch.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "batch.unknown";
                    };
                };
            };
            /** @description file.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "file.too-large";
                    };
                };
            };
            500: components["responses"]["partner500"];
        };
    };
    pushRecords: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    system: string;
                    /** @enum {string} */
                    kind: "applicant" | "certificate" | "payment";
                    programmeYear?: number;
                    sequence: number;
                    records: {
                        [key: string]: unknown;
                    }[];
                };
            };
        };
        responses: {
            /** @description 已受理，尚未完成 taken in and not done yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        batchId: string;
                        accepted: number;
                        rejects: {
                            row: number;
                            field: string | null;
                            /**
                             * @description 问题代码，见 docs/problems.md。 A problem code.
                             * @example citizen-id.check-digit
                             */
                            code: string;
                            message: string;
                        }[];
                    };
                };
            };
            /** @description batch.manifest-invalid, file.header */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "batch.manifest-invalid" | "file.header";
                    };
                };
            };
            401: components["responses"]["partner401"];
            /** @description auth.forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "auth.forbidden";
                    };
                };
            };
            /** @description history.not-signed-off */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "history.not-signed-off";
                    };
                };
            };
            500: components["responses"]["partner500"];
        };
    };
    showHistory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tenant: string;
                        /** @enum {string} */
                        state: "OPEN" | "SIGNED";
                        signed: {
                            rows: number;
                            fen: components["schemas"]["Fen"];
                            at: string | null;
                        } | null;
                        imported: components["schemas"]["Amount"];
                        unfinished: number;
                        imports: components["schemas"]["Batch"][];
                    };
                };
            };
            401: components["responses"]["partner401"];
            403: components["responses"]["partner403"];
            500: components["responses"]["partner500"];
        };
    };
    showBatchProof: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofMade"];
                };
            };
            /** @description 已受理，尚未完成 taken in and not done yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofInTheMaking"];
                };
            };
            401: components["responses"]["partner401"];
            403: components["responses"]["partner403"];
            /** @description batch.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "batch.unknown";
                    };
                };
            };
            /** @description proof.not-settled, proof.not-kept */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "proof.not-settled" | "proof.not-kept";
                    };
                };
            };
            /** @description proof.differs, request.failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "proof.differs" | "request.failed";
                    };
                };
            };
            /** @description proof.key-missing */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "proof.key-missing";
                    };
                };
            };
        };
    };
    listBatchLeaves: {
        parameters: {
            query?: {
                /** @description 页码，从 0 开始。 Page, from 0. */
                page?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofLeaves"];
                };
            };
            /** @description proof.request-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "proof.request-invalid";
                    };
                };
            };
            401: components["responses"]["partner401"];
            403: components["responses"]["partner403"];
            /** @description batch.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "batch.unknown";
                    };
                };
            };
            /** @description proof.not-settled */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "proof.not-settled";
                    };
                };
            };
            500: components["responses"]["partner500"];
        };
    };
    showDayProof: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                date: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofMade"];
                };
            };
            /** @description 已受理，尚未完成 taken in and not done yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofInTheMaking"];
                };
            };
            /** @description proof.request-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "proof.request-invalid";
                    };
                };
            };
            401: components["responses"]["partner401"];
            403: components["responses"]["partner403"];
            /** @description proof.not-settled, proof.not-kept */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "proof.not-settled" | "proof.not-kept";
                    };
                };
            };
            /** @description proof.differs, request.failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "proof.differs" | "request.failed";
                    };
                };
            };
            /** @description proof.key-missing */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "proof.key-missing";
                    };
                };
            };
        };
    };
    listDayLeaves: {
        parameters: {
            query: {
                edition: string;
                /** @description 页码，从 0 开始。 Page, from 0. */
                page?: string;
            };
            header?: never;
            path: {
                date: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofLeaves"];
                };
            };
            /** @description proof.request-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "proof.request-invalid";
                    };
                };
            };
            401: components["responses"]["partner401"];
            403: components["responses"]["partner403"];
            /** @description proof.request-invalid */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "proof.request-invalid";
                    };
                };
            };
            500: components["responses"]["partner500"];
        };
    };
    listProofKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        keys: {
                            keyId: string;
                            /** @constant */
                            algorithm: "ed25519";
                            publicKey: string;
                            retiredAt: string | null;
                        }[];
                    };
                };
            };
            /** @description proof.key-missing */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "proof.key-missing";
                    };
                };
            };
        };
    };
    showHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "ok";
                    };
                };
            };
        };
    };
    showDescription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    listFailures: {
        parameters: {
            query?: {
                tenant?: components["schemas"]["Tenant"];
                /** @description 来源系统。 The system it came from. */
                system?: "province/yuegonghui" | "guangzhou/degree-subsidy" | "guangzhou/workers-university" | "guangzhou/suigong-academy" | "guangzhou/education-net" | "guangzhou/micro-classroom" | "guangzhou/matching-grants" | "shenzhen/dream-plan" | "shenzhen/talent-platform" | "shenzhen/training-network" | "foshan/grants" | "bank/payout" | "wechat/transfer";
                kind?: components["schemas"]["Kind"];
                state?: "PENDING" | "SENDING" | "DELIVERED" | "HELD" | "REJECTED" | "QUARANTINED" | "IN_DOUBT" | "IMPORTED" | "REFUSED";
                code?: string;
                /** @description 批次编号。 Id of a batch. */
                batch?: string;
                programme?: components["schemas"]["Programme"];
                /** @description 这一天（北京时间）起。 From this day on, in China. */
                from?: string;
                /** @description 到这一天为止，含当天。 Up to this day, itself included. */
                to?: string;
                minFen?: components["schemas"]["Fen"];
                maxFen?: components["schemas"]["Fen"];
                /** @description 上一页答复的 next；换了条件就不再有效。 `next` of the page before; of other conditions it is none. */
                cursor?: string;
                /** @description 每页条数。 How many at once. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailurePage"];
                };
            };
            /** @description request.query-invalid, request.cursor-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request.query-invalid" | "request.cursor-invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    searchFailures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    tenant?: components["schemas"]["Tenant"];
                    /**
                     * @description 来源系统。 The system it came from.
                     * @example guangzhou/degree-subsidy
                     * @enum {string}
                     */
                    system?: "province/yuegonghui" | "guangzhou/degree-subsidy" | "guangzhou/workers-university" | "guangzhou/suigong-academy" | "guangzhou/education-net" | "guangzhou/micro-classroom" | "guangzhou/matching-grants" | "shenzhen/dream-plan" | "shenzhen/talent-platform" | "shenzhen/training-network" | "foshan/grants" | "bank/payout" | "wechat/transfer";
                    kind?: components["schemas"]["Kind"];
                    /** @enum {string} */
                    state?: "PENDING" | "SENDING" | "DELIVERED" | "HELD" | "REJECTED" | "QUARANTINED" | "IN_DOUBT" | "IMPORTED" | "REFUSED";
                    /**
                     * @description 问题代码，见 docs/problems.md。 A problem code.
                     * @example citizen-id.check-digit
                     */
                    code?: string;
                    /** @description 批次编号。 Id of a batch. */
                    batch?: string;
                    programme?: components["schemas"]["Programme"];
                    /**
                     * Format: date
                     * @description 这一天（北京时间）起。 From this day on, in China.
                     */
                    from?: string;
                    /**
                     * Format: date
                     * @description 到这一天为止，含当天。 Up to this day, itself included.
                     */
                    to?: string;
                    minFen?: components["schemas"]["Fen"];
                    maxFen?: components["schemas"]["Fen"];
                    /** @description 上一页答复的 next；换了条件就不再有效。 `next` of the page before; of other conditions it is none. */
                    cursor?: string;
                    /**
                     * @description 每页条数。 How many at once.
                     * @default 50
                     */
                    limit?: number;
                    /** @description 证件号码；换证前后的号码互通。 An ID number; linked permits find each other. */
                    citizenId: string;
                };
            };
        };
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailurePage"];
                };
            };
            /** @description request.body-invalid, request.cursor-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request.body-invalid" | "request.cursor-invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    showRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        stories: components["schemas"]["Story"][];
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description record.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "record.unknown";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    unmaskRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description 为什么要看；10 至 500 字，不写证件号、卡号、手机号。 Why; 10 to 500 characters, without ID, card or phone numbers. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unmasked"];
                };
            };
            /** @description request.body-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request.body-invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description record.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "record.unknown";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    showMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description record.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "record.unknown";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    listStatements: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        statements: components["schemas"]["StatementRound"][];
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    sayStatement: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @constant */
                    type: "history.signed-off";
                    tenant: string;
                    rows: number;
                    fen: string;
                } | {
                    /** @enum {string} */
                    type: "payment.arrived" | "payment.not-made";
                    recordKey: string;
                    source: string;
                    attempt: number;
                    evidence: string;
                } | {
                    /** @constant */
                    type: "claim.released";
                    recordKey: string;
                    source: string;
                    evidence: string;
                } | {
                    /** @constant */
                    type: "permit.linked";
                    newer: string;
                    older: string;
                } | {
                    /** @constant */
                    type: "ledger.restored";
                    /** Format: date-time */
                    restoredTo: string;
                    /** Format: date-time */
                    at: string;
                };
            };
        };
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementRound"];
                };
            };
            /** @description 已生效 done by this request */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementRound"];
                };
            };
            /** @description 已受理，尚未完成 taken in and not done yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementRound"];
                };
            };
            /** @description statement.invalid, permit.not-renewable */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "statement.invalid" | "permit.not-renewable";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description record.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "record.unknown";
                    };
                };
            };
            /** @description payment.not-in-doubt, claim.not-cancelled, claim.under-way, permit.same-number */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "payment.not-in-doubt" | "claim.not-cancelled" | "claim.under-way" | "permit.same-number";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    listReconciliations: {
        parameters: {
            query?: {
                night?: string;
                programme?: components["schemas"]["Programme"];
                kind?: components["schemas"]["Kind"];
                /** @description 上一页答复的 next；换了条件就不再有效。 `next` of the page before; of other conditions it is none. */
                cursor?: string;
                /** @description 每页条数。 How many at once. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        reconciliations: components["schemas"]["Reconciliation"][];
                        /** @description 下一页的 cursor；没有则为 null。 `cursor` of the next page; null at the end. */
                        next: string | null;
                    };
                };
            };
            /** @description request.query-invalid, request.cursor-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request.query-invalid" | "request.cursor-invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    compareAgain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date */
                    night: string;
                    programme?: components["schemas"]["Programme"];
                    kind?: components["schemas"]["Kind"];
                };
            };
        };
        responses: {
            /** @description 已受理，尚未完成 taken in and not done yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        begun: string[];
                    };
                };
            };
            /** @description request.body-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request.body-invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description reconcile.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "reconcile.unknown";
                    };
                };
            };
            /** @description reconcile.running */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "reconcile.running";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    showReconciliation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reconciliation"];
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description reconcile.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "reconcile.unknown";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    listDiscrepancies: {
        parameters: {
            query?: {
                code?: "paid-twice" | "duplicate" | "paid-without-approval" | "paid-without-certificate" | "wrong-payee" | "amount-over" | "amount-under" | "returned-after-success" | "state-mismatch" | "field-mismatch" | "missing-in-province" | "missing-in-city";
                programme?: components["schemas"]["Programme"];
                kind?: components["schemas"]["Kind"];
                state?: "OPEN" | "REPAIRING" | "CLOSED";
                /** @description 最近一次发现的那一夜。 The last night it was found. */
                night?: string;
                tenant?: components["schemas"]["Tenant"];
                /** @description csv：全部条目，可直接用表格软件打开。 csv: all of them, for a spreadsheet. */
                format?: "json" | "csv";
                /** @description 上一页答复的 next；换了条件就不再有效。 `next` of the page before; of other conditions it is none. */
                cursor?: string;
                /** @description 每页条数。 How many at once. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        discrepancies: components["schemas"]["Discrepancy"][];
                        /** @description 下一页的 cursor；没有则为 null。 `cursor` of the next page; null at the end. */
                        next: string | null;
                    };
                    "text/csv": string;
                };
            };
            /** @description request.query-invalid, request.cursor-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request.query-invalid" | "request.cursor-invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description file.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "file.too-large";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    showDiscrepancy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiscrepancyDetail"];
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description case.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "case.unknown";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    noteDiscrepancy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    discrepancyId: string;
                    text: string;
                };
            };
        };
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discrepancy"];
                };
            };
            /** @description 已生效 done by this request */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discrepancy"];
                };
            };
            /** @description case.invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "case.invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description case.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "case.unknown";
                    };
                };
            };
            /** @description case.notes-full */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "case.notes-full";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    ownDiscrepancy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    discrepancyId: string;
                };
            };
        };
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discrepancy"];
                };
            };
            /** @description 已生效 done by this request */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discrepancy"];
                };
            };
            /** @description case.invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "case.invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description case.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "case.unknown";
                    };
                };
            };
            /** @description case.closed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "case.closed";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    resolveDiscrepancy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    discrepancyId: string;
                    /** @constant */
                    what: "recovered";
                    fen: string;
                    evidence: string;
                } | {
                    discrepancyId: string;
                    /** @enum {string} */
                    what: "corrected" | "explained" | "accepted";
                    evidence: string;
                };
            };
        };
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discrepancy"];
                };
            };
            /** @description 已生效 done by this request */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discrepancy"];
                };
            };
            /** @description case.invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "case.invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description case.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "case.unknown";
                    };
                };
            };
            /** @description case.closed, case.second-person, case.not-money, case.amount-beyond */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "case.closed" | "case.second-person" | "case.not-money" | "case.amount-beyond";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    listReplays: {
        parameters: {
            query?: {
                /** @description 上一页答复的 next；换了条件就不再有效。 `next` of the page before; of other conditions it is none. */
                cursor?: string;
                /** @description 每页条数。 How many at once. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        replays: components["schemas"]["Replay"][];
                        /** @description 下一页的 cursor；没有则为 null。 `cursor` of the next page; null at the end. */
                        next: string | null;
                    };
                };
            };
            /** @description request.query-invalid, request.cursor-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request.query-invalid" | "request.cursor-invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    planReplay: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayRequest"];
            };
        };
        responses: {
            /** @description 已受理，尚未完成 taken in and not done yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        replayId: string;
                    };
                };
            };
            /** @description replay.invalid, replay.overlay-forbidden */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "replay.invalid" | "replay.overlay-forbidden";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description replay.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "replay.unknown";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    showReplay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description replay.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "replay.unknown";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    listReplayLines: {
        parameters: {
            query?: {
                action?: "replay" | "nothing" | "refused";
                /** @description 上一页答复的 next；换了条件就不再有效。 `next` of the page before; of other conditions it is none. */
                cursor?: string;
                /** @description 每页条数。 How many at once. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        lines: components["schemas"]["ReplayLine"][];
                        /** @description 下一页的 cursor；没有则为 null。 `cursor` of the next page; null at the end. */
                        next: string | null;
                    };
                };
            };
            /** @description request.query-invalid, request.cursor-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request.query-invalid" | "request.cursor-invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description replay.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "replay.unknown";
                    };
                };
            };
            /** @description replay.not-planned */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "replay.not-planned";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    approveReplay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    hash: string;
                    /** @enum {string} */
                    decision: "approve" | "refuse";
                    reason: string;
                };
            };
        };
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            /** @description replay.invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "replay.invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            /** @description replay.own-plan, auth.forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "replay.own-plan" | "auth.forbidden";
                    };
                };
            };
            /** @description replay.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "replay.unknown";
                    };
                };
            };
            /** @description replay.hash-mismatch, replay.already-approved, replay.approval-not-needed, replay.not-planned, replay.expired */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "replay.hash-mismatch" | "replay.already-approved" | "replay.approval-not-needed" | "replay.not-planned" | "replay.expired";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    runReplay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    hash?: string;
                };
            };
        };
        responses: {
            /** @description 已受理，尚未完成 taken in and not done yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            /** @description replay.invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "replay.invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description replay.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "replay.unknown";
                    };
                };
            };
            /** @description replay.hash-mismatch, replay.not-planned, replay.not-approved, replay.approval-expired, replay.already-run, replay.expired */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "replay.hash-mismatch" | "replay.not-planned" | "replay.not-approved" | "replay.approval-expired" | "replay.already-run" | "replay.expired";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    pauseReplay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description replay.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "replay.unknown";
                    };
                };
            };
            /** @description replay.not-running */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "replay.not-running";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    resumeReplay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 已受理，尚未完成 taken in and not done yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description replay.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "replay.unknown";
                    };
                };
            };
            /** @description replay.not-paused, replay.expired */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "replay.not-paused" | "replay.expired";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    listTenants: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tenants: {
                            tenant: components["schemas"]["Tenant"];
                            systems: string[];
                            credentials: components["schemas"]["Credential"][];
                        }[];
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    giveCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @constant */
                    purpose: "calls";
                } | {
                    /** @constant */
                    purpose: "signing";
                    /** @enum {string} */
                    system: "province/yuegonghui" | "guangzhou/degree-subsidy" | "guangzhou/workers-university" | "guangzhou/suigong-academy" | "guangzhou/education-net" | "guangzhou/micro-classroom" | "guangzhou/matching-grants" | "shenzhen/dream-plan" | "shenzhen/talent-platform" | "shenzhen/training-network" | "foshan/grants" | "bank/payout" | "wechat/transfer";
                };
            };
        };
        responses: {
            /** @description 已生效 done by this request */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GivenSecret"];
                };
            };
            /** @description tenant.request-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant.request-invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description tenant.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant.unknown";
                    };
                };
            };
            /** @description tenant.credential-exists */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant.credential-exists";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    rotateCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description 旧密钥还有效几天；0 即时作废。 Days the older one still holds; 0 ends it at once.
                     * @default 7
                     */
                    overlapDays?: number;
                };
            };
        };
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GivenSecret"];
                };
            };
            /** @description tenant.request-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant.request-invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description tenant.credential-unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant.credential-unknown";
                    };
                };
            };
            /** @description tenant.rotation-underway, tenant.credential-revoked, tenant.credential-changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant.rotation-underway" | "tenant.credential-revoked" | "tenant.credential-changed";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    revokeCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        credential: components["schemas"]["Credential"];
                        /**
                         * Format: date-time
                         * @description 最迟从这时起处处拒绝。 Refused everywhere from then on.
                         */
                        refusedFrom: string;
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description tenant.credential-unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant.credential-unknown";
                    };
                };
            };
            /** @description tenant.signing-in-use, tenant.credential-changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant.signing-in-use" | "tenant.credential-changed";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                tenant?: components["schemas"]["Tenant"];
                /** @description 从这一天起（北京时间）。 From this day on, in China. */
                from?: string;
                /** @description 到这一天止。 Until this day. */
                to?: string;
                action?: string;
                by?: string;
                /** @description 上一页答复的 next；换了条件就不再有效。 `next` of the page before; of other conditions it is none. */
                cursor?: string;
                /** @description 每页条数。 How many at once. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        entries: components["schemas"]["AuditEntry"][];
                        /** @description 下一页的 cursor；没有则为 null。 `cursor` of the next page; null at the end. */
                        next: string | null;
                    };
                };
            };
            /** @description request.query-invalid, request.cursor-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request.query-invalid" | "request.cursor-invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description audit.tenant-unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "audit.tenant-unknown";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    listAuditChains: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        chains: components["schemas"]["AuditChain"][];
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    listAuditAnchors: {
        parameters: {
            query?: {
                from?: string;
                /** @description 上一页答复的 next；换了条件就不再有效。 `next` of the page before; of other conditions it is none. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        anchors: {
                            /** Format: date */
                            date: string;
                            /** @description 原文，一字不差，用于核对。 Its very text, to be hashed. */
                            text: string;
                            sha256: components["schemas"]["Hash"];
                        }[];
                        /** @description 下一页的 cursor；没有则为 null。 `cursor` of the next page; null at the end. */
                        next: string | null;
                    };
                };
            };
            /** @description request.query-invalid, request.cursor-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request.query-invalid" | "request.cursor-invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    exportAudit: {
        parameters: {
            query: {
                /** @description 哪条链：市或平台；bridge 为全局。 A tenant, or `bridge`. */
                tenant: components["schemas"]["Tenant"];
                after?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        entries: components["schemas"]["AuditEntry"][];
                        head: {
                            tenant: string;
                            sequence: number;
                            hash: components["schemas"]["Hash"];
                        } | null;
                        /** @description 下一页的 after。 `after` of the next page. */
                        next: number | null;
                    };
                };
            };
            /** @description request.query-invalid, request.cursor-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request.query-invalid" | "request.cursor-invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description audit.tenant-unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "audit.tenant-unknown";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    exportJournal: {
        parameters: {
            query: {
                /** @description 哪条链：市或平台；bridge 为全局。 A tenant, or `bridge`. */
                tenant: components["schemas"]["Tenant"];
                date: string;
                /** @description 上一页答复的 next；换了条件就不再有效。 `next` of the page before; of other conditions it is none. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description 每条的原文；SHA-256(00 ‖ 原文) 即叶哈希（RFC 9162）。 Texts of the leaves (RFC 9162). */
                        leaves: string[];
                        /** @description 本页条数。 Leaves of this page. */
                        rows: number;
                        fen: components["schemas"]["Fen"];
                        /** @description 下一页的 cursor；没有则为 null。 `cursor` of the next page; null at the end. */
                        next: string | null;
                    };
                };
            };
            /** @description request.query-invalid, request.cursor-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request.query-invalid" | "request.cursor-invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description audit.tenant-unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "audit.tenant-unknown";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
    exportSeal: {
        parameters: {
            query: {
                /** @description 哪条链：市或平台；bridge 为全局。 A tenant, or `bridge`. */
                tenant: components["schemas"]["Tenant"];
                date: string;
                /** @description SHA-256，十六进制。 SHA-256 in hex. */
                root: components["schemas"]["Hash"];
                /** @description 上一页答复的 next；换了条件就不再有效。 `next` of the page before; of other conditions it is none. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 完成，或没有变化 done, or nothing changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description 没有清单则为 null。 null where there is none. */
                        sealed: {
                            key: string;
                            hash: components["schemas"]["Hash"];
                        }[] | null;
                        /** @description 下一页的 cursor；没有则为 null。 `cursor` of the next page; null at the end. */
                        next: string | null;
                    };
                };
            };
            /** @description request.query-invalid, request.cursor-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request.query-invalid" | "request.cursor-invalid";
                    };
                };
            };
            401: components["responses"]["operator401"];
            403: components["responses"]["operator403"];
            /** @description audit.tenant-unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "audit.tenant-unknown";
                    };
                };
            };
            500: components["responses"]["operator500"];
            503: components["responses"]["operator503"];
        };
    };
}
