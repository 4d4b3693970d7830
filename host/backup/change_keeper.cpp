#include "host/backup/change_keeper.hpp"

#include "base/core/bytes.hpp"
#include "base/core/log.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kLineBytes = 16;
constexpr TimeMs kAgainAfterMs = 10'000;

// The last number of the newest file of the folder, 0 for none that can be read.
struct LogEnd {
  ChangeHeader header;
  std::int64_t number = 0;
};

Result<LogEnd> end_of_log(const std::filesystem::path& folder, const std::string& key) {
  const auto files = change_files(folder);
  if (files.empty()) return Error{ErrorCode::not_found, "there is no log yet"};
  const auto reader = TRY(ChangeReader::open(files.back(), key));
  LogEnd end{reader->header(), reader->header().from - 1};
  ChangeDecoder decoder;
  for (;;) {
    const auto piece = TRY(reader->next());
    if (!piece) return end;
    end.number = TRY(decoder.decode(*piece)).number;
  }
}

}  // namespace

Result<ChangePlace> change_place(db::Session& session) {
  const auto row =
      TRY(session.query_row("SELECT hash, sequence FROM chain_head WHERE name = 'changes'"));
  if (!row) return ChangePlace{};
  return ChangePlace{row->text(0), row->integer(1)};
}

Status begin_line(db::Session& session, Random& random) {
  TRY(session.execute(
      R"sql(INSERT INTO chain_head (name, sequence, hash) VALUES ('changes', 0, $1)
            ON CONFLICT (name) DO UPDATE SET hash = $1)sql",
      {hex_encode(random.bytes(kLineBytes))}));
  return ok();
}

Result<std::string> schema_hash(db::Session& session) {
  std::string text;
  for (const db::Row& row : TRY(session.query(
           "SELECT component, number, sha256 FROM schema_migration ORDER BY component, number"))) {
    text += row.text(0) + " " + row.text(1) + " " + row.text(2) + "\n";
  }
  return crypto::sha256_hex(text);
}

Result<std::unique_ptr<ChangeKeeper>> ChangeKeeper::attach(db::Database& database, Parts parts) {
  std::error_code problem;
  std::filesystem::create_directories(parts.folder, problem);
  std::unique_ptr<ChangeKeeper> keeper(new ChangeKeeper(std::move(parts)));
  auto read = database.transaction([&](db::Session& session) -> Result<ChangePlace> {
    ChangePlace found = TRY(change_place(session));
    if (found.line.empty()) {
      TRY(begin_line(session, keeper->parts_.random));
      found = TRY(change_place(session));
    }
    keeper->schema_ = TRY(schema_hash(session));
    return found;
  });
  const ChangePlace place = TRY(std::move(read));
  keeper->line_ = place.line;
  const auto end = end_of_log(keeper->parts_.folder, keeper->parts_.key);
  // One more than the database has: told, and never committed.
  const bool goes_on = end && end->header.line == place.line &&
                       end->header.schema == keeper->schema_ &&
                       (end->number == place.number || end->number == place.number + 1);
  keeper->wants_backup_ = !goes_on;
  TRY(keeper->begin_file(place.number + 1, keeper->parts_.clock.now_ms()));
  database.tell(*keeper);
  return keeper;
}

Status ChangeKeeper::begin_file(std::int64_t from, TimeMs now_ms) {
  // The last file has its moment in its name, too; a clock may stand still.
  while (std::filesystem::exists(parts_.folder / change_file_name(now_ms))) ++now_ms;
  file_ = TRY(ChangeFile::create(parts_.folder / change_file_name(now_ms), parts_.key,
                                 parts_.random, {line_, schema_, from, now_ms}));
  encoder_ = std::make_unique<ChangeEncoder>();
  began_at_ms_ = now_ms;
  return ok();
}

Status ChangeKeeper::write(std::int64_t number, const db::Changes& changes) {
  const TimeMs now_ms = parts_.clock.now_ms();
  if (!file_ && now_ms < began_at_ms_ + kAgainAfterMs) return ok();
  const bool full = file_ && (file_->bytes() > kFileBytesMax || now_ms > began_at_ms_ + kFileMsMax);
  if (full) TRY(file_->sync());
  if (full || !file_) TRY(begin_file(number, now_ms));
  if (!changes.whole) return Error{ErrorCode::exhausted, "a transaction was too large for it"};
  last_at_ms_ = std::max(last_at_ms_, now_ms);
  return file_->append(encoder_->encode(number, last_at_ms_, changes.list));
}

void ChangeKeeper::lose(const Error& error) {
  log::error("the log of changes has a gap until the next backup", {{"reason", error.message}});
  file_.reset();
  began_at_ms_ = parts_.clock.now_ms();
  wants_backup_ = true;
}

Status ChangeKeeper::about_to_commit(db::Session& session, const db::Changes& changes) {
  const auto row = TRY(session.query_row(
      "UPDATE chain_head SET sequence = sequence + 1 WHERE name = 'changes' RETURNING sequence"));
  if (!row) return Error{ErrorCode::internal, "the log of changes has no head"};
  const std::lock_guard lock(mutex_);
  const Status written = write(row->integer(0), changes);
  if (!written) lose(written.error());
  return ok();
}

void ChangeKeeper::tend() {
  {
    const std::lock_guard lock(mutex_);
    const Status synced = file_ ? file_->sync() : ok();
    if (!synced) lose(synced.error());
  }
  // A file is as old as the one after it is.
  const std::string oldest = change_file_name(parts_.clock.now_ms() - parts_.kept_ms);
  const auto files = change_files(parts_.folder);
  std::error_code ignored;
  for (std::size_t i = 0; i + 1 < files.size(); ++i) {
    if (files[i + 1].filename().string() < oldest) std::filesystem::remove(files[i], ignored);
  }
}

}  // namespace kontor::host
