#include "host/backup/change_replay.hpp"

#include <algorithm>
#include <set>

#include "host/backup/change_keeper.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kStatementsAtOnce = 5000;

Error missing(const std::string& why) {
  return Error{ErrorCode::conflict, "one cannot go to that moment: " + why,
               R"({"code":"changes-missing"})"};
}

struct LoggedFile {
  std::filesystem::path file;
  ChangeHeader header;
};

// Of one history, oldest first. A file without a whole header held nothing yet.
Result<std::vector<LoggedFile>> files_of_line(const std::filesystem::path& folder,
                                              const std::string& key, const std::string& line) {
  std::vector<LoggedFile> found;
  for (const auto& file : change_files(folder)) {
    const auto reader = ChangeReader::open(file, key);
    if (!reader) {
      const bool begun = std::filesystem::file_size(file) < 200;
      if (!begun) return reader.error();
    } else if ((*reader)->header().line == line) {
      found.push_back({file, (*reader)->header()});
    }
  }
  return found;
}

class Replaying {
 public:
  Replaying(db::Database& database, TimeMs until_ms, RowsOfBackup rows, std::int64_t number)
      : database_(database), until_ms_(until_ms), rows_(rows), number_(number) {}

  // An entry told twice was not committed the first time: the later one counts. Entries from
  // `next_from` on are told again by the next file.
  Status file(const LoggedFile& logged, const std::string& key, std::int64_t next_from) {
    const auto reader = TRY(ChangeReader::open(logged.file, key));
    ChangeDecoder decoder;
    std::optional<ChangeEntry> held;
    while (!over_) {
      const auto piece = TRY(reader->next());
      if (!piece) break;
      ChangeEntry entry = TRY(decoder.decode(*piece));
      if (held && held->number < std::min(entry.number, next_from)) TRY(take(std::move(*held)));
      held = std::move(entry);
    }
    if (!over_ && held && held->number < next_from) TRY(take(std::move(*held)));
    return flush();
  }
  Status under(const LoggedFile& logged) {
    const std::string now =
        TRY(database_.read([](db::Session& session) { return schema_hash(session); }));
    if (now == logged.header.schema) return ok();
    return missing("the host was upgraded at " + to_rfc3339(logged.header.at_ms) +
                   "; take a backup made since, or restore with the program of then");
  }
  bool over() const { return over_; }
  std::int64_t number() const { return number_; }
  const Replayed& done() const { return done_; }

 private:
  Status take(ChangeEntry entry) {
    if (entry.number <= number_) return ok();
    over_ = entry.at_ms > until_ms_;
    if (over_) return ok();
    if (entry.number != number_ + 1) {
      return missing("the log of changes has a gap before " + to_rfc3339(entry.at_ms) +
                     "; take an earlier moment or a later backup");
    }
    number_ = entry.number;
    ++done_.transactions;
    done_.until_ms = entry.at_ms;
    statements_ += entry.changes.size();
    waiting_.push_back(std::move(entry));
    const bool enough =
        statements_ >= kStatementsAtOnce || rows_ == RowsOfBackup::without_the_erased;
    return enough ? flush() : ok();
  }

  Status flush() {
    if (waiting_.empty()) return ok();
    std::set<std::size_t> left_out;
    Status done = together(left_out);
    // What refers to a row that is lost may be refused; it is lost then as well.
    while (!done && rows_ == RowsOfBackup::without_the_erased && left_out.insert(failed_at_).second)
      done = together(left_out);
    TRY(std::move(done));
    done_.left_out += static_cast<std::int64_t>(left_out.size());
    waiting_.clear();
    statements_ = 0;
    return ok();
  }

  Status together(const std::set<std::size_t>& left_out) {
    return database_.transaction([&](db::Session& session) -> Status {
      failed_at_ = 0;
      for (const ChangeEntry& entry : waiting_) {
        for (const db::Change& change : entry.changes) {
          if (!left_out.contains(failed_at_)) TRY(again(session, change, entry.number));
          ++failed_at_;
        }
      }
      TRY(session.execute("UPDATE chain_head SET sequence = $1 WHERE name = 'changes'", {number_}));
      return ok();
    });
  }

  Status again(db::Session& session, const db::Change& change, std::int64_t number) const {
    const std::int64_t changed = TRY(session.execute(change.sql, change.parameters));
    if (change.changed == 0 || changed == change.changed) return ok();
    if (rows_ == RowsOfBackup::without_the_erased) return ok();
    return Error{ErrorCode::untrusted,
                 "the log of changes does not fit this backup at change " + std::to_string(number),
                 R"({"code":"changes-differ"})"};
  }

  db::Database& database_;
  const TimeMs until_ms_;
  const RowsOfBackup rows_;
  std::int64_t number_;
  std::vector<ChangeEntry> waiting_;
  std::size_t statements_ = 0;
  std::size_t failed_at_ = 0;
  bool over_ = false;
  Replayed done_;
};

}  // namespace

Result<Replayed> replay_changes(db::Database& database, const std::filesystem::path& folder,
                                const std::string& key, TimeMs until_ms, RowsOfBackup rows) {
  const ChangePlace place =
      TRY(database.read([](db::Session& session) { return change_place(session); }));
  if (place.line.empty()) return Replayed{};
  const auto files = TRY(files_of_line(folder, key, place.line));
  Replaying replaying(database, until_ms, rows, place.number);
  for (std::size_t i = 0; i < files.size() && !replaying.over(); ++i) {
    if (files[i].header.at_ms > until_ms) break;
    const bool last = i + 1 == files.size();
    const std::int64_t next_from = last ? INT64_MAX : files[i + 1].header.from;
    if (next_from <= replaying.number() + 1) continue;  // All of it is in the backup.
    TRY(replaying.under(files[i]));
    TRY(replaying.file(files[i], key, next_from));
  }
  return replaying.done();
}

}  // namespace kontor::host
