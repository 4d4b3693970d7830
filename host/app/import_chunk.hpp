#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "host/app/import_options.hpp"
#include "host/app/records.hpp"
#include "host/core/csv_parser.hpp"
#include "host/store/import_store.hpp"
#include "host/store/import_trail_store.hpp"

namespace kontor::host {

// Whether a file with these columns can be matched by the rules that were chosen for it.
Status check_match(const Entity& entity, const ImportOptions& options);

struct NumberedRow {
  std::int64_t row = 0;
  CsvRow data;
};

// Takes some rows of a file through the write pipeline: cells to values, references looked
// up, duplicates found, hooks asked once, everything written in the caller's transaction.
// Ends with exactly one outcome for each row. One thread at a time; used once.
class ImportChunk {
 public:
  struct Context {
    Records& records;
    db::Database& database;
    IdSource& ids;
    const Principal& actor;
    const Catalogue& catalogue;
    const Entity& entity;
    const ImportOptions& options;
    const std::vector<std::string>& headers;
    std::string job_id;
  };
  explicit ImportChunk(const Context& context);

  // Cells to values, as far as that needs no database: may run while the chunk before is written.
  void read(const std::vector<NumberedRow>& rows);
  // After read(), and like it beside the writing of the chunk before: looks up what the rows
  // repeat, where nothing but their cells says that.
  Status look_ahead();
  // Everything else that needs no write: reads the database, asks the hooks. `before`, if any, is
  // the chunk before, written: what it wrote is looked up again.
  Status prepare(const ImportChunk* before = nullptr);
  // Inside the transaction; may run again when the database asks for it. A row refused once
  // stays refused.
  Status write(db::Session& session);
  // For a dry run instead of write(): writes, looks what came of it, and takes it back. Keeps
  // the keys of the rows, so that a later chunk knows them.
  Status rehearse();
  // After write() or rehearse().
  std::vector<ImportRow> outcomes() const;
  // What write() did that the outcomes do not tell; numbered from `sequence`.
  std::vector<ImportChange> changes(std::int64_t sequence) const;
  // In the transaction that keeps the outcomes of a dry run.
  Status keep_keys(db::Session& session) const;
  void add_to(ImportCounts& counts) const;

 private:
  static constexpr const char* kEarlierRow = "an earlier row of the file";
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  enum class Part { makes, repeats, updates };
  using Keys = std::vector<std::pair<const MatchRule*, std::string>>;
  struct Line {
    std::int64_t row = 0;
    Json changes = Json::object();
    std::optional<TimeMs> created_at_ms = {};
    std::map<std::string, std::string> references = {};  // Field → text to look up.
    std::string problem = {};                            // Refused before the pipeline.
    Keys keys = {};                                      // Of its draft.
    std::string known_as = {};  // Id of a record outside this chunk that it repeats.
    std::string reason = {};
    bool rehearsed = false;    // Repeats a row that a dry run saw in an earlier chunk.
    std::size_t save = kNone;  // Its place in saves_.
    Part part = Part::makes;   // What it does to that save.
  };
  struct Match {
    std::size_t save = kNone;
    const Record* record = nullptr;
    const MatchRule* rule = nullptr;
  };

  Line read_row(const NumberedRow& row) const;
  Status look_up_references(db::Session& session);
  Status look_up_organisations(db::Session& session, const Field& field);
  Status look_up_persons(db::Session& session, const Field& field);
  Status look_up_users(db::Session& session, const Field& field);
  Status look_up_by_title(db::Session& session, const Field& field);
  void put_references(const Field& field, const std::map<std::string, std::string>& ids,
                      const char* what);
  void draft();
  Status find_existing();
  Status find_existing(db::Session& session);
  bool may_repeat(const ImportChunk& before) const;
  Result<std::vector<Record>> find_by(db::Session& session, const MatchRule& rule) const;
  std::string key_of(const MatchRule& rule, const Json& fields) const;
  void plan();
  Match match(const Line& line, const PendingSave& draft) const;
  void repeat(Line& line, const Match& found);
  void update(Line& line, const Match& found, const Json& changes);
  void keep_used_organisations();
  static std::string reason_of(const MatchRule& rule, const char* where);
  Keys keys_of(const Json& fields) const;
  void count_phones();
  Status find_rehearsed(db::Session& session);
  bool was_rehearsed(Line& line, const PendingSave& draft) const;
  std::vector<std::string> unique_keys_of(const Json& fields) const;
  ImportRow outcome_of(const Line& line) const;

  Context context_;
  std::vector<MatchRule> rules_;  // Those that the file has the fields of.
  SavePipeline pipeline_;
  SavePipeline organisation_pipeline_;
  std::vector<Line> lines_;
  std::vector<PendingSave> drafts_;  // One a line, as if each were a new record; until plan().
  std::vector<PendingSave> saves_;
  std::vector<PendingSave> organisations_;
  std::map<std::string, std::string> new_organisations_;  // Name → id.
  std::map<std::string, std::string> new_names_;          // And back.
  std::unordered_map<std::string, Record> existing_;      // Key → oldest record.
  bool has_looked_ = false;                               // existing_ is there already.
  std::unordered_map<std::string, std::size_t>
      planned_;          // Key, or id of a record → place in saves_.
  std::string failure_;  // Why the whole chunk was refused by the hooks.
  ImportCounts phones_;
  // Hash of a key of an earlier chunk → JSON of what would contradict it.
  std::map<std::string, std::string> rehearsed_;
};

}  // namespace kontor::host
