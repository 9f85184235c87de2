/** Tables of ours in a stranger's or an own database begin like this; they hold no conversations. */
export const SIDE_TABLE_PREFIX = "tunewright_";

/**
 * What belongs to chats and not to conversations. Not STRICT: an older SQLite could not read the file at all then.
 * A reply is found by its place in the conversation, since messages of old files have no lasting ids.
 */
export const SIDE_TABLES = `
  CREATE TABLE IF NOT EXISTS tunewright_chats (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    has_messages INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE IF NOT EXISTS tunewright_panes (
    chat_id TEXT NOT NULL REFERENCES tunewright_chats (id),
    position INTEGER NOT NULL,
    conversation_id TEXT NOT NULL UNIQUE,
    model TEXT NOT NULL,
    persona TEXT,
    system_prompt TEXT,
    PRIMARY KEY (chat_id, position)
  );
  CREATE TABLE IF NOT EXISTS tunewright_replies (
    conversation_id TEXT NOT NULL,
    message_index INTEGER NOT NULL,
    finish_reason TEXT,
    input_tokens INTEGER,
    output_tokens INTEGER,
    first_token_ms REAL,
    latency_ms REAL,
    PRIMARY KEY (conversation_id, message_index)
  );
  CREATE TABLE IF NOT EXISTS tunewright_pending (
    chat_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    reply_id TEXT NOT NULL,
    operation_id TEXT NOT NULL,
    state TEXT NOT NULL,
    message TEXT NOT NULL,
    text TEXT NOT NULL,
    error TEXT,
    core TEXT NOT NULL,
    host TEXT NOT NULL,
    boot TEXT NOT NULL,
    process INTEGER NOT NULL,
    heartbeat_at INTEGER NOT NULL,
    PRIMARY KEY (chat_id, position),
    FOREIGN KEY (chat_id, position) REFERENCES tunewright_panes (chat_id, position)
  );
`;
