-- Released: never edit. Add the next number instead.

ALTER TABLE company ADD COLUMN party TEXT NOT NULL DEFAULT '{}';

ALTER TABLE purchase ADD COLUMN vendor TEXT NOT NULL DEFAULT '';

ALTER TABLE purchase ADD COLUMN wish TEXT NOT NULL DEFAULT '{}';

ALTER TABLE purchase ADD COLUMN tax BIGINT NOT NULL DEFAULT 0;

ALTER TABLE purchase ADD COLUMN commission BIGINT NOT NULL DEFAULT 0;

ALTER TABLE purchase ADD COLUMN paid BIGINT NOT NULL DEFAULT 0;

ALTER TABLE purchase ADD COLUMN licensed_at_ms BIGINT NOT NULL DEFAULT 0;

ALTER TABLE purchase ADD COLUMN license_id TEXT NOT NULL DEFAULT '';

ALTER TABLE purchase ADD COLUMN closed TEXT NOT NULL DEFAULT '' CHECK (closed IN ('', 'cancelled', 'refunded'));

CREATE INDEX purchase_by_license ON purchase (license_id, licensed_at_ms);

UPDATE purchase SET vendor = COALESCE((SELECT offer.vendor FROM offer WHERE offer.offer_id = purchase.offer_id), '');

UPDATE purchase SET license_id = COALESCE((SELECT issued_license.license_id FROM issued_license WHERE issued_license.order_id = purchase.order_id), '');

UPDATE purchase SET licensed_at_ms = COALESCE((SELECT issued_license.issued_at_ms FROM issued_license WHERE issued_license.order_id = purchase.order_id), 0);

UPDATE purchase SET paid = amount WHERE state = 'licensed';

CREATE TABLE invoice (
  number TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES purchase (order_id),
  kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
  reference TEXT NOT NULL,
  document TEXT NOT NULL,
  issued_at_ms BIGINT NOT NULL,
  UNIQUE (order_id, kind)
);

CREATE INDEX invoice_by_reference ON invoice (reference);

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

CREATE INDEX receipt_by_order ON receipt (order_id, receipt_id);

INSERT INTO receipt (receipt_id, source, reference, order_id, amount, currency, applied, returned, outcome, payer, message, return_reference, recorded_at_ms)
  SELECT order_id, 'hand', reference, order_id, amount, currency, amount, 0, 'paid', '', '', '', recorded_at_ms FROM payment WHERE amount > 0;

DROP TABLE payment;

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

CREATE INDEX posting_by_vendor ON posting (vendor, at_ms, posting_id);

CREATE INDEX posting_by_order ON posting (order_id);

INSERT INTO posting (posting_id, at_ms, kind, vendor, order_id, reference, currency, gross, tax, commission, share)
  SELECT receipt.receipt_id, receipt.recorded_at_ms, 'sale', purchase.vendor, purchase.order_id, receipt.receipt_id, receipt.currency, receipt.amount, 0, 0, receipt.amount
  FROM receipt JOIN purchase ON purchase.order_id = receipt.order_id;

CREATE TABLE instalment (
  order_id TEXT NOT NULL REFERENCES purchase (order_id),
  number BIGINT NOT NULL CHECK (number > 0),
  due_at_ms BIGINT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0),
  PRIMARY KEY (order_id, number)
);

ALTER TABLE issued_license ADD COLUMN documents BIGINT NOT NULL DEFAULT 1;

ALTER TABLE issued_license ADD COLUMN activated_at_ms BIGINT NOT NULL DEFAULT 0;

ALTER TABLE issued_license ADD COLUMN ends_at_ms BIGINT NOT NULL DEFAULT 0;

ALTER TABLE issued_license ADD COLUMN end_kind TEXT NOT NULL DEFAULT '' CHECK (end_kind IN ('', 'license', 'updates', 'trial', 'instalment'));

ALTER TABLE issued_license ADD COLUMN cancelled_at_ms BIGINT NOT NULL DEFAULT 0;

ALTER TABLE issued_license ADD COLUMN revoked_at_ms BIGINT NOT NULL DEFAULT 0;

CREATE INDEX issued_license_by_end ON issued_license (ends_at_ms);

CREATE TABLE license_document (
  license_id TEXT NOT NULL REFERENCES issued_license (license_id),
  number BIGINT NOT NULL,
  reason TEXT NOT NULL,
  document TEXT NOT NULL,
  issued_at_ms BIGINT NOT NULL,
  PRIMARY KEY (license_id, number)
);

INSERT INTO license_document (license_id, number, reason, document, issued_at_ms)
  SELECT license_id, 1, 'purchase', document, issued_at_ms FROM issued_license;

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

CREATE INDEX commitment_by_vendor ON commitment (vendor, made_at_ms, order_id);

CREATE INDEX commitment_by_index ON commitment (log_index);

CREATE TABLE revocation (
  sequence BIGINT NOT NULL PRIMARY KEY,
  license_id TEXT NOT NULL UNIQUE REFERENCES issued_license (license_id),
  reason TEXT NOT NULL,
  revoked_at_ms BIGINT NOT NULL
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

CREATE INDEX notice_by_company ON notice (company_id, notice_id);

CREATE TABLE coupon (
  code TEXT NOT NULL PRIMARY KEY,
  vendor TEXT NOT NULL REFERENCES vendor (name),
  envelope TEXT NOT NULL,
  uses BIGINT NOT NULL,
  updated_at_ms BIGINT NOT NULL
);

CREATE TABLE trial (
  company_id TEXT NOT NULL REFERENCES company (company_id),
  product TEXT NOT NULL,
  order_id TEXT NOT NULL REFERENCES purchase (order_id),
  PRIMARY KEY (company_id, product)
);

CREATE TABLE webhook_message (
  webhook_id TEXT NOT NULL PRIMARY KEY,
  sha256 TEXT NOT NULL,
  received_at_ms BIGINT NOT NULL
);
