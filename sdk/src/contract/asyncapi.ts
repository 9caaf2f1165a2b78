/** Made by `npm run contract` from the documents in docs/; never edited by hand. */
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Activity: {
            /** @description Who wrote it; null where no user did */
            author: components["schemas"]["User"] | null;
            lastMessage: components["schemas"]["Message"];
            /** @description The seq of the newest message */
            lastSeq: number;
            /** @description Whom it, or another message since the last activity, mentions (the id of the room: everybody there); and for whom one that was edited or deleted counts no more */
            mentions: string[];
            roomId: string;
            /** @description Whom it is about, if it is a system message about somebody */
            subject: components["schemas"]["User"] | null;
        };
        /** @description The held message that changed last: guards against a history that was put back */
        Anchor: {
            /** @description Id of the held message that changed last */
            messageId: string;
            /** @description The position of that message */
            position: number;
        };
        Attachment: {
            height: number | null;
            id: string;
            mimeType: string;
            name: string;
            sizeBytes: number;
            thumbnailUrl: string | null;
            url: string;
            width: number | null;
        };
        Changes: {
            /** @description The position these changes follow; 0 in a reset */
            after: number;
            epoch: string;
            members: components["schemas"]["Member"][];
            /** @description Ascending by seq */
            messages: components["schemas"]["Message"][];
            /** @description The room's position once they are applied */
            position: number;
            /** @description True: drop what was held, this is the room afresh */
            reset: boolean;
            /** @description Set when the room itself changed, and in a reset */
            room: components["schemas"]["Room"] | null;
            roomId: string;
            /** @description Every author and member named, and whom system messages are about */
            users: components["schemas"]["User"][];
        };
        CloseRoom: {
            roomId: string;
        };
        EditInRoom: {
            /** @description User ids, in place of those before; left out = as they are */
            mentions?: string[];
            messageId: string;
            /** @description The position of the message as the author saw it; another one by now is refused as `stale` */
            position?: number;
            roomId: string;
            /** @description Plain text, trimmed */
            text: string;
        };
        Encrypted: {
            /** @description Base64 (RFC 4648, section 4) */
            data: string;
            /** @description How it was encrypted, in the words of those who did */
            scheme: string;
        };
        FieldError: {
            /** @description What is wrong with it */
            message: string;
            /** @description JSON Pointer to the field, empty for the whole input */
            path: string;
        };
        Head: {
            epoch: string;
            position: number;
            roomId: string;
        };
        Heads: {
            heads: components["schemas"]["Head"][];
        };
        MatchFound: {
            roomId: string;
            ticketId: string;
        };
        Member: {
            /** @description Whether they may not come back */
            banned: boolean;
            /** @description ISO 8601, UTC */
            joinedAt: string;
            /** @description ISO 8601, UTC; set when they sit in the room no more */
            leftAt: string | null;
            /** @description Set while a moderator keeps them from writing */
            mute: {
                /** @description ISO 8601, UTC; null = without end */
                until: string | null;
            } | null;
            /** @description The position of the last change of this seat */
            position: number;
            /** @description How far they have read */
            readSeq: number;
            /** @enum {string} */
            role: "owner" | "moderator" | "member";
            roomId: string;
            userId: string;
        };
        Message: {
            attachments: components["schemas"]["Attachment"][];
            /** @description Who wrote it; of a system message who did what it tells, or the id of the tenant where no user did */
            authorId: string;
            /** @description The id its author gave it before sending */
            clientId: string;
            /** @description ISO 8601, UTC */
            createdAt: string;
            /** @description ISO 8601, UTC */
            deletedAt: string | null;
            /** @description ISO 8601, UTC */
            editedAt: string | null;
            /** @description What an encrypted message carries in place of a text; null for all others, and when deleted */
            encrypted: components["schemas"]["Encrypted"] | null;
            id: string;
            /** @enum {string} */
            kind: "text" | "system" | "encrypted";
            /** @description Ids of the users it mentions; the id of its room stands for everybody there */
            mentions: string[];
            /** @description ISO 8601, UTC */
            pinnedAt: string | null;
            /** @description The room's position at its last change */
            position: number;
            preview: components["schemas"]["Preview"] | null;
            /** @description Up to 20, in the order in which they came up */
            reactions: components["schemas"]["Reaction"][];
            replyTo: {
                messageId: string;
                seq: number;
            } | null;
            roomId: string;
            /** @description Its number in the room: 1, 2, 3 with no holes */
            seq: number;
            /** @description It is being written: `text` is what is there so far */
            streaming: boolean;
            /** @description What a system message tells; null for all others, and when deleted */
            system: components["schemas"]["SystemEvent"] | null;
            /** @description Plain text; empty when deleted, and of a system or an encrypted message */
            text: string;
            /** @description The thread that hangs on it; null = none */
            thread: components["schemas"]["Thread"] | null;
            /** @description The id of the message on whose thread it hangs; null = it stands in the room */
            threadId: string | null;
        };
        MessageDelta: {
            delta: string;
            messageId: string;
            /** @description Code points that stand before it; others than held: something was missed, or is known */
            offset: number;
            roomId: string;
        };
        MessageInRoom: {
            messageId: string;
            roomId: string;
        };
        Nothing: Record<string, never>;
        OpenedRoom: {
            changes: components["schemas"]["Changes"];
            /** @description The caller's own seat */
            member: components["schemas"]["OwnMember"] | null;
            /** @description Everybody seated; above 200 members the caller's and the authors' only */
            members: components["schemas"]["Member"][];
            /** @description Of the members, as far as something is known, above 200 none; and that oneself is invisible */
            presence: components["schemas"]["PresenceState"][];
            room: components["schemas"]["Room"];
            users: components["schemas"]["User"][];
        };
        OpenRoom: {
            anchor?: components["schemas"]["Anchor"];
            /** @description The epoch of the position */
            epoch?: string;
            /**
             * @description Most messages in a reset
             * @default 50
             */
            limit?: number;
            /** @description The position the client holds */
            position?: number;
            /** @description The room, by id */
            roomId?: string;
            /** @description The room, by slug; made when the tenant lets the caller */
            slug?: string;
        };
        OwnMember: {
            /** @description Whether they may not come back */
            banned: boolean;
            /** @description ISO 8601, UTC */
            joinedAt: string;
            /** @description ISO 8601, UTC; set when they sit in the room no more */
            leftAt: string | null;
            /** @description Whether it is shown as unread, whatever was read */
            markedUnread: boolean;
            /** @description Set while a moderator keeps them from writing */
            mute: {
                /** @description ISO 8601, UTC; null = without end */
                until: string | null;
            } | null;
            /** @description Whether nothing of this room is notified */
            muted: boolean;
            /** @description In a direct room, whether one blocks the other: then what they write is kept, and not to be shown */
            peerBlocked: boolean;
            /** @description Whether it stands above the other rooms */
            pinned: boolean;
            /** @description The position of the last change of this seat */
            position: number;
            /** @description How far they have read */
            readSeq: number;
            /** @enum {string} */
            role: "owner" | "moderator" | "member";
            roomId: string;
            userId: string;
        };
        PresenceState: {
            /** @description ISO 8601, UTC; of those who are offline, as far as it is known */
            lastSeenAt?: string;
            /**
             * @description invisible is told to oneself alone
             * @enum {string}
             */
            status: "online" | "away" | "offline" | "invisible";
            userId: string;
        };
        Preview: {
            description: string | null;
            imageUrl: string | null;
            title: string | null;
            url: string;
        };
        ReactInRoom: {
            /** @description One emoji, with or without variation selectors */
            emoji: string;
            messageId: string;
            roomId: string;
        };
        Reaction: {
            /** @description Exact */
            count: number;
            /** @description Fully-qualified, as in UTS #51 */
            emoji: string;
            /** @description The first 50 who reacted so, the first of all first */
            userIds: string[];
        };
        ReadPointer: {
            /** @description How far the caller has read; it never falls */
            readSeq: number;
            roomId: string;
        };
        Receipt: {
            seq: number;
            userId: string;
        };
        Receipts: {
            receipts: components["schemas"]["Receipt"][];
            roomId: string;
        };
        RenewedToken: {
            /** @description How long the socket may stay open with it, in milliseconds */
            expiresInMs: number;
        };
        RenewToken: {
            /** @description A new access token of the same user */
            token: string;
        };
        Room: {
            /** @description ISO 8601, UTC; set when nothing can be written any more */
            archivedAt: string | null;
            /** @description Its picture, as that of a user; null when it has none */
            avatarUrl: string | null;
            /** @description ISO 8601, UTC */
            createdAt: string;
            /** @description Names one unbroken history of positions */
            epoch: string;
            id: string;
            /** @description The seq of the newest message; 0 when there is none */
            lastSeq: number;
            memberCount: number;
            /** @description False above 200 members: then joins and leaves are not told */
            membersListed: boolean;
            /** @description Null for direct and match rooms */
            name: string | null;
            /** @description The room's change counter */
            position: number;
            /**
             * @description Who may write; moderators = an announcement room
             * @enum {string}
             */
            posting: "everyone" | "moderators";
            /** @description Least time between two messages of one member; 0 = none. Owners and moderators write as they like */
            slowModeSeconds: number;
            /** @description Part of links; null when it has none */
            slug: string | null;
            topic: string | null;
            /** @enum {string} */
            type: "public" | "private" | "direct" | "match";
        };
        RoomAdded: {
            roomId: string;
        };
        RoomRemoved: {
            /** @enum {string} */
            reason?: "left" | "removed" | "banned" | "deleted" | "blocked";
            roomId: string;
        };
        SendInRoom: {
            /** @description Uploads of the sender */
            attachmentIds?: string[];
            /** @description Made by the sender for each message; sending it again answers the first result */
            clientId: string;
            /** @description In place of `text` */
            encrypted?: components["schemas"]["Encrypted"];
            /** @description User ids; the id of the room stands for everybody there, which moderators may say */
            mentions?: string[];
            /** @description The id of a message of this room; in a thread of its root, or of a message of the same thread */
            replyTo?: string;
            roomId: string;
            /** @description Plain text, trimmed; in its place `encrypted` */
            text?: string;
            /** @description The id of the message on whose thread it hangs: one that is in no thread itself */
            threadId?: string;
        };
        ServerDraining: {
            reconnectWithinMs: number;
        };
        SessionEnded: {
            /** @enum {string} */
            code: "signed_out" | "revoked" | "password_changed" | "banned" | "token_expired" | "tenant_suspended" | "account_deleted" | "policy";
        };
        SetPresence: {
            /**
             * @description away is of this socket; invisible of the person, until some socket of theirs says online
             * @enum {string}
             */
            status: "online" | "away" | "invisible";
        };
        SetReadInRoom: {
            roomId: string;
            /** @description Everything up to this message was read */
            seq: number;
        };
        SetTyping: {
            roomId: string;
            typing: boolean;
        };
        SocketError: {
            /** @description Stable name of the error; see docs/errors.md */
            code: string;
            detail: string;
            errors?: components["schemas"]["FieldError"][];
            /** @description When to try again, in milliseconds from now */
            retryAfterMs?: number;
            /** @description The HTTP status that REST answers for the same fault */
            status: number;
            title: string;
        };
        Sync: {
            rooms: {
                anchor?: components["schemas"]["Anchor"];
                /** @description The epoch of the position */
                epoch: string;
                /** @description The position the client holds */
                position: number;
                roomId: string;
            }[];
        };
        Synced: {
            changes: components["schemas"]["Changes"][];
            /** @description Rooms that are not visible, or no longer */
            gone: string[];
        };
        SystemEvent: {
            /** @description What the room is called since then */
            name: string;
            /** @constant */
            type: "room_renamed";
        } | {
            /** @description null = it has none */
            topic: string | null;
            /** @constant */
            type: "topic_changed";
        } | {
            /** @constant */
            type: "picture_changed";
        } | {
            /** @constant */
            type: "picture_removed";
        } | {
            /** @enum {string} */
            role: "owner" | "moderator" | "member";
            /** @constant */
            type: "role_changed";
            /** @description Whose role it is; among the `users` of each answer */
            userId: string;
        };
        Thread: {
            /** @description How many messages are in it, those that were deleted included */
            count: number;
            /** @description The seq of the last one. A message of the thread with a higher one is not counted yet */
            lastSeq: number;
        };
        ThreadReadPointer: {
            /** @description The thread's root */
            messageId: string;
            /** @description How far the caller has read; it never falls */
            readSeq: number;
            roomId: string;
        };
        Typing: {
            roomId: string;
            typing: boolean;
            userId: string;
        };
        User: {
            /** @description A picture for everybody who knows its address. With a / at its beginning it is below the server’s address: a square WebP of 128 pixels, with ?size=64 or ?size=512 of another size */
            avatarUrl: string | null;
            displayName: string;
            id: string;
            /**
             * @description external = vouched for by the tenant’s own login
             * @enum {string}
             */
            kind: "guest" | "registered" | "external";
            /** @description null for guests */
            username: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
