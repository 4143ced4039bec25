-- The tables as version 1 of the ledger had them, for the test of the upgrade.
CREATE TABLE meta (
    "key" VARCHAR(40) NOT NULL,
    value VARCHAR(200) NOT NULL,
    PRIMARY KEY ("key")
);
CREATE TABLE subscriber (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    public_id VARCHAR(32) NOT NULL,
    email VARCHAR(254) NOT NULL,
    address_hash BLOB NOT NULL,
    name VARCHAR(200) NOT NULL,
    status VARCHAR(16) NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    UNIQUE (public_id),
    UNIQUE (address_hash),
    CONSTRAINT subscriberstatus CHECK (status IN ('pending', 'confirmed', 'unsubscribed'))
);
CREATE TABLE suppression (
    address_hash BLOB NOT NULL,
    reason VARCHAR(16) NOT NULL,
    at VARCHAR(27) NOT NULL,
    PRIMARY KEY (address_hash),
    CONSTRAINT suppressionreason CHECK (reason IN ('hard_bounce', 'complaint', 'request', 'manual'))
);
CREATE TABLE consent_event (
    id INTEGER NOT NULL,
    subscriber_id INTEGER NOT NULL,
    kind VARCHAR(16) NOT NULL,
    at VARCHAR(27) NOT NULL,
    source VARCHAR(200) NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT consentkind CHECK (kind IN ('subscribe', 'confirm', 'unsubscribe', 'import', 'remove', 'unsuppress'))
);
CREATE INDEX ix_consent_event_subscriber_id ON consent_event (subscriber_id);
CREATE TABLE issue_plan (
    issue_id VARCHAR(200) NOT NULL,
    PRIMARY KEY (issue_id)
);
CREATE TABLE slot (
    schedule VARCHAR(40) NOT NULL,
    "key" VARCHAR(16) NOT NULL,
    due_at VARCHAR(27) NOT NULL,
    state VARCHAR(16) NOT NULL,
    owner VARCHAR(200) NOT NULL,
    lease_until VARCHAR(27),
    retry_at VARCHAR(27),
    token INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    issue_id VARCHAR(200) NOT NULL,
    detail VARCHAR(500) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    PRIMARY KEY (schedule, "key"),
    CONSTRAINT slotstate CHECK (state IN ('due', 'running', 'done', 'skipped'))
)
 WITHOUT ROWID;
CREATE INDEX slot_by_due ON slot (schedule, due_at);
CREATE TABLE delivery (
    issue_id VARCHAR(200) NOT NULL,
    subscriber_id INTEGER NOT NULL,
    state VARCHAR(16) NOT NULL,
    claims INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_at VARCHAR(27),
    code INTEGER NOT NULL,
    text VARCHAR(500) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    PRIMARY KEY (issue_id, subscriber_id),
    FOREIGN KEY(issue_id) REFERENCES issue_plan (issue_id),
    CONSTRAINT deliverystate CHECK (state IN ('queued', 'claimed', 'sending', 'accepted', 'deferred', 'rejected', 'skipped', 'uncertain'))
)
 WITHOUT ROWID;
CREATE INDEX delivery_by_state ON delivery (issue_id, state, next_at, subscriber_id);
