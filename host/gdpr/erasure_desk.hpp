#pragma once

#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "base/core/uuid.hpp"
#include "base/crypto/keys.hpp"
#include "host/gdpr/erase_records.hpp"
#include "host/gdpr/erasure_store.hpp"
#include "host/gdpr/plugin_subjects.hpp"

namespace kontor::host {

// Erasures in two phases. First everybody is asked and nothing is changed: holds of the company
// and of plugins make it wait until they end. Then it is committed and cannot be called back:
// plugins forget, one after the other and again until all have, then the host erases its own in
// one transaction that also writes the signed receipt. `person` may also be the id of a lead that
// is nobody's yet, and of either while it is deleted. Each step may be done twice, and what a kill
// -9 interrupts goes on by itself. All need the right privacy.manage. Any thread; one step at a
// time.
class ErasureDesk {
 public:
  struct Parts {
    db::Database& database;
    Records& records;
    Outbox& outbox;
    const Clock& clock;
    IdSource& ids;
    Tombstones& tombstones;
    PluginSubjects* plugins;  // Null: this host has none.
    crypto::SigningKey key;
    std::filesystem::path data;  // DATA/erasures lists who was erased, for restores.
  };
  explicit ErasureDesk(Parts parts) : parts_(std::move(parts)) {}

  // The first phase for looking at: {"holds","plugins"}; nothing is written.
  Result<Json> preview(const Principal& actor, const std::string& person);
  // Begins, or goes on with the one that is open, as far as it gets now.
  Result<Erasure> begin(const Principal& actor, const std::string& person,
                        const std::string& reason);
  Result<Erasure> find(const Principal& actor, const std::string& id);
  Result<std::vector<Erasure>> list(const Principal& actor, const std::string& before, int limit);
  // conflict once it is committed.
  Result<Erasure> cancel(const Principal& actor, const std::string& id);

  Result<ErasureStore::Hold> hold(const Principal& actor, const std::string& person,
                                  const std::string& reason, std::optional<TimeMs> until_ms);
  Status lift_hold(const Principal& actor, const std::string& id);
  Result<std::vector<ErasureStore::Hold>> holds(const Principal& actor);

  // Lets somebody in again who comes back by themselves: the number of marks lifted.
  Result<std::int64_t> lift_block(const Principal& actor, const std::string& email,
                                  const std::string& phone, const std::string& reason);

  // What is due: erasures that wait, plugins that came back. The number of erasures that ended.
  Result<int> step();
  crypto::PublicKey key() const { return parts_.key.public_key(); }

  static constexpr std::int64_t kFirstPauseMs = 60'000;
  static constexpr std::int64_t kPauseMaxMs = 3'600'000;
  static constexpr int kAtOnce = 100;

 private:
  Result<Subject> erasable(const Principal& actor, const std::string& person);
  Status advance(Erasure& erasure);
  Status ask(Erasure& erasure);
  Status commit(Erasure& erasure);
  Status finish(Erasure& erasure);
  Result<Json> holds_on(const std::string& person, Json& plugins);
  Status save(const Erasure& erasure);
  void wait_longer(Erasure& erasure);
  Result<Erasure> present(const std::string& id);
  Status audited(const Principal& actor, const std::string& action, const std::string& person,
                 Json detail, const std::function<Status(db::Session&)>& work);
  Status pay_debts();

  Parts parts_;
  std::mutex stepping_;
};

}  // namespace kontor::host
