#include "licensing/seats/license_log_audit.hpp"

#include <algorithm>
#include <map>

#include "base/core/bytes.hpp"
#include "base/core/json.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::licensing {

namespace {

constexpr std::int64_t kPage = 1000;
constexpr std::size_t kRawHashBytes = 32;

std::string place(std::int64_t chain, std::int64_t number) {
  return "entry " + std::to_string(number) + " of chain " + std::to_string(chain);
}

// One audit over one snapshot.
class Auditor {
 public:
  Auditor(db::Session& session, std::string_view seal_key, const std::vector<LogAnchor>& kept)
      : session_(session), seal_key_(seal_key), kept_(kept) {}

  Result<LogAudit> run() {
    for (const db::Row& row : TRY(session_.query(
             "SELECT chain, number, hash, seal FROM seat_log_head ORDER BY chain"))) {
      heads_[row.integer(0)] = {
          {.chain = row.integer(0), .number = row.integer(1), .hash = row.text(2)}, row.text(3)};
    }
    TRY(expect_links());
    for (const LogAnchor& anchor : kept_) expect(anchor);
    const auto chains = TRY(session_.query("SELECT DISTINCT chain FROM seat_log ORDER BY chain"));
    for (const db::Row& row : chains) TRY(walk(row.integer(0)));
    check_chains_are_there(chains);
    return std::move(audit_);
  }

 private:
  void find(std::int64_t chain, std::int64_t number, std::string code, std::string text) {
    if (audit_.findings.size() == LogAudit::kFindingsMax) return;
    audit_.findings.push_back(
        {.chain = chain, .number = number, .code = std::move(code), .text = std::move(text)});
  }

  void expect(const LogAnchor& anchor) { expected_[anchor.chain][anchor.number] = anchor.hash; }

  Status walk(std::int64_t chain) {
    std::string before(kRawHashBytes, '\0');
    std::int64_t last = 0;
    while (true) {
      const auto page = TRY(read_log(session_, chain, last, kPage));
      for (const LoggedEntry& entry : page) {
        check(entry, last, before);
        last = entry.number;
        const auto raw = hex_decode(entry.hash);
        before = raw ? *raw : std::string();
      }
      audit_.entries += static_cast<std::int64_t>(page.size());
      if (page.size() < static_cast<std::size_t>(kPage)) break;
    }
    check_end(chain, last, before);
    return ok();
  }

  void check(const LoggedEntry& entry, std::int64_t last, std::string_view before) {
    if (entry.number != last + 1) {
      const std::string to =
          entry.number - 1 == last + 1 ? "" : " to " + std::to_string(entry.number - 1);
      find(entry.chain, last + 1, "missing", place(entry.chain, last + 1) + to + " is missing");
    } else if (hex_encode(log_hash(before, entry)) != entry.hash) {
      find(entry.chain, entry.number, "changed",
           place(entry.chain, entry.number) + " is not what the ledger wrote there");
    }
    check_anchor(entry);
  }

  // The first entry of a chain names the end that the one before it had then.
  Status expect_links() {
    for (const db::Row& row : TRY(session_.query("SELECT detail FROM seat_log WHERE number = 1"))) {
      const Json detail = Json::parse(row.text(0), nullptr, /*allow_exceptions=*/false);
      if (!detail.is_object() || !detail.contains("continues")) continue;
      const Json& link = detail["continues"];
      const auto chain = json_integer(link, "chain");
      const auto number = json_integer(link, "number");
      const auto hash = json_text(link, "hash");
      if (chain && number && hash) expect({.chain = *chain, .number = *number, .hash = *hash});
    }
    return ok();
  }

  void check_anchor(const LoggedEntry& entry) {
    const auto chain = expected_.find(entry.chain);
    if (chain == expected_.end()) return;
    const auto anchor = chain->second.find(entry.number);
    if (anchor == chain->second.end()) return;
    if (anchor->second != entry.hash) {
      find(entry.chain, entry.number, "rewritten",
           place(entry.chain, entry.number) + " differs from what was noted of it elsewhere");
    }
    chain->second.erase(anchor);
  }

  void check_end(std::int64_t chain, std::int64_t last, std::string_view last_hash) {
    const auto head = heads_.find(chain);
    if (head == heads_.end()) {
      find(chain, 0, "truncated", "the end of chain " + std::to_string(chain) + " is missing");
      return;
    }
    const auto& [anchor, seal] = head->second;
    if (!crypto::equal_secrets(seal, log_seal(seal_key_, anchor))) {
      find(chain, anchor.number, "rewritten",
           "the end of chain " + std::to_string(chain) + " was not sealed by this ledger");
    } else if (anchor.number > last) {
      find(chain, last + 1, "truncated",
           "chain " + std::to_string(chain) + " was cut: entries " + std::to_string(last + 1) +
               " to " + std::to_string(anchor.number) + " are gone");
    } else if (anchor.number < last || anchor.hash != hex_encode(last_hash)) {
      find(chain, last, "rewritten",
           place(chain, last) + " is not the end that this ledger sealed");
    }
    audit_.anchors.push_back(anchor);
  }

  void check_chains_are_there(const std::vector<db::Row>& chains) {
    const auto is_there = [&](std::int64_t chain) {
      return std::any_of(chains.begin(), chains.end(),
                         [&](const db::Row& row) { return row.integer(0) == chain; });
    };
    for (const auto& [chain, head] : heads_) {
      if (!is_there(chain)) lost(chain);
    }
    for (const auto& [chain, anchors] : expected_) {
      if (anchors.empty()) continue;
      if (!is_there(chain) && !heads_.contains(chain)) {
        lost(chain);
      } else {
        find(chain, anchors.begin()->first, "truncated",
             place(chain, anchors.begin()->first) + ", noted elsewhere, is gone");
      }
    }
  }

  void lost(std::int64_t chain) {
    find(chain, 0, "chain-missing", "chain " + std::to_string(chain) + " is missing as a whole");
  }

  struct Head {
    LogAnchor anchor;
    std::string seal;
  };

  db::Session& session_;
  std::string_view seal_key_;
  const std::vector<LogAnchor>& kept_;
  LogAudit audit_;
  std::map<std::int64_t, Head> heads_;
  std::map<std::int64_t, std::map<std::int64_t, std::string>> expected_;
};

}  // namespace

Result<LogAudit> audit_license_log(db::Database& database, std::string_view seal_key,
                                   const std::vector<LogAnchor>& kept) {
  return database.read(
      [&](db::Session& session) { return Auditor(session, seal_key, kept).run(); });
}

}  // namespace kontor::licensing
