CREATE TABLE appeal (
  operation_id TEXT NOT NULL PRIMARY KEY REFERENCES upload (operation_id),
  reasoning TEXT NOT NULL,
  appealed_at_ms BIGINT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('', 'upheld', 'overturned')),
  answer TEXT NOT NULL,
  answered_at_ms BIGINT NOT NULL
);
CREATE TABLE commitment (
  order_id TEXT NOT NULL PRIMARY KEY REFERENCES purchase (order_id),
  vendor TEXT NOT NULL,
  license_id TEXT NOT NULL,
  product TEXT NOT NULL,
  quantity BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  currency TEXT NOT NULL,
  salt TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  log_index BIGINT NOT NULL,
  log_from BIGINT NOT NULL,
  made_at_ms BIGINT NOT NULL
);
CREATE TABLE company (
  company_id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  ledger_key TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  created_at_ms BIGINT NOT NULL
, party TEXT NOT NULL DEFAULT '{}');
CREATE TABLE counter (
  name TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
);
CREATE TABLE coupon (
  code TEXT NOT NULL PRIMARY KEY,
  vendor TEXT NOT NULL REFERENCES vendor (name),
  envelope TEXT NOT NULL,
  uses BIGINT NOT NULL,
  updated_at_ms BIGINT NOT NULL
);
CREATE TABLE instalment (
  order_id TEXT NOT NULL REFERENCES purchase (order_id),
  number BIGINT NOT NULL CHECK (number > 0),
  due_at_ms BIGINT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0),
  PRIMARY KEY (order_id, number)
);
CREATE TABLE invoice (
  number TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES purchase (order_id),
  kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
  reference TEXT NOT NULL,
  document TEXT NOT NULL,
  issued_at_ms BIGINT NOT NULL,
  UNIQUE (order_id, kind)
);
CREATE TABLE issued_license (
  license_id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL UNIQUE REFERENCES purchase (order_id),
  company_id TEXT NOT NULL REFERENCES company (company_id),
  product TEXT NOT NULL,
  document TEXT NOT NULL,
  issued_at_ms BIGINT NOT NULL
, documents BIGINT NOT NULL DEFAULT 1, activated_at_ms BIGINT NOT NULL DEFAULT 0, ends_at_ms BIGINT NOT NULL DEFAULT 0, end_kind TEXT NOT NULL DEFAULT '' CHECK (end_kind IN ('', 'license', 'updates', 'trial', 'instalment')), cancelled_at_ms BIGINT NOT NULL DEFAULT 0, revoked_at_ms BIGINT NOT NULL DEFAULT 0);
CREATE TABLE key_request (
  vendor TEXT NOT NULL PRIMARY KEY REFERENCES vendor (name),
  envelope TEXT NOT NULL,
  requested_at_ms BIGINT NOT NULL
);
CREATE TABLE license_document (
  license_id TEXT NOT NULL REFERENCES issued_license (license_id),
  number BIGINT NOT NULL,
  reason TEXT NOT NULL,
  document TEXT NOT NULL,
  issued_at_ms BIGINT NOT NULL,
  PRIMARY KEY (license_id, number)
);
CREATE TABLE listing (
  plugin_id TEXT NOT NULL PRIMARY KEY,
  vendor TEXT NOT NULL REFERENCES vendor (name),
  kind TEXT NOT NULL,
  category TEXT NOT NULL,
  newest_version TEXT NOT NULL,
  search_text TEXT NOT NULL
);
CREATE TABLE namespace_claim (
  vendor TEXT NOT NULL PRIMARY KEY REFERENCES vendor (name),
  domain TEXT NOT NULL,
  challenge TEXT NOT NULL,
  claimed_at_ms BIGINT NOT NULL,
  proven_at_ms BIGINT NOT NULL
);
CREATE TABLE notice (
  notice_id TEXT NOT NULL PRIMARY KEY,
  company_id TEXT NOT NULL REFERENCES company (company_id),
  license_id TEXT NOT NULL REFERENCES issued_license (license_id),
  kind TEXT NOT NULL,
  about_ms BIGINT NOT NULL,
  title TEXT NOT NULL,
  made_at_ms BIGINT NOT NULL,
  UNIQUE (license_id, kind, about_ms)
);
CREATE TABLE offer (
  offer_id TEXT NOT NULL PRIMARY KEY,
  product TEXT NOT NULL,
  vendor TEXT NOT NULL REFERENCES vendor (name),
  envelope TEXT NOT NULL,
  updated_at_ms BIGINT NOT NULL
);
CREATE TABLE plugin_release (
  plugin_id TEXT NOT NULL,
  version TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  length BIGINT NOT NULL,
  target_path TEXT NOT NULL UNIQUE,
  manifest TEXT NOT NULL,
  released_at_ms BIGINT NOT NULL, custom TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (plugin_id, version)
);
CREATE TABLE plugin_transfer (
  plugin_id TEXT NOT NULL PRIMARY KEY,
  from_vendor TEXT NOT NULL REFERENCES vendor (name),
  to_vendor TEXT NOT NULL REFERENCES vendor (name),
  envelope TEXT NOT NULL,
  announced_at_ms BIGINT NOT NULL,
  effective_at_ms BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('announced', 'done', 'withdrawn'))
);
CREATE TABLE posting (
  posting_id TEXT NOT NULL PRIMARY KEY,
  at_ms BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('sale', 'refund', 'payout')),
  vendor TEXT NOT NULL,
  order_id TEXT NOT NULL,
  reference TEXT NOT NULL,
  currency TEXT NOT NULL,
  gross BIGINT NOT NULL,
  tax BIGINT NOT NULL,
  commission BIGINT NOT NULL,
  share BIGINT NOT NULL,
  CHECK (gross = tax + commission + share),
  UNIQUE (kind, reference)
);
CREATE TABLE purchase (
  order_id TEXT NOT NULL PRIMARY KEY,
  company_id TEXT NOT NULL REFERENCES company (company_id),
  offer_id TEXT NOT NULL,
  offer TEXT NOT NULL,
  product TEXT NOT NULL,
  seats BIGINT NOT NULL CHECK (seats > 0),
  amount BIGINT NOT NULL CHECK (amount >= 0),
  currency TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('invoiced', 'licensed')),
  invoice_number TEXT NOT NULL UNIQUE,
  idempotency_key TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL, vendor TEXT NOT NULL DEFAULT '', wish TEXT NOT NULL DEFAULT '{}', tax BIGINT NOT NULL DEFAULT 0, commission BIGINT NOT NULL DEFAULT 0, paid BIGINT NOT NULL DEFAULT 0, licensed_at_ms BIGINT NOT NULL DEFAULT 0, license_id TEXT NOT NULL DEFAULT '', closed TEXT NOT NULL DEFAULT '' CHECK (closed IN ('', 'cancelled', 'refunded')),
  UNIQUE (company_id, idempotency_key)
);
CREATE TABLE receipt (
  receipt_id TEXT NOT NULL PRIMARY KEY,
  source TEXT NOT NULL CHECK (source IN ('hand', 'statement', 'provider')),
  reference TEXT NOT NULL UNIQUE,
  order_id TEXT REFERENCES purchase (order_id),
  amount BIGINT NOT NULL CHECK (amount > 0),
  currency TEXT NOT NULL,
  applied BIGINT NOT NULL CHECK (applied >= 0 AND applied <= amount),
  returned BIGINT NOT NULL CHECK (returned >= 0 AND applied + returned <= amount),
  outcome TEXT NOT NULL CHECK (outcome IN ('paid', 'partial', 'over', 'double', 'unmatched')),
  payer TEXT NOT NULL,
  message TEXT NOT NULL,
  return_reference TEXT NOT NULL,
  recorded_at_ms BIGINT NOT NULL
);
CREATE TABLE review_attestation (
  sha256 TEXT NOT NULL PRIMARY KEY,
  operation_id TEXT NOT NULL REFERENCES upload (operation_id),
  envelope TEXT NOT NULL,
  attested_at_ms BIGINT NOT NULL
);
CREATE TABLE review_event (
  event_id TEXT NOT NULL PRIMARY KEY,
  operation_id TEXT NOT NULL REFERENCES upload (operation_id),
  at_ms BIGINT NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('received', 'checked', 'failed', 'decided', 'attested', 'appealed', 'answered')),
  detail TEXT NOT NULL
);
CREATE TABLE revocation (
  sequence BIGINT NOT NULL PRIMARY KEY,
  license_id TEXT NOT NULL UNIQUE REFERENCES issued_license (license_id),
  reason TEXT NOT NULL,
  revoked_at_ms BIGINT NOT NULL
);
CREATE TABLE trial (
  company_id TEXT NOT NULL REFERENCES company (company_id),
  product TEXT NOT NULL,
  order_id TEXT NOT NULL REFERENCES purchase (order_id),
  PRIMARY KEY (company_id, product)
);
CREATE TABLE upload (
  operation_id TEXT NOT NULL PRIMARY KEY,
  vendor TEXT NOT NULL REFERENCES vendor (name),
  sha256 TEXT NOT NULL,
  length BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('STARTED', 'VALIDATING', 'SCANNING', 'PASSED', 'QUARANTINED', 'REJECTED', 'ERRORED')),
  plugin_id TEXT NOT NULL,
  version TEXT NOT NULL,
  target_path TEXT NOT NULL,
  manifest TEXT NOT NULL,
  findings TEXT NOT NULL,
  decision TEXT CHECK (decision IN ('approve', 'reject')),
  reason TEXT NOT NULL,
  visible BIGINT NOT NULL CHECK (visible IN (0, 1)),
  created_at_ms BIGINT NOT NULL
, checks TEXT NOT NULL DEFAULT '[]', checked_at_ms BIGINT NOT NULL DEFAULT 0);
CREATE TABLE vendor (
  name TEXT NOT NULL PRIMARY KEY,
  display_name TEXT NOT NULL,
  contact TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'active')),
  public_keys TEXT NOT NULL,
  proof TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  created_at_ms BIGINT NOT NULL
);
CREATE TABLE webhook_message (
  webhook_id TEXT NOT NULL PRIMARY KEY,
  sha256 TEXT NOT NULL,
  received_at_ms BIGINT NOT NULL
);
CREATE INDEX commitment_by_index ON commitment (log_index);
CREATE INDEX commitment_by_vendor ON commitment (vendor, made_at_ms, order_id);
CREATE INDEX invoice_by_reference ON invoice (reference);
CREATE INDEX issued_license_by_company ON issued_license (company_id, license_id);
CREATE INDEX issued_license_by_end ON issued_license (ends_at_ms);
CREATE INDEX listing_by_category ON listing (category, plugin_id);
CREATE INDEX notice_by_company ON notice (company_id, notice_id);
CREATE INDEX offer_by_product ON offer (product, offer_id);
CREATE INDEX plugin_transfer_by_vendor ON plugin_transfer (to_vendor, state);
CREATE INDEX posting_by_order ON posting (order_id);
CREATE INDEX posting_by_vendor ON posting (vendor, at_ms, posting_id);
CREATE INDEX purchase_by_license ON purchase (license_id, licensed_at_ms);
CREATE INDEX receipt_by_order ON receipt (order_id, receipt_id);
CREATE INDEX review_event_by_upload ON review_event (operation_id, event_id);
CREATE INDEX upload_by_state ON upload (state, created_at_ms);
CREATE INDEX upload_by_target ON upload (target_path);
